"""The catalogue in the words of DCAT-AP, held against DCAT-AP's own shapes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlparse

import pyshacl
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SH, XSD

from harvesting_servers import added, run, whole
from symbiograph.dcat_written import describe_written
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import BASE, GRAPH
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.writing import Workplace

CATALOGUE = rdflib.URIRef(BASE + "catalog")
DEFAULT = rdflib.URIRef(GRAPH + "default")
SKILLS = rdflib.URIRef(GRAPH + "skills")
FILES = ("dcat-ap-SHACL.ttl", "ranges.ttl", "shapes_recommended.ttl")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def client(release: Release, image: Image) -> FlaskClient:
    settings = replace(Settings(), data_dir=release.folder.parent.parent)
    return create_app(image, settings).test_client()


@pytest.fixture(scope="module")
def catalogue(client: FlaskClient) -> rdflib.Graph:
    return rdflib.Graph().parse(data=client.get("/catalog.ttl").data, format="turtle")


def test_it_breaks_no_shape_of_dcat_ap(catalogue: rdflib.Graph, shared: Path) -> None:
    assert_dcat_ap(catalogue, shared)


def assert_dcat_ap(catalogue: rdflib.Graph, shared: Path) -> None:
    shapes = rdflib.Graph()
    for name in FILES:
        shapes.parse(shared / "ontologies/dcat-ap" / name)
    # The published files name some shapes that none of them holds.
    for shape, part in list(shapes.subject_objects(SH.property)):
        if (part, SH.path, None) not in shapes:
            shapes.remove((shape, SH.property, part))
    _, report, _ = pyshacl.validate(catalogue, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    broken = [
        (report.value(result, SH.focusNode), report.value(result, SH.resultPath))
        for result in report.subjects(SH.resultSeverity, SH.Violation)
    ]
    assert broken == []
    # The shapes do look at these datasets: what is only recommended and missing is told.
    assert (None, SH.resultPath, DCAT.contactPoint) in report


def test_every_graph_is_a_dataset_with_licence_publisher_and_files(
    catalogue: rdflib.Graph, release: Release
) -> None:
    listed = {str(node) for node in catalogue.objects(CATALOGUE, DCAT.dataset)}
    assert listed == {*release.manifest.graphs, GRAPH + "default"}
    for dataset in map(rdflib.URIRef, listed):
        assert (dataset, RDF.type, PROV.Entity) in catalogue
        assert catalogue.value(dataset, DCTERMS.license), dataset
        publisher = catalogue.value(dataset, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in catalogue
        assert list(catalogue.objects(dataset, DCAT.distribution)), dataset
    assert list(catalogue.objects(SKILLS, PROV.wasDerivedFrom))


def test_how_each_graph_came_about_is_told(catalogue: rdflib.Graph) -> None:
    for dataset in catalogue.objects(CATALOGUE, DCAT.dataset):
        activity = catalogue.value(dataset, PROV.wasGeneratedBy)
        assert (activity, RDF.type, PROV.Activity) in catalogue, dataset
        assert catalogue.value(activity, RDFS.label)
        agent = catalogue.value(activity, PROV.wasAssociatedWith)
        assert agent is not None
        assert (agent, RDF.type, PROV.Agent) in catalogue
        assert (dataset, PROV.wasAttributedTo, agent) in catalogue
        moment = catalogue.value(dataset, PROV.generatedAtTime)
        assert moment is not None
        assert moment == catalogue.value(activity, PROV.endedAtTime)
        assert moment.datatype == XSD.dateTime
    # What is computed was made from all that was published.
    merged = set(catalogue.objects(DEFAULT, PROV.wasDerivedFrom))
    assert SKILLS in merged
    assert DEFAULT not in merged


def test_who_has_the_catalogue_is_told_so_until_a_file_is_made(client: FlaskClient) -> None:
    first = client.get("/catalog.ttl")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/catalog.ttl", headers=known).status_code == 304
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/catalog.ttl", headers=since).status_code == 304
    made = client.get("/dumps/latest/eqf.ttl.gz", follow_redirects=True, buffered=True)
    assert made.status_code == 200
    assert client.get("/catalog.ttl", headers=known).status_code == 200


def test_a_graph_that_was_harvested_is_a_dataset_like_the_others(
    release: Release, shared: Path, tmp_path: Path
) -> None:
    data_dir = whole(release, tmp_path / "data")
    file = tmp_path / "brewery.ttl"
    file.write_text('<http://e.org/mash> <http://e.org/name> "mash" .')
    added(data_dir, "brewery", file)
    assert run(data_dir, "harvest").exit_code == 0
    written = Workplace(data_dir, 0).writer().image
    app = create_app(written, replace(Settings(), data_dir=data_dir))
    found = rdflib.Graph().parse(data=app.test_client().get("/catalog.ttl").data, format="turtle")
    dataset = rdflib.URIRef(GRAPH + "partner/brewery")
    assert (CATALOGUE, DCAT.dataset, dataset) in found
    assert_dcat_ap(found, shared)
    harvest = found.value(dataset, PROV.wasGeneratedBy)
    assert (harvest, RDF.type, PROV.Activity) in found
    assert (found.value(harvest, PROV.wasAssociatedWith), RDF.type, PROV.SoftwareAgent) in found
    assert found.value(harvest, PROV.endedAtTime) is not None
    (node,) = found.objects(dataset, DCAT.distribution)
    address = found.value(node, DCAT.downloadURL)
    path = str(address).removeprefix(BASE.removesuffix("/"))
    body = app.test_client().get(path, headers={"Accept": "text/turtle"}).data
    assert b"mash" in body
    assert found.value(node, DCTERMS.license) == found.value(dataset, DCTERMS.license)


def test_how_a_contribution_came_about_is_told(tmp_path: Path) -> None:
    sent = GRAPH + "contribution/college/units"
    path = tmp_path / "units.ttl"
    path.write_text(f"""PREFIX dcat: <{DCAT}> PREFIX dcterms: <{DCTERMS}>
        PREFIX prov: <{PROV}> PREFIX xsd: <{XSD}>
        <{sent}> a dcat:Dataset ; dcterms:publisher <urn:college> ;
        dcterms:modified "2026-11-22"^^xsd:date ;
        prov:generatedAtTime "2026-11-22T18:00:00Z"^^xsd:dateTime .""")
    image = Image.empty({sent: [path]})
    found = rdflib.Graph()
    for triple in describe_written(image):
        found.parse(data=f"{triple} .", format="nt")
    activity = found.value(rdflib.URIRef(sent), PROV.wasGeneratedBy)
    assert str(found.value(activity, RDFS.label)) == "Sending of a contribution"
    assert str(found.value(activity, PROV.wasAssociatedWith)) == "urn:college"
    assert "T18:00:00" in found.value(activity, PROV.endedAtTime).n3()


def test_files_are_where_the_catalogue_says_and_what_it_says(client: FlaskClient) -> None:
    def read() -> rdflib.Graph:
        return rdflib.Graph().parse(data=client.get("/catalog.nt").data, format="nt")

    before = read()
    nodes = sorted(before.objects(SKILLS, DCAT.distribution))
    assert len(nodes) == 3
    assert not list(before.objects(nodes[0], SPDX.checksum))
    path = urlparse(str(before.value(nodes[0], DCAT.downloadURL))).path.removeprefix("/symbiograph")
    body = client.get(path, buffered=True)
    assert body.status_code == 200
    after = read()
    assert int(after.value(nodes[0], DCAT.byteSize)) == len(body.data)
    check = after.value(nodes[0], SPDX.checksum)
    assert f'"{after.value(check, SPDX.checksumValue)}"' == body.headers["ETag"]


def test_who_wants_a_page_is_led_to_the_graphs(client: FlaskClient) -> None:
    response = client.get("/catalog", headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["Location"]) == (303, "/graph")
    assert client.get("/catalog", headers={"Accept": "text/turtle"}).mimetype == "text/turtle"


def test_the_changes_are_a_service_on_the_graphs_of_the_release(
    catalogue: rdflib.Graph, release: Release
) -> None:
    changes = rdflib.URIRef(BASE + "changes")
    assert (CATALOGUE, DCAT.service, changes) in catalogue
    served = {str(node) for node in catalogue.objects(changes, DCAT.servesDataset)}
    assert served == set(release.manifest.graphs)
    standard = rdflib.URIRef("https://w3id.org/ldes/specification")
    assert catalogue.value(changes, DCTERMS.conformsTo) == standard
