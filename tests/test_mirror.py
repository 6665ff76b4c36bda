"""A second instance, started empty and filled from the first by its changes, stays equal to it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mirroring import commit_at_random, differing, held, written
from symbiograph.changes.following import Mirror
from symbiograph.changes.following.fetching import Fetched, Source
from symbiograph.changes.words import POLLING
from symbiograph.cli import main
from symbiograph.errors import SourceFailed
from symbiograph.prefixes import GRAPH
from symbiograph.writing import at_writer
from symbiograph.writing.ledger import Ledger
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


class Halting(Source):
    """A source that fails for good after so many documents; it counts those that are asked for."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.asked: list[str] = []
        self._most = most

    def fetch(self, address: str, tag: str = "") -> Fetched | None:
        if len(self.asked) == self._most:
            raise SourceFailed("It has gone.")
        self.asked.append(address)
        return super().fetch(address, tag)


def test_a_mirror_that_was_ended_goes_on_where_it_was(source: Service, tmp_path: Path) -> None:
    """It asks for no full page twice, and begins to write once the first commit is complete."""
    first = Halting(3)
    with pytest.raises(SourceFailed):
        list(Mirror(tmp_path, source.address, 60, first).catch_up())
    assert Ledger(tmp_path).head() == 0
    second = Halting(1000)
    list(Mirror(tmp_path, source.address, 60, second).catch_up())
    full = first.asked[1:]
    assert set(full) & set(second.asked) == set()
    assert differing(held(source.address), written(tmp_path)) == []
    third = Halting(1000)
    last = Mirror(tmp_path, source.address, 60, third)
    assert list(last.catch_up()) == []
    assert last.polling == POLLING
    assert third.asked == [source.address + "/changes"]


def test_another_stream_takes_the_place_of_the_one_before(source: Service, copy: Service) -> None:
    """What the first stream had and the second one has not is removed; else nothing changes."""
    assert source.update("INSERT DATA { GRAPH <urn:kept> { <urn:a> <urn:p> 1 } }").status == 200
    assert mirror(source, copy.data_dir).exit_code == 0
    (source.data_dir / "changes.db").unlink()
    for rest in source.data_dir.glob("changes.db-*"):
        rest.unlink()
    assert source.update("DROP GRAPH <urn:kept>").status == 200
    before = Ledger(copy.data_dir).head()
    result = mirror(source, copy.data_dir)
    assert result.exit_code == 0, result.output
    assert differing(held(source.address), held(copy.address)) == []
    assert Ledger(copy.data_dir).head() > before


def test_what_was_changed_in_a_copy_is_put_right_when_asked_for(
    source: Service, tmp_path: Path
) -> None:
    assert mirror(source, tmp_path).exit_code == 0
    whole = written(tmp_path)
    with at_writer(tmp_path, 60) as hand_in:
        described = [(GRAPH + "facts", "http://example.org/s7")]
        hand_in("exchange", "somebody", described, b"", [], None, False)
    assert mirror(source, tmp_path).exit_code == 0
    assert differing(written(tmp_path), whole) == [GRAPH + "facts"]
    assert mirror(source, tmp_path, "--anew").exit_code == 0
    assert written(tmp_path) == whole


def test_what_belongs_to_a_contributor_there_is_copied(source: Service, tmp_path: Path) -> None:
    """The source has seen to it that nobody else writes it."""
    graph = f"{GRAPH}contribution/tests/heat"
    for what in ("INSERT DATA", "DELETE DATA"):
        text = f"{what} {{ GRAPH <{graph}> {{ <urn:a> <urn:p> 1 }} }}"
        assert source.update(text).status == 200
        result = mirror(source, tmp_path)
        assert result.exit_code == 0, result.output
        assert (graph in written(tmp_path)) == (what == "INSERT DATA")


def test_a_backup_of_a_copy_goes_on_from_its_place(source: Service, tmp_path: Path) -> None:
    copied, backup = tmp_path / "copy", tmp_path / "backup"
    assert mirror(source, copied).exit_code == 0
    assert (
        CliRunner().invoke(main, ["backup", str(backup), "--data-dir", str(copied)]).exit_code == 0
    )
    asked = Halting(1000)
    assert list(Mirror(backup, source.address, 60, asked).catch_up()) == []
    assert asked.asked == [source.address + "/changes"]
    assert written(backup) == written(copied)


def test_a_copy_whose_commits_are_gone_is_filled_again(source: Service, tmp_path: Path) -> None:
    assert mirror(source, tmp_path).exit_code == 0
    whole = written(tmp_path)
    (tmp_path / "commits.db").unlink()
    assert mirror(source, tmp_path).exit_code == 0
    assert written(tmp_path) == whole


def test_a_folder_mirrors_one_source(source: Service, copy: Service) -> None:
    assert mirror(source, copy.data_dir).exit_code == 0
    result = mirror(copy, copy.data_dir)
    assert result.exit_code == 2
    assert f"mirrors {source.address}/changes" in result.output


def test_graphs_of_a_release_are_not_overwritten(source: Service, tmp_path: Path) -> None:
    make_release(tmp_path, RELEASED, QUADS, "own")
    result = mirror(source, tmp_path)
    assert result.exit_code == 2
    assert "made from files and cannot be written here" in result.output


def test_a_copy_can_be_copied(source: Service, copy: Service, tmp_path: Path) -> None:
    assert mirror(source, copy.data_dir).exit_code == 0
    result = mirror(copy, tmp_path)
    assert result.exit_code == 0, result.output
    assert differing(held(source.address), written(tmp_path)) == []


def test_the_copy_is_equal_after_a_hundred_random_commits(source: Service, copy: Service) -> None:
    chance = random.Random(7)  # noqa: S311 - nothing secret
    assert mirror(source, copy.data_dir).exit_code == 0
    assert len(held(copy.address)[GRAPH + "facts"]) > 300
    for number in range(1, 101):
        commit_at_random(source, chance)
        if number % 20 == 0:
            result = mirror(source, copy.data_dir)
            assert result.exit_code == 0, result.output
            assert differing(held(source.address), held(copy.address)) == []
