"""Random commits to a service, and whether two services hold the same graphs."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph
from click.testing import CliRunner
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat

from server import send
from symbiograph.cli import main
from symbiograph.prefixes import GRAPH
from symbiograph.writing.ledger import Ledger, graph_of
from writing import Service

GRAPHS = ["http://example.org/g1", "http://example.org/g2", GRAPH + "partner", GRAPH + "second"]
SUBJECTS = ["<http://example.org/s1>", "<http://example.org/s2>", "<http://example.org/ü#3>"]
PREDICATES = ["<http://example.org/p>", "<http://example.org/q>"]
LITERALS = [
    '"plain"',
    '"grün"@de',
    '"color"@en-GB',
    '"0042"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"tab\\tline\\n\\r quote\\" back\\\\slash \\u0007 <urn:x> ."',
    '"😀 \\uFFFD"',
    '""',
    '"x"^^<http://example.org/own#type>',
    '"not a date"^^<http://www.w3.org/2001/XMLSchema#date>',
    "-1.50",
    "1e3",
    "true",
]


def commit_at_random(service: Service, chance: random.Random) -> str:
    """Change something, if there is anything to change; say how."""
    graph = chance.choice(GRAPHS)
    path = "/graphs?" + urlencode({"graph": graph})
    turtle = {"Content-Type": "text/turtle"}
    kind = chance.choice(
        [
            "put",
            "post",
            "patch",
            "delete",
            "insert",
            "insert",
            "remove",
            "where",
            "blank",
            "copy",
            "move",
            "drop",
            "restore",
        ]
    )
    if kind in ("put", "post"):
        reply = service.send(kind.upper(), path, _triples(chance), turtle)
    elif kind == "patch":
        update = f"INSERT DATA {{ {_triples(chance)} }} ; DELETE WHERE {{ {_pattern(chance)} }}"
        headers = {"Content-Type": "application/sparql-update"}
        reply = service.send("PATCH", path, update, headers)
    elif kind == "delete":
        reply = service.send("DELETE", path)
        assert reply.status in (200, 404), reply.text
        return kind
    elif kind == "restore":
        sequence = chance.randrange(max(head(service) - 1, 1))
        data_dir = ["--data-dir", str(service.data_dir)]
        result = CliRunner().invoke(main, ["restore", str(sequence), *data_dir])
        assert result.exit_code == 0, result.output
        return kind
    else:
        other = chance.choice(GRAPHS)
        reply = service.update(
            {
                "insert": f"INSERT DATA {{ GRAPH <{graph}> {{ {_triples(chance)} }} }}",
                "remove": f"DELETE WHERE {{ GRAPH <{graph}> {{ {_pattern(chance)} }} }}",
                "where": f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{other}> "
                "{ ?s <http://example.org/was> ?o ; <http://example.org/as> [ "
                f"<http://example.org/value> ?o ] }} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
                "blank": f"DELETE {{ GRAPH <{graph}> {{ ?b ?p ?o }} }} WHERE {{ GRAPH <{graph}> "
                "{ ?b ?p ?o FILTER(isBlank(?b)) } }",
                "copy": f"COPY SILENT GRAPH <{graph}> TO GRAPH <{other}>",
                "move": f"MOVE SILENT GRAPH <{graph}> TO GRAPH <{other}>",
                "drop": f"DROP SILENT GRAPH <{graph}>",
            }[kind]
        )
    assert reply.status in (200, 201), (kind, reply.text)
    return kind


def head(service: Service) -> int:
    """The number of the last commit."""
    generation = send(service.address, "/health").text.partition('"generation": "')[2]
    return int(generation.partition('"')[0].partition("+")[2] or 0)


def _triples(chance: random.Random) -> str:
    """Some triples, with blank nodes that several subjects share."""
    shared = ["_:a", "_:b"]
    return "\n".join(
        f"{chance.choice(SUBJECTS + shared)} {chance.choice(PREDICATES)} "
        f"{chance.choice(SUBJECTS + shared + LITERALS)} ."
        for _ in range(chance.randint(1, 8))
    )


def _pattern(chance: random.Random) -> str:
    return f"{chance.choice(['?s', *SUBJECTS])} {chance.choice(PREDICATES)} ?o"


def held(address: str) -> dict[str, set[Quad]]:
    """What a service holds by graph, "" for the default graph; blank nodes have canonical names."""
    names = send(
        address,
        "/sparql?" + urlencode({"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}),
        headers={"Accept": "text/csv"},
    ).text.splitlines()[1:]
    found = {name: _canonical(address, urlencode({"graph": name})) for name in names}
    return found | {"": _canonical(address, "default")}


def written(data_dir: Path) -> dict[str, set[Quad]]:
    """What the commits of a data folder add up to, like :func:`held`."""
    by_graph: dict[str, list[Quad]] = {"": []}
    for quad in Ledger(data_dir).state().present:
        alone = Quad(quad.subject, quad.predicate, quad.object)
        by_graph.setdefault(graph_of(quad), []).append(alone)
    return {name: _named_alike(quads) for name, quads in by_graph.items()}


def _canonical(address: str, named: str) -> set[Quad]:
    reply = send(address, f"/graphs?{named}", headers={"Accept": "application/n-triples"})
    return _named_alike(pyoxigraph.parse(reply.body, RdfFormat.N_TRIPLES, lenient=True))


def _named_alike(quads: Iterable[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def differing(first: dict[str, set[Quad]], second: dict[str, set[Quad]]) -> list[str]:
    """The graphs that two services hold differently."""
    names = sorted({*first, *second})
    return [name for name in names if first.get(name) != second.get(name)]
