"""Harvesting what a DCAT catalogue offers: which file of which dataset, under which licence."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from harvesting_servers import LICENCE, Request, Web, run, small, web
from symbiograph.errors import PartnerFailed
from symbiograph.harvesting import Conversation, Limits, Partner, Reach
from symbiograph.harvesting.catalogue import Catalogue
from symbiograph.harvesting.sources import gather
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.writing import Workplace

HEAD = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX hydra: <http://www.w3.org/ns/hydra/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX type: <http://publications.europa.eu/resource/authority/file-type/>
PREFIX e: <http://e.org/>
"""
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
OTHER_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
CATALOGUE = (
    HEAD
    + f"""
e:catalogue a dcat:Catalog ; dcterms:license <{LICENCE}> ; dcat:dataset e:flows, e:skills, e:table .
e:flows a dcat:Dataset ; dcterms:title "Ströme"@de, "Flows"@en ; dcat:distribution
    [ dcat:downloadURL <ROOT/flows.csv> ; dcat:mediaType <{MEDIA_TYPES}text/csv> ],
    [ dcat:downloadURL <ROOT/flows.rdf> ; dcat:mediaType <{MEDIA_TYPES}application/rdf+xml> ],
    [ dcat:downloadURL <ROOT/flows.ttl> ; dcterms:format type:RDF_TURTLE ] .
e:skills a dcat:Dataset ; dcterms:title "Skills"@en ; dcterms:license <{OTHER_LICENCE}> ;
    dcat:distribution [ dcat:accessURL <ROOT/skills.nt.gz> ] .
e:table a dcat:Dataset ; dcterms:title "A table"@en ;
    dcat:distribution [ dcat:downloadURL <ROOT/table.xlsx> ; dcterms:format "XLSX" ] .
[] a hydra:PagedCollection ; hydra:nextPage <ROOT/page2> .
"""
)
SECOND = HEAD + (
    "e:catalogue a dcat:Catalog ; dcat:dataset e:last ."
    'e:last a dcat:Dataset ; dcterms:title "Last" ; dcat:distribution [ '
    'dcat:downloadURL "ROOT/last" ; dcat:mediaType "text/turtle" ] .'
)
TRIPLE = "<http://e.org/{0}/a> <http://e.org/p> '{0}' ."


def reply(request: Request) -> None:
    root = request.web.at("")
    bodies = {
        "/catalogue": CATALOGUE.replace("ROOT", root),
        "/page2": SECOND.replace("ROOT", root),
        "/flows.ttl": TRIPLE.format("flows"),
        "/skills.nt.gz": TRIPLE.format("skills"),
        "/last": TRIPLE.format("last"),
    }
    plain = {"Content-Type": "text/plain"} if request.path == "/last" else {}
    if request.path in bodies:
        request.answer(bodies[request.path].encode(), fields=plain)
    else:
        request.answer(b"", 404)


def held(data_dir: Path) -> dict[str, set[str]]:
    store = Workplace(data_dir, 0).writer().store
    return {
        name.value.removeprefix(GRAPH + "partner/"): {
            quad.object.value for quad in store.quads_for_pattern(None, None, None, name)
        }  # type: ignore[union-attr]
        for name in store.named_graphs()
        if isinstance(name, NamedNode) and name.value.startswith(GRAPH + "partner/")
    }


def test_the_rdf_of_each_dataset_is_read_under_its_own_licence(tmp_path: Path) -> None:
    data_dir = small(tmp_path / "data")
    with web(reply) as server:
        source = server.at("/catalogue")
        run(data_dir, "partner", "add", "p", "--source", source, "--allow", "127.0.0.1")
        result = run(data_dir, "harvest")
    assert result.exit_code == 0, result.output
    assert held(data_dir) == {"p/flows": {"flows"}, "p/skills": {"skills"}, "p/last": {"last"}}
    assert "A table: no RDF among what it offers (XLSX)" in result.stderr
    assert [path for _, path, _ in server.asked] == [
        "/catalogue", "/page2", "/flows.ttl", "/last", "/skills.nt.gz"
    ]  # fmt: skip
    store = Workplace(data_dir, 0).writer().store
    licences = {
        part: {
            quad.object
            for quad in store.quads_for_pattern(
                NamedNode(f"{GRAPH}partner/p/{part}"),
                NamedNode(PREFIXES["dcterms"] + "license"),
                None,
                NamedNode(GRAPH + "partner"),
            )
        }
        for part in ("flows", "skills")
    }
    assert licences == {"flows": {NamedNode(LICENCE)}, "skills": {NamedNode(OTHER_LICENCE)}}


def test_only_what_the_catalogue_leads_to_now_is_kept(tmp_path: Path) -> None:
    data_dir = small(tmp_path / "data")
    days = ["21", "22"]

    def reply_of_the_day(request: Request) -> None:
        body = (
            HEAD + f"e:c a dcat:Catalog . e:d a dcat:Dataset ; dcterms:license <{LICENCE}> ; "
            f"dcat:distribution [ dcat:downloadURL <{request.web.at(f'/{days[0]}.ttl')}> ] ."
        )
        content = body if request.path == "/catalogue" else TRIPLE.format(request.path[1:3])
        request.answer(content.encode())

    with web(reply_of_the_day) as server:
        source = server.at("/catalogue")
        run(data_dir, "partner", "add", "p", "--source", source, "--allow", "127.0.0.1")
        for day in ("21", "22"):
            assert run(data_dir, "harvest").exit_code == 0
            fetched = (data_dir / "harvests" / "p" / "fetched").iterdir()
            texts = {path.read_text() for path in fetched if not path.suffix}
            assert TRIPLE.format(day) in texts
            assert len(texts) == 2
            days.pop(0)


