"""Contributions over HTTP: sent, checked, visible, listed with history, withdrawn by their own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any, Final

import pytest
from click.testing import CliRunner
from flask import render_template
from pyoxigraph import RdfFormat, parse

from pooled import LONG
from server import Reply, send
from symbiograph.cli import main
from symbiograph.contributing import KINDS, Contribution, template_csv
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import CONTRIBUTION_GRAPH, ID, PREFIXES
from symbiograph.settings import Settings
from symbiograph.validation.findings import Findings
from symbiograph.web import create_app
from symbiograph.web.contributing.taking import Outcome
from symbiograph.writing import Done, tokens
from webpage import Webpage
from writing import Service, writable

FAULTY: Final = Path(__file__).parent / "findings"
CSV: Final = {"Content-Type": "text/csv"}
TURTLE: Final = {"Content-Type": "text/turtle"}
UNITS: Final = template_csv(KINDS["units"])
ONE: Final = "/contributions/college/heat"


@pytest.fixture(scope="module")
def college(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data_dir = tmp_path_factory.mktemp("contributed") / "data"
    shutil.copytree(release.folder.parents[1], data_dir, symlinks=True)
    with writable(data_dir, name="college", WORKERS="1") as service:
        yield service


@pytest.fixture(scope="module")
def works(college: Service) -> Service:
    """The same service for the holder of another token."""
    return Service(college.address, college.data_dir, tokens.create(college.data_dir, "works"))


@pytest.fixture(scope="module")
def sent(college: Service) -> Reply:
    """The answer to the contribution that stands there in every test that names it."""
    return college.send("PUT", "/contributions/heat", UNITS, CSV)


def told(reply: Reply) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reply.body)
    return found


def units(service: Service, slug: str = "heat") -> list[list[str]]:
    """The training units that the default graph knows of a contribution."""
    return service.rows(
        "SELECT ?u { ?u a <https://w3id.org/symbiograph/ontology#TrainingUnit> "
        f'FILTER(STRSTARTS(STR(?u), "{ID}unit/college/{slug}/")) }}'
    )


def test_a_table_is_stored_and_visible_at_once(college: Service, sent: Reply) -> None:
    assert (sent.status, sent.headers["Location"]) == (201, ONE)
    outcome = told(sent)
    assert (outcome["stored"], outcome["kind"], outcome["findings"]) == (True, "units", [])
    assert outcome["visible"]
    assert outcome["graph"] == CONTRIBUTION_GRAPH + "college/heat"
    assert units(college) == [[f"{ID}unit/college/heat/1"]]
    page = send(college.address, "/id/unit/college/heat/1.html")
    assert "Waste heat for beginners" in page.text


@pytest.mark.usefixtures("sent")
def test_it_is_listed_with_its_description_and_history(college: Service) -> None:
    again = college.send("PUT", "/contributions/heat?title=Heat+courses", UNITS, CSV)
    assert again.status == 200
    everything = told(send(college.address, "/contributions"))["contributions"]
    (listed,) = [each for each in everything if each["slug"] == "heat"]
    assert (listed["contributor"], listed["title"]) == ("college", "Heat courses")
    assert listed["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    found = told(send(college.address, ONE, headers={"Accept": "application/json"}))
    assert [entry["author"] for entry in found["history"]][:2] == ["college", "college"]
    assert found["history"][0]["sequence"] == told(again)["sequence"]
    assert f"{ID}unit/college/heat/1" in found["things"]
    rdf = send(college.address, ONE, headers={"Accept": "text/turtle"})
    predicates = {quad.predicate.value for quad in parse(rdf.body, RdfFormat.TURTLE)}
    assert PREFIXES["prov"] + "wasAttributedTo" in predicates
    for address in ("/contributions", ONE):
        shown = Webpage(send(college.address, address, headers={"Accept": "text/html"}).text)
        assert shown.faults == []
        assert "Heat courses" in shown.text


def test_only_its_contributor_changes_or_withdraws_it(
    college: Service, works: Service, sent: Reply
) -> None:
    graph = told(sent)["graph"]
    refused = [
        works.send("PUT", ONE, UNITS, CSV),
        works.send("DELETE", ONE),
        works.send("DELETE", f"/graphs?graph={graph}"),
        works.send("PUT", f"/graphs?graph={graph}", "<urn:a> <urn:b> <urn:c> .", TURTLE),
        works.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> 1 }} }}"),
        works.update(f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"),
        works.update(f"DROP GRAPH <{graph}>"),
        works.update(f"MOVE <{graph}> TO <http://example.org/graphs/mine>"),
    ]
    assert {reply.status for reply in refused} == {403}
    for reply in refused:
        assert told(reply)["contributor"] == "college"
    assert len(units(college)) == 1
    # One's own can be sent to an address with the name, too.
    assert college.send("PUT", ONE, UNITS, CSV).status == 200


def test_what_is_withdrawn_is_gone_and_its_history_stays(college: Service) -> None:
    assert college.send("PUT", "/contributions/gone", UNITS, CSV).status == 201
    assert college.send("DELETE", "/contributions/gone").status == 200
    assert units(college, "gone") == []
    missing = send(college.address, "/contributions/college/gone")
    assert missing.status == 404
    assert "It was withdrawn at 20" in missing.text
    assert college.send("DELETE", "/contributions/gone").status == 404


def test_a_check_stores_nothing(college: Service) -> None:
    reply = college.send("PUT", "/contributions/checked?check", UNITS, CSV)
    assert (reply.status, told(reply)["stored"], told(reply)["accepted"]) == (200, False, True)
    faulty = college.send(
        "PUT", "/contributions/checked?check", (FAULTY / "ten.csv").read_bytes(), CSV
    )
    assert (faulty.status, told(faulty)["violations"]) == (200, 10)
    assert units(college, "checked") == []


@pytest.mark.parametrize("name", ["ten.csv", "ten.ttl"])
def test_ten_faults_get_ten_findings_and_nothing_is_stored(college: Service, name: str) -> None:
    headers = CSV if name.endswith("csv") else TURTLE
    body = (FAULTY / name).read_bytes()
    reply = college.send("PUT", f"/contributions/faulty?name={name}", body, headers)
    assert reply.status == 422
    problem = told(reply)
    assert problem["detail"] == "10 things are to mend; nothing was stored."
    assert len(problem["findings"]) == 10
    for finding in problem["findings"]:
        assert finding["what"]
        assert finding["how"]
        assert finding["where"]["source"] == name
        assert finding["where"]["row"] or finding["where"]["line"]
    assert "1. " + name in problem["report"]


def test_of_a_table_nothing_is_told_about_triples_that_nobody_wrote(college: Service) -> None:
    offers = b"offered by,stream,amount,unit,place\nPlant,fly ash,12,tonne,Denmark\n"
    reply = college.send("PUT", "/contributions/offers?check&name=offers.csv", offers, CSV)
    (one,) = told(reply)["findings"]
    assert (one["where"]["row"], one["where"]["line"], one["edit"]) == (2, None, None)
    assert one["how"].startswith("Add sg:hasDonorActivity with a NACE class")


def test_of_very_many_faults_the_first_ones_are_told(college: Service) -> None:
    theirs = "".join(f'<{ID}skill/x{n}> <http://example.org/p> "x" .\n' for n in range(1_003))
    outcome = told(college.send("PUT", "/contributions/many?check", theirs, TURTLE))
    foreign = [f for f in outcome["findings"] if "one of this graph" in f["what"]]
    assert (len(foreign), outcome["left_out"] >= 3) == (1_000, True)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("licence", "mine"), ("licence", "http://a%3E"), ("title", "x" * 201), ("kind", "moons")],
)
def test_a_parameter_that_cannot_be_used_is_told(
    college: Service, parameter: str, value: str
) -> None:
    reply = college.send("PUT", f"/contributions/heat?check&{parameter}={value}", UNITS, CSV)
    assert (reply.status, told(reply)["parameter"]) == (400, parameter)


@pytest.mark.usefixtures("sent")
def test_a_new_state_is_judged_without_the_old_one(college: Service) -> None:
    """Else the new title would stand beside the old one: two names in one language."""
    renamed = UNITS.replace(b"Waste heat for beginners", b"Waste heat from the start")
    reply = college.send("PUT", "/contributions/heat", renamed, CSV)
    assert (reply.status, told(reply)["findings"]) == (200, [])


def test_rdf_describes_its_own_things_only(college: Service) -> None:
    theirs = f'<{ID}skill/waste-heat-recovery> <http://example.org/p> "mine" .'
    reply = college.send("PUT", "/contributions/mine", theirs, TURTLE)
    assert reply.status == 422
    assert "one of this graph" in told(reply)["findings"][0]["what"]
    own = Contribution("college", "mine").thing("skill", "x").value
    json_ld = json.dumps({"@id": own, "http://example.org/p": "mine"})
    headers = {"Content-Type": "application/ld+json"}
    assert college.send("POST", "/contributions/mine", json_ld, headers).status == 201
    assert college.send("DELETE", "/contributions/mine").status == 200


def test_its_page_leads_to_what_it_describes(college: Service) -> None:
    foreign = (
        '<https://college.example/heat> <http://www.w3.org/2004/02/skos/core#prefLabel> "Heat"@en .'
    )
    assert college.send("PUT", "/contributions/foreign", foreign, TURTLE).status == 201
    headers = {"Accept": "text/html"}
    page = Webpage(send(college.address, "/contributions/college/foreign", headers=headers).text)
    (link,) = [link.href for link in page.links if link.text == "Heat"]
    assert link == "/describe?iri=https%3A%2F%2Fcollege.example%2Fheat"
    assert "checksum" not in page.text
    assert college.send("DELETE", "/contributions/foreign").status == 200


def test_a_licence_that_is_no_address_is_no_link(college: Service) -> None:
    """Who sends it writes their graph at ``/graphs``, too."""
    assert college.send("PUT", "/contributions/script", UNITS, CSV).status == 201
    graph = f"{CONTRIBUTION_GRAPH}college/script"
    lines = send(college.address, "/graph/contribution/college/script.nt").text
    licence = "https://creativecommons.org/licenses/by/4.0/"
    altered = lines.replace(f"<{licence}>", "<javascript:alert(1)>")
    put = college.send("PUT", f"/graphs?graph={graph}", altered, {"Content-Type": "text/turtle"})
    assert put.status == 200
    headers = {"Accept": "text/html"}
    shown = Webpage(send(college.address, "/contributions/college/script", headers=headers).text)
    assert "javascript:alert(1)" in shown.text
    assert not [link for link in shown.links if link.href.startswith("javascript")]
    assert college.send("DELETE", "/contributions/script").status == 200


@pytest.mark.parametrize(
    ("visible", "heading"),
    [(True, "Stored and visible"), (False, "Stored; it can be seen in a moment")],
)
def test_what_is_not_visible_yet_is_not_called_so(
    image: Image, visible: bool, heading: str
) -> None:
    """How soon a large commit is seen is a matter of the machine: here it is said either way."""
    done = Done(1, 2_000, 0, 1, visible)
    outcome = Outcome(Contribution("college", "heat"), Findings((), 2_000), "units", done)
    with create_app(image, Settings()).test_request_context("/contributions"):
        page = render_template(
            "contributions/page.html", each=[], kinds=KINDS, outcome=outcome, takes=True
        )
    assert f'<h2 id="verdict">{heading}</h2>' in page


def test_who_has_no_token_writes_nothing(college: Service) -> None:
    reply = send(college.address, "/contributions/heat", method="PUT", headers=CSV, body=UNITS)
    assert reply.status == 401
    assert "Bearer" in reply.headers["WWW-Authenticate"]


def test_a_contributor_who_cannot_be_is_told_so(college: Service) -> None:
    reply = college.send("GET", "/contributions/%1C/heat")
    assert reply.status == 400
    assert "no name of a contributor" in reply.text


def test_a_page_of_many_things_says_how_many_it_leaves_out(college: Service) -> None:
    lines = "".join(
        f'<https://college.example/{n}> <{PREFIXES["rdfs"]}label> "thing {n}"@en .\n'
        for n in range(600)
    )
    stored = college.send("PUT", "/contributions/many", lines, TURTLE)
    assert stored.status == 201, stored.text
    where = "/contributions/college/many"
    latest = monotonic() + LONG
    while (shown := send(college.address, where, headers={"Accept": "text/html"})).status == 404:
        assert "It was stored at 20" in shown.text
        assert monotonic() < latest
    page = shown.text
    assert "The first 500 of 600 things" in page
    assert page.count("https://college.example/") == 500
    found = told(send(college.address, where, headers={"Accept": "application/json"}))
    assert len(found["things"]) == 600
    assert "The first" not in send(college.address, ONE, headers={"Accept": "text/html"}).text
    assert college.send("DELETE", "/contributions/many").status == 200


def test_templates_are_read_only(college: Service) -> None:
    for name in ("units.csv", "units.xlsx"):
        reply = college.send("OPTIONS", f"/contributions/templates/{name}")
        assert {*reply.headers["Allow"].split(", ")} == {"GET", "HEAD", "OPTIONS"}
        assert college.send("PUT", f"/contributions/templates/{name}").status == 405


def test_the_command_sends_checks_and_withdraws(
    college: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Heat courses.csv"
    file.write_bytes(UNITS)
    command = ["contribute", str(file), "--to", college.address]
    monkeypatch.setenv("SYMBIOGRAPH_TOKEN", college.token)
    # What it says of the host must not take the token's place.
    (tmp_path / "netrc").write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    checked = CliRunner().invoke(main, [*command, "--check"])
    assert (checked.exit_code, checked.output) == (
        0,
        "0 to mend, 0 to look at, 0 hints in 39 triples\n",
    )
    stored = CliRunner().invoke(main, command)
    assert stored.exit_code == 0
    assert stored.output.endswith(f"{college.address}/contributions/college/heat-courses\n")
    assert len(units(college, "heat-courses")) == 1
    assert (
        CliRunner().invoke(main, [*command, "--withdraw"]).output == "heat-courses is withdrawn.\n"
    )
    assert units(college, "heat-courses") == []
    to = ["contribute", "--to", college.address]
    assert CliRunner().invoke(main, command).exit_code == 0
    by_name = CliRunner().invoke(main, [*to, "--withdraw", "--as", "heat-courses"])
    assert by_name.output == "heat-courses is withdrawn.\n"
    assert units(college, "heat-courses") == []
    for lacking in (to, [*to, "--withdraw"], [*to, "--as", "heat-courses"]):
        nameless = CliRunner().invoke(main, lacking)
        assert (nameless.exit_code, "FILE" in nameless.stderr) == (2, True)
    file.write_bytes((FAULTY / "ten.csv").read_bytes())
    refused = CliRunner().invoke(main, command)
    assert refused.exit_code == 1
    assert refused.output.startswith("10 to mend")
    file.write_bytes(b"")
    empty = CliRunner().invoke(main, command)
    assert empty.output == "symbiograph: Heat courses.csv: the file is empty\n"
    monkeypatch.setenv("SYMBIOGRAPH_TOKEN", "wrong")
    unknown = CliRunner().invoke(main, command)
    assert (unknown.exit_code, "This token is not in force." in unknown.output) == (2, True)
    monkeypatch.delenv("SYMBIOGRAPH_TOKEN")
    assert "environment variable SYMBIOGRAPH_TOKEN" in CliRunner().invoke(main, command).output


def test_templates_are_sent(college: Service) -> None:
    for ending, media_type in (("csv", "text/csv"), ("xlsx", "officedocument")):
        reply = send(college.address, f"/contributions/templates/needs.{ending}")
        assert reply.status == 200
        assert media_type in reply.media_type
    assert send(college.address, "/contributions/templates/moons.csv").status == 404
