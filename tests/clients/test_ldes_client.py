"""The stock client of event streams (npm ldes-client) follows the changes to an equal copy."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
)

from mirroring import commit_at_random, held
from symbiograph.changes import words
from symbiograph.prefixes import GRAPH
from test_mirror import BLANK
from test_writing_release import GRAPHS, QUADS, make_release
from writing import Service, writable

HERE = Path(__file__).parent
FOLLOW = HERE / "follow.mjs"


@pytest.fixture(scope="module", autouse=True)
def _client() -> None:
    if not (HERE / "node_modules" / "ldes-client").is_dir():
        pytest.fail("ldes-client is missing: 'make test-clients' installs it.")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data_dir = tmp_path_factory.mktemp("data")
    make_release(data_dir, GRAPHS, QUADS + BLANK, "one")
    with writable(data_dir) as found:
        yield found


@contextmanager
def following(service: Service, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """The client as a process, which writes a line for each member."""
    address = f"{service.address}/changes"
    command = ["node", str(FOLLOW), address, json.dumps({"ordered": "none", **options})]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


class Copy:
    """What who follows has: the latest version of each description."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self._versions: dict[str, tuple[int, list[Quad]]] = {}

    def take(self, line: str) -> int:
        """Take in a member; return its number."""
        member = json.loads(line)
        quads = list(pyoxigraph.parse(member["quads"], RdfFormat.N_QUADS))
        number = int(_value(quads, member["member"], words.SEQUENCE))
        self.numbers.append(number)
        if number > self._versions.get(member["of"], (0, []))[0]:
            self._versions[member["of"]] = (number, [*_moved(quads, member["member"])])
        return number

    def held(self) -> dict[str, set[Quad]]:
        """What it holds by graph, blank nodes by their canonical names."""
        by_graph: dict[str, list[Quad]] = {}
        for _, quads in self._versions.values():
            for quad in quads:
                alone = Quad(quad.subject, quad.predicate, quad.object)
                by_graph.setdefault(quad.graph_name.value, []).append(alone)
        return {graph: _canonical(quads) for graph, quads in by_graph.items()}


def _moved(quads: list[Quad], member: str) -> Iterator[Quad]:
    """The quads that a member holds, in the graph it names, with blank nodes for their IRIs."""
    graphs = [q for q in quads if f"<{q.predicate.value}>" == words.PART_OF]
    for quad in quads:
        if quad.graph_name == NamedNode(member):
            yield Quad(_local(quad.subject), quad.predicate, _local(quad.object), graphs[0].object)


def _local(term: Any) -> Any:
    if isinstance(term, NamedNode) and "/.well-known/genid/" in term.value:
        return BlankNode(term.value.rpartition("/")[2])
    return term


def _value(quads: list[Quad], subject: str, predicate: str) -> str:
    found = [q for q in quads if q.subject.value == subject and str(q.predicate) == predicate]
    assert len(found) == 1
    assert found[0].graph_name == DefaultGraph()
    value: str = found[0].object.value
    return value


def _canonical(quads: list[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def graphs(service: Service) -> dict[str, set[Quad]]:
    """What the service holds in its named graphs; the default graph follows from them."""
    return {name: quads for name, quads in held(service.address).items() if name}


def last_member(service: Service) -> int:
    """The number of the last member of the stream."""
    accept = {"Accept": "application/n-quads"}
    root = service.send("GET", "/changes", headers=accept).text
    quads = list(pyoxigraph.parse(root, RdfFormat.N_QUADS))
    pages = [q.object.value for q in quads if q.predicate.value == words.TREE + "node"]
    last = service.send("GET", pages[-1].removeprefix(service.address), headers=accept).text
    found = pyoxigraph.parse(last, RdfFormat.N_QUADS)
    return max(int(q.object.value) for q in found if str(q.predicate) == words.SEQUENCE)


@pytest.mark.parametrize("ordered", ["none", "ascending"])
def test_it_follows_to_an_equal_copy(service: Service, ordered: str) -> None:
    chance = random.Random(ordered)  # noqa: S311 - nothing secret
    copy = Copy()
    with following(service, ordered=ordered, polling=True) as process:
        assert process.stdout is not None
        for _ in range(4):
            for _ in range(15):
                commit_at_random(service, chance)
            wanted = set(range(1, last_member(service) + 1))
            while wanted - set(copy.numbers):
                line = process.stdout.readline()
                assert line, "ldes-client has ended"
                copy.take(line)
            assert copy.held() == graphs(service)
    # Without an order the client may give a member of the last page twice.
    assert ordered == "none" or len(copy.numbers) == len(set(copy.numbers))
    assert GRAPH + "facts" in copy.held()


def test_it_goes_on_from_what_it_has_saved(service: Service, tmp_path: Path) -> None:
    """The second time it asks for what is new only."""
    chance = random.Random(3)  # noqa: S311 - nothing secret
    copy = Copy()
    seen = 0
    for _ in range(3):
        with following(service, polling=False, statePath=str(tmp_path / "state")) as process:
            assert process.stdout is not None
            for line in process.stdout:
                copy.take(line)
        assert copy.held() == graphs(service)
        assert sorted(copy.numbers)[seen:] == list(range(seen + 1, last_member(service) + 1))
        seen = len(copy.numbers)
        for _ in range(10):
            commit_at_random(service, chance)
    assert seen > 300