def gathered(server: Web, folder: Path) -> None:
    partner = Partner("p", server.at("/catalogue"), "catalogue")
    with closing(Conversation(Reach(["127.0.0.1"]), Limits())) as conversation:
        gather(partner, conversation, folder)


def found(turtle: str) -> Catalogue:
    return Catalogue(quad.triple for quad in parse((HEAD + turtle).encode(), RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("said", "address", "form"),
    [
        ('dcat:mediaType "application/ld+json"', "d", RdfFormat.JSON_LD),
        (f"dcat:mediaType <{MEDIA_TYPES}text/turtle>", "d", RdfFormat.TURTLE),
        ("dcterms:format type:RDF_N_TRIPLES", "d", RdfFormat.N_TRIPLES),
        ('dcterms:format [ rdfs:label "RDF/XML" ]', "d", RdfFormat.RDF_XML),
        ("dcterms:format type:RDF", "d", RdfFormat.RDF_XML),
        ("dcat:byteSize 5", "d.nq.gz?version=2", RdfFormat.N_QUADS),
        ("dcat:byteSize 5", "d.json", None),
        ("dcterms:format type:CSV", "d", None),
    ],
)  # fmt: skip
def test_formats_are_recognised_by_what_is_said_or_by_the_ending(
    said: str, address: str, form: RdfFormat | None
) -> None:
    catalogue = found(
        "e:c a dcat:Catalog . e:d a dcat:Dataset ; "
        f"dcat:distribution [ dcat:downloadURL <http://e.org/{address}> ; {said} ] ."
    )
    choices, without = catalogue.choices()
    assert [choice.rdf_format for choice in choices] == ([form] if form else [])
    assert len(without) == (form is None)


def test_a_dataset_that_is_an_endpoint_is_told_with_its_address() -> None:
    catalogue = found(
        "e:c a dcat:Catalog . e:d a dcat:Dataset ; dcterms:title 'D' ; dcat:distribution "
        "[ dcat:accessService [ dcat:endpointURL <http://e.org/sparql> ] ] ."
    )
    told = ["D: no RDF among what it offers (the endpoint http://e.org/sparql)"]
    assert catalogue.choices() == ([], told)


def test_datasets_and_addresses_that_are_no_iris_are_taken_as_far_as_they_can_be() -> None:
    catalogue = found(
        "e:c a dcat:Catalog ; dcat:dataset [ a dcat:Dataset ; dcterms:title 'Prices of heat' ; "
        "dcat:distribution [ dcat:downloadURL ' http://e.org/a b.ttl' ] ] . "
        "e:d a dcat:Dataset ; dcat:distribution [ dcat:downloadURL 'http://e.org/[1].ttl' ] ."
    )
    [choice], [told] = catalogue.choices()
    assert choice.dataset == choice.address == "http://e.org/a%20b.ttl"
    assert choice.title == "Prices of heat"
    assert told == "http://e.org/d: no RDF among what it offers (nothing to download)"


def test_a_catalogue_without_rdf_and_a_file_that_is_lost_change_nothing(tmp_path: Path) -> None:
    def empty(request: Request) -> None:
        body = HEAD + "e:c a dcat:Catalog . e:d a dcat:Dataset ; dcterms:title 'D' ."
        request.answer(body.encode())

    def lost(request: Request) -> None:
        if request.path == "/flows.ttl":
            request.answer(b"", 404)
        else:
            reply(request)

    with web(empty) as server, pytest.raises(PartnerFailed, match="offers no RDF: D: no RDF"):
        gathered(server, tmp_path)
    with web(lost) as server, pytest.raises(PartnerFailed, match=r"flows\.ttl answered .* 404"):
        gathered(server, tmp_path)


def test_a_page_of_a_catalogue_is_no_file_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("next:page").write_text("<http://e.org/a> <http://e.org/p> 1 .")

    def lead(request: Request) -> None:
        body = HEAD + "e:c a dcat:Catalog ; hydra:next <next:page> . e:d a dcat:Dataset ."
        request.answer(body.encode())

    with web(lead) as server, pytest.raises(PartnerFailed, match="next:page is no address"):
        gathered(server, tmp_path)


def test_data_that_describes_a_catalogue_is_data_where_that_is_said(tmp_path: Path) -> None:
    data_dir = small(tmp_path / "data")
    file = tmp_path / "all.ttl"
    file.write_text(HEAD + f"e:c a dcat:Catalog ; dcterms:license <{LICENCE}> ; rdfs:label 'c' .")
    options = ("--kind", "dump", "--licence", LICENCE)
    run(data_dir, "partner", "add", "p", "--source", str(file), *options)
    assert run(data_dir, "harvest").exit_code == 0
    assert "c" in held(data_dir)["p"]
