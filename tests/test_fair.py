"""The FAIRsFAIR metrics of F-UJI as far as a server can meet them: those of 0.5, with names of 0.8.

What a registry decides is left out: see service/README.md. Each test is a metric, by its
identifier; it reads headers, signposts, embedded JSON-LD and negotiated RDF of a running service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rdflib.namespace import DCAT, DCTERMS, PROV

from fair import RELATED, SCHEMA, Landing, Machine
from server import running
from symbiograph.dcat import CATALOGUE
from symbiograph.engine.release import Release
from symbiograph.prefixes import BASE, GRAPH, ID

LANDINGS = {
    "a skill": ID + "skill/waste-heat-recovery",
    "a training unit": ID + "unit/insight-resource-management",
    "a job profile": ID + "profile/energy-manager",
    "the ontology": BASE + "ontology",
    "a graph": GRAPH + "technologies",
    "the catalogue": CATALOGUE.value,
    "home": BASE,
}
# What F-UJI takes for the type of an object: a class of schema.org below CreativeWork, and the
# classes of ours that are more precise.
TYPES = {"DefinedTerm", "Course", "Occupation", "DefinedTermSet", "Dataset", "DataCatalog"}
OPEN_FORMATS = {
    "text/turtle",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "application/n-quads",
    "application/trig",
}


@pytest.fixture(scope="module")
def machine(release: Release, common: Path) -> Iterator[Machine]:
    assert release.id
    with running("--data-dir", str(common / "release"), WORKERS="1") as address:
        yield Machine(address)


@pytest.fixture(scope="module")
def read(machine: Machine) -> dict[str, Landing]:
    return {name: Landing(machine, iri) for name, iri in LANDINGS.items()}


@pytest.fixture(params=LANDINGS)
def landing(request: pytest.FixtureRequest, read: dict[str, Landing]) -> Landing:
    return read[request.param]


def test_FsF_F1_01D_a_globally_unique_identifier(landing: Landing) -> None:  # noqa: N802
    parts = urlsplit(landing.iri)
    assert parts.scheme == "https"
    assert parts.netloc
    # The page and its metadata name the same, whatever the host.
    assert landing.targets("cite-as") == [landing.embedded["@id"]]
    assert landing.iri in {landing.embedded["@id"], BASE}


def test_FsF_F1_02D_a_persistent_identifier_that_resolves(landing: Landing) -> None:  # noqa: N802
    [cited] = landing.targets("cite-as")
    assert cited.startswith("https://w3id.org/")
    _, reply = landing.machine.get(cited, "*/*")
    assert reply.status == 200


def test_FsF_F2_01M_descriptive_core_elements(landing: Landing) -> None:  # noqa: N802
    told = landing.embedded
    core = ("name", "description", "creator", "publisher", "datePublished", "keywords", "@id")
    assert [name for name in core if not told.get(name)] == []
    assert told["@type"] in TYPES
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(told["datePublished"])[:10])
    negotiated = (
        {DCTERMS.title},
        {DCTERMS.creator},
        {DCTERMS.publisher},
        {DCTERMS.issued},
        {DCAT.keyword},
    )
    assert [properties for properties in negotiated if not landing.stated(*properties)] == []


def test_FsF_F3_01M_the_identifier_of_the_data(landing: Landing) -> None:  # noqa: N802
    if landing.iri == CATALOGUE.value:
        assert len(landing.embedded["dataset"]) > 60
        return
    assert landing.files
    for file in landing.files:
        assert str(file["contentUrl"]).startswith(BASE)
        assert file["encodingFormat"] in OPEN_FORMATS
    assert landing.targets("item") or landing.targets("describedby")


def test_FsF_F4_01M_what_search_engines_can_ingest(landing: Landing) -> None:  # noqa: N802
    assert landing.embedded["@context"] == SCHEMA
    assert landing.embedded["@type"] in TYPES
    robots = landing.machine.get(BASE + "robots.txt", "text/plain")[1].text
    refused = re.findall(r"Disallow: (\S+)", robots)
    path = "/" + landing.iri[len(BASE) :]
    assert not any(path.startswith(prefix) for prefix in refused)


def test_FsF_A1_01M_access_level_and_conditions(landing: Landing) -> None:  # noqa: N802
    public = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
    assert landing.embedded["isAccessibleForFree"] is True
    assert landing.embedded["conditionsOfAccess"] == public
    assert {str(rights) for rights in landing.stated(DCTERMS.accessRights)} == {public}


def test_FsF_A1_02M_metadata_by_a_standard_protocol(landing: Landing) -> None:  # noqa: N802
    """In 0.8: FsF-A1.1-01MD-1, and FsF-A1-02MD-1, retrievable by their identifier."""
    assert urlsplit(landing.iri).scheme in ("http", "https")
    for accept in ("text/html", "text/turtle", "application/ld+json"):
        for method in ("GET", "HEAD"):
            _, reply = landing.machine.get(landing.iri, accept, method)
            assert (reply.status, reply.media_type) == (200, accept)


def test_FsF_A1_03D_data_by_a_standard_protocol(landing: Landing) -> None:  # noqa: N802
    """In 0.8: FsF-A1.1-01MD-2 and FsF-A1-02MD-2; FsF-A1.2-01MD, for HTTP has authentication."""
    addresses = [str(file["contentUrl"]) for file in landing.files] if _has_files(landing) else []
    addresses += landing.targets("item") + landing.targets("describedby")
    assert addresses
    for address in addresses:
        assert urlsplit(address).scheme in ("http", "https")
    # Files of the release are made when they are first asked for: one of them stands for all.
    for address in _some(addresses):
        _, reply = landing.machine.get(address, "*/*")
        assert reply.status == 200
        assert reply.body


def _some(addresses: list[str]) -> list[str]:
    files = [address for address in addresses if address.endswith(".gz")]
    return [address for address in addresses if address not in files][:4] + files[:1]


def _has_files(landing: Landing) -> bool:
    return landing.iri != CATALOGUE.value


def test_FsF_I1_01M_a_formal_language(landing: Landing) -> None:  # noqa: N802
    assert landing.embedded["@id"]
    assert len(landing.negotiated) > 10
    for accept in ("application/ld+json", "application/n-triples", "application/rdf+xml"):
        _, reply = landing.machine.get(landing.iri, accept)
        assert reply.media_type == accept
    query = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
    _, reply = landing.machine.get(landing.machine.address + query, "application/json")
    assert b"true" in reply.body


def test_FsF_I2_01M_registered_semantic_resources(landing: Landing) -> None:  # noqa: N802
    used = {str(p).rpartition("#")[0] or str(p).rpartition("/")[0] for p in _properties(landing)}
    # Each is in Linked Open Vocabularies; those that say nothing but structure do not count.
    registered = {
        "http://purl.org/dc/terms",
        "http://www.w3.org/2004/02/skos/core",
        "http://www.w3.org/ns/dcat",
        "http://www.w3.org/ns/prov",
        "http://xmlns.com/foaf/0.1",
        "http://rdfs.org/ns/void",
    }
    assert len(used & registered) >= 3


def _properties(landing: Landing) -> set[object]:
    return set(landing.negotiated.predicates())


def test_FsF_I3_01M_links_to_related_things(landing: Landing) -> None:  # noqa: N802
    related = landing.stated(*RELATED)
    assert any(str(node).startswith("http") for node in related)
    linked = ("isPartOf", "isBasedOn", "dataset", "includedInDataCatalog")
    assert any(landing.embedded.get(name) for name in linked)


def test_FsF_R1_01MD_the_content_of_the_data(landing: Landing) -> None:  # noqa: N802
    assert SCHEMA + str(landing.embedded["@type"]) in landing.targets("type")
    if not _has_files(landing):
        assert landing.stated(DCAT.service)
        return
    stated = {str(file["contentUrl"]): str(file["encodingFormat"]) for file in landing.files}
    documents = {a: kind for a, kind in stated.items() if not a.endswith(".gz")}
    for address, kind in documents.items():
        assert landing.machine.get(address, "*/*")[1].media_type == kind


def test_FsF_R1_01MD_2a_size_and_type_of_files(machine: Machine) -> None:  # noqa: N802
    """A file has a size from the first download on; ``symbiograph dump`` makes all of them."""
    graph = GRAPH + "skill-kind"
    address, reply = machine.get(BASE + "dumps/latest/skill-kind.ttl.gz", "*/*")
    [file] = [
        file
        for file in Landing(machine, graph).files
        if str(file["contentUrl"]).endswith("skill-kind.ttl.gz")
    ]
    assert file["contentSize"] == f"{len(reply.body)} B"
    _, head = machine.get(address, "*/*", "HEAD")
    assert head.headers["Content-Length"] == str(len(reply.body))
    catalogue = Machine(machine.address).turtle(CATALOGUE.value)
    sizes = {int(size) for size in catalogue.objects(None, DCAT.byteSize)}
    assert len(reply.body) in sizes


def test_FsF_R1_1_01M_a_licence(landing: Landing) -> None:  # noqa: N802
    # In the list of SPDX: CC-BY-4.0.
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert landing.embedded["license"] == licence
    assert landing.targets("license") == [licence]
    assert licence in {str(node) for node in landing.stated(DCTERMS.license)}


def test_FsF_R1_2_01M_provenance(landing: Landing) -> None:  # noqa: N802
    derived = landing.stated(PROV.wasDerivedFrom, PROV.wasGeneratedBy)
    assert derived
    assert landing.stated(DCTERMS.creator)
    assert landing.stated(DCTERMS.modified)


def test_FsF_R1_3_01M_a_standard_of_the_community(landing: Landing) -> None:  # noqa: N802
    # DCAT and schema.org are in the Metadata Standards Catalog of the RDA.
    assert any(str(p).startswith(str(DCAT)) for p in _properties(landing))
    assert landing.embedded["@context"] == SCHEMA


def test_FsF_R1_3_02D_an_open_format(landing: Landing) -> None:  # noqa: N802
    formats = {str(link.media_type) for link in landing.links if link.media_type}
    assert formats & OPEN_FORMATS
    if _has_files(landing):
        assert {str(file["encodingFormat"]) for file in landing.files} <= OPEN_FORMATS
