"""A second instance, started empty and filled from the first by its changes, stays equal to it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mirroring import commit_at_random, differing, held
from symbiograph.cli import main
from symbiograph.prefixes import GRAPH
from test_writing_release import GRAPHS as RELEASED
from test_writing_release import QUADS, make_release
from writing import Service, writable

# In a graph of the release, and in the merge that it brings.
BLANK = "".join(
    f"<http://example.org/s{n}> <http://example.org/p> _:b{n % 3} {graph} .\n"
    f'_:b{n % 3} <http://example.org/n> "{n}" {graph} .\n'
    for n in range(300)
    for graph in (f"<{GRAPH}facts>", "")
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data_dir = tmp_path_factory.mktemp("source")
    make_release(data_dir, RELEASED, QUADS + BLANK, "one")
    with writable(data_dir, WORKERS="1", QUERY_WORKERS="2") as found:
        yield found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data_dir = tmp_path_factory.mktemp("copy")
    with writable(data_dir, "--empty", WORKERS="1", QUERY_WORKERS="2") as found:
        yield found


def mirror(source: Service, data_dir: Path, *options: str) -> Result:
    arguments = ["mirror", source.address, "--data-dir", str(data_dir), *options]
    return CliRunner().invoke(main, arguments)


def test_the_copy_is_equal_after_a_hundred_random_commits(source: Service, copy: Service) -> None:
    chance = random.Random(7)  # noqa: S311 - nothing secret
    assert mirror(source, copy.data_dir).exit_code == 0
    assert len(held(copy.address)[GRAPH + "facts"]) > 300
    for number in range(1, 101):
        commit_at_random(source, chance)
        if number % 20 == 0:
            result = mirror(source, copy.data_dir)
            assert result.exit_code == 0, result.output
            assert list(differing(source.address, copy.address)) == []
