"""Two services with a graph each, which may ask one another, and partners that do not answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import comunica
import pytest

from server import running

# More than Comunica and symbiograph send with one request.
NUMBER = 600
RARE = 100


class Two(NamedTuple):
    """The SPARQL endpoints of two services, each of which lists the other."""

    here: str
    there: str


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    if not comunica.COMMAND.is_file():
        pytest.fail("Comunica is missing: 'make test-clients' installs it.")


@pytest.fixture(scope="session")
def matches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Which concept a thing matches, and which things are rare."""
    path = tmp_path_factory.mktemp("graphs") / "matches.ttl"
    matched = (f"<urn:s{n}> <urn:match> <urn:c{n}> ." for n in range(NUMBER))
    rare = (f"<urn:s{n}> <urn:is> <urn:rare> ." for n in range(RARE))
    path.write_text("\n".join([*matched, *rare]))
    return path


@pytest.fixture(scope="session")
def labels(matches: Path) -> Path:
    """What concepts are called, in two languages, with some that nothing matches."""
    path = matches.with_name("labels.ttl")
    lines = (
        f'<urn:c{n}> <urn:label> "concept {n}"@en , "begrip {n}"@nl .' for n in range(NUMBER + 9)
    )
    path.write_text("\n".join(lines))
    return path


@pytest.fixture(scope="session")
def dead() -> str:
    """An endpoint where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"


@pytest.fixture(scope="session")
def silent() -> Iterator[str]:
    """An endpoint that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"


@pytest.fixture(scope="session")
def two(matches: Path, labels: Path, dead: str, silent: str) -> Iterator[Two]:
    with ExitStack() as free:
        # Each must know the other's port before both are started.
        listeners = [free.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in "ab"]
        ports = [listener.getsockname()[1] for listener in listeners]
    here, there = (f"http://127.0.0.1:{port}/sparql" for port in ports)
    with ExitStack() as started:
        for graph, port, other in ((matches, ports[0], there), (labels, ports[1], here)):
            arguments = ("--empty", "--port", str(port), f"--load={graph}=urn:{graph.stem}")
            allowed = f"{other},{dead},{silent}"
            settings = {"SERVICE_ALLOWED": allowed, "SERVICE_TIMEOUT": "1", "WORKERS": "1"}
            started.enter_context(running(*arguments, **settings))
        yield Two(here, there)
