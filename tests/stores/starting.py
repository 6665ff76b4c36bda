"""Other stores for tests, each started as a process of its own: Virtuoso 7 and native Oxigraph."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from symbiograph.prefixes import GRAPH

VIRTUOSO = shutil.which("virtuoso-t") or ""
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
# Virtuoso starts with this user and password, on the loopback interface alone.
ADMINISTRATOR = "dba"
# How many rows this Virtuoso gives; a fresh one says 10,000 in its virtuoso.ini.
MOST_ROWS = 5_000
# Seconds after which a store ends a query itself, such as one that a service has given up.
LONGEST = 20
_CONFIGURATION = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = {seconds}
"""


@dataclass(frozen=True)
class Store:
    """A running store, and the settings by which a service is told of it."""

    name: str
    settings: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        return {f"SYMBIOGRAPH_{name}": value for name, value in self.settings.items()}


@dataclass(frozen=True)
class Pushed:
    """A store that holds the release, and what ``symbiograph push`` printed."""

    store: Store
    output: str


@contextmanager
def virtuoso(folder: Path) -> Iterator[Store]:
    """Start Virtuoso with its files in ``folder``."""
    if not VIRTUOSO:
        raise AssertionError("virtuoso-t is missing: apt-get install virtuoso-opensource-7-bin")
    sql, http = free_port(), free_port()
    text = _CONFIGURATION.format(sql=sql, http=http, rows=MOST_ROWS, seconds=LONGEST)
    (folder / "virtuoso.ini").write_text(text, encoding="utf-8")
    command = [VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, folder, "Server online at"):
        address = f"http://127.0.0.1:{http}"
        yield Store(
            "virtuoso",
            {
                "ENDPOINT": f"{address}/sparql-auth",
                "ENDPOINT_UPDATE": f"{address}/sparql-auth",
                "ENDPOINT_GRAPHS": f"{address}/sparql-graph-crud-auth",
                "ENDPOINT_USER": ADMINISTRATOR,
                "ENDPOINT_PASSWORD": ADMINISTRATOR,
                "ENDPOINT_AUTH": "digest",
                "ENDPOINT_DEFAULT_GRAPH": GRAPH + "default",
            },
        )


@contextmanager
def oxigraph(folder: Path) -> Iterator[Store]:
    """Start the native Oxigraph server, in memory."""
    if not OXIGRAPH.is_file():
        raise AssertionError("oxigraph is missing: pip install '.[stores]'")
    port = free_port()
    command = [str(OXIGRAPH), "serve", "--bind", f"127.0.0.1:{port}", "--timeout-s", f"{LONGEST}"]
    with _running(command, folder, "Listening"):
        address = f"http://127.0.0.1:{port}"
        yield Store(
            "oxigraph",
            {
                "ENDPOINT": f"{address}/query",
                "ENDPOINT_UPDATE": f"{address}/update",
                "ENDPOINT_GRAPHS": f"{address}/store",
            },
        )


@contextmanager
def _running(command: list[str], folder: Path, announcement: str) -> Iterator[None]:
    """Run a server in ``folder`` from the line that says it is there to the end of the context."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if announcement in line:
                    break
            else:
                raise AssertionError(f"{command[0]} did not start:\n{''.join(said)}")
            yield
        finally:
            process.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
