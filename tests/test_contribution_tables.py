"""Tables of contributions: examples that hold, faults told by row and column, templates."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook
from pyoxigraph import NamedNode

from symbiograph.contributing import (
    KINDS,
    Brought,
    Contribution,
    read_contribution,
    template_csv,
    template_xlsx,
)
from symbiograph.contributing.reading import as_lines
from symbiograph.contributing.vocabulary import Vocabulary
from symbiograph.errors import BadArgument, PayloadTooLarge
from symbiograph.prefixes import ID, PREFIXES
from symbiograph.validation import background, document
from symbiograph.validation.findings import Finding, among, findings_as_text, findings_in
from symbiograph.validation.surroundings import Find

TEN: Final = (Path(__file__).parent / "findings" / "ten.csv").read_bytes()
OF: Final = Contribution("college", "heat")


@cache
def graph() -> Find:
    return among(background())


def read(data: bytes, name: str = "table.csv", kind: str = "") -> Brought:
    return read_contribution(data, name, "", OF, graph(), kind=kind, day="2026-11-22")


def table(kind: str, cells: dict[str, str]) -> bytes:
    """The example of a kind with other values in some of its cells."""
    row = {column.name: column.example for column in KINDS[kind].columns} | cells
    output = io.StringIO()
    writer = csv.DictWriter(output, [*row])
    writer.writeheader()
    writer.writerow(row)
    return output.getvalue().encode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_example_of_a_template_is_a_contribution_without_a_fault(
    kind: str, ending: str
) -> None:
    of = KINDS[kind]
    data = template_csv(of) if ending == "csv" else template_xlsx(of, Vocabulary(graph()))
    brought = read(data, f"{kind}.{ending}")
    assert (brought.kind, brought.findings) == (kind, ())
    lines = document("it.nt", as_lines(brought.triples))
    findings, _ = findings_in([lines], graph())
    told = [finding for finding in findings if finding.constraint != brought.left_open]
    assert told == [], findings_as_text(findings)
    ours = {t.subject.value for t in brought.triples if isinstance(t.subject, NamedNode)}
    assert all(iri.startswith(ID) and "/college/heat/" in iri for iri in ours)


def test_excel_offers_the_allowed_values_and_explains_each_column() -> None:
    book = load_workbook(io.BytesIO(template_xlsx(KINDS["units"], Vocabulary(graph()))))
    assert book.sheetnames == ["Training units", "Notes", "Allowed values"]
    sheet = book["Training units"]
    offered = {str(one.sqref) for one in sheet.data_validations.dataValidation}
    place = [column.name for column in KINDS["units"].columns].index("mode")
    letter = sheet.cell(1, place + 1).column_letter
    assert f"{letter}2:{letter}2000" in offered
    values = [cell.value for column in book["Allowed values"].columns for cell in column]
    assert {"online", "waste heat recovery"} <= set(values)
    notes = {row[0]: row[1] for row in book["Notes"].iter_rows(values_only=True)}
    assert (notes["title"], notes["hours"]) == ("yes", "no")


@pytest.mark.parametrize(
    ("row", "column", "what", "how", "instead"),
    [
        (1, "skils", "There is no column “skils”", "Write “skills” instead.", "skills"),
        (3, "type", "“modull” is no type of training unit", "Write “module”.", "module"),
        (4, "id", "The id “1” stands in row 3 already.", "an id of its own", None),
        (5, "title", "This cell must not be empty.", "Write there words", None),
        (
            6, "skills", "“conduct energi audits” is no skill that this graph knows.",
            "Write “conduct energy audits”.", "conduct energy audits",
        ),
        (7, "hours", "“12,5” is no number.", "Write “12.5”.", "12.5"),
        (8, "taught in", "“German” is no tag of a language.", "Write “de”.", "de"),
        (9, "part of", "No row has the id “Q”.", "Write the id of the row", None),
        (
            10, "credit scheme", "“credits” is 2, and “credit scheme” is empty.",
            "Write ECTS or ECVET there.", None,
        ),
        (
            11, "source", "“www.example.org/heat” is no address of a page.",
            "Write “https://www.example.org/heat”.", "https://www.example.org/heat",
        ),
    ],
)  # fmt: skip
def test_ten_faults_in_a_table_get_ten_findings_that_can_be_acted_on(
    row: int, column: str, what: str, how: str, instead: str | None
) -> None:
    findings = read(TEN, "ten.csv").findings
    assert len(findings) == 10, findings
    (one,) = [finding for finding in findings if finding.where.row == row]
    assert str(one.where) == f"ten.csv, row {row}, column “{column}”"
    assert one.what.startswith(what)
    assert how in one.how
    assert (one.edit and one.edit.after) == instead


def only(brought: Brought) -> Finding:
    (one,) = brought.findings
    return one


@pytest.mark.parametrize(
    ("kind", "cells", "column", "what"),
    [
        ("observations", {"from year": "’26"}, "from year", "“’26” is no year"),
        ("observations", {"to year": "2020"}, "to year", "“from year” is 2025"),
        ("observations", {"lowest value": "500"}, "highest value", "which is less"),
        ("observations", {"of what": ""}, "of what", "“of what” is empty"),
        ("offers", {"unit": "tonnne"}, "unit", "“tonnne” is no unit"),
        ("offers", {"unit": ""}, "unit", "“unit” is empty"),
        ("offers", {"amount": "-3"}, "amount", "-3 is not more than nothing"),
        ("needs", {"stream": "moon dust", "kind": ""}, "kind", "no stream that this graph knows"),
        ("needs", {"stream": "fly ahs"}, "stream", "spelt alike"),
        ("needs", {"use": "x" * 501}, "use", "501 characters"),
        ("units", {"part of": "1"}, "part of", "no part of itself"),
        ("units", {"taught in": "Klingon"}, "taught in", "no tag of a language"),
        ("requirements", {"profile": "Energie manager"}, "profile", "is no job profile"),
    ],
)
def test_other_faults_are_told_by_cell(
    kind: str, cells: dict[str, str], column: str, what: str
) -> None:
    one = only(read(table(kind, cells)))
    assert (one.where.row, one.where.column) == (2, column)
    assert what in one.what
    assert one.how


@pytest.mark.parametrize(
    "rows",
    [
        ["", "Waste heat,module,Example College", "Waste heat,module,Other College"],
        ["", "H" * 60 + " 1,module,Example College", "H" * 60 + " 2,module,Example College"],
        ["id,", "A.1,Heat,module,Example College", "a-1,Pumps,module,Example College"],
    ],
)
def test_two_rows_never_become_one_thing(rows: list[str]) -> None:
    text = "\n".join([rows[0] + "title,type,provider", *rows[1:]])
    one = only(read(text.encode(), kind="units"))
    assert (one.where.row, one.where.column) == (3, "id")
    assert "the same thing as row 2" in one.what


@pytest.mark.parametrize("cell", ["12:30", "ash:^2", "a:<b>"])
def test_a_name_with_a_colon_that_is_no_iri_is_a_name(cell: str) -> None:
    brought = read(table("offers", {"stream": cell}))
    assert brought.findings == ()
    assert OF.thing("stream", "1").value in {t.subject.value for t in brought.triples}


def test_an_address_that_is_no_iri_is_told() -> None:
    one = only(read(table("offers", {"source": "https://[bad"})))
    assert (one.where.column, one.edit) == ("source", None)


def test_a_name_may_be_a_code_an_iri_or_of_another_language() -> None:
    skill = PREFIXES["skill"] + "waste-heat-recovery"
    for cell in (skill, "skill:waste-heat-recovery", "Waste Heat Recovery"):
        triples = read(table("requirements", {"skill": cell})).triples
        assert NamedNode(skill) in {t.object for t in triples}


def test_a_name_never_means_a_thing_that_may_be_withdrawn() -> None:
    data = table("units", {"provider": "Fleeting College"})
    first = read_contribution(data, "a.csv", "", OF, graph(), kind="", day="2026-11-22")
    beside = among(first.triples, graph())
    other = Contribution("works", "heat")
    second = read_contribution(data, "a.csv", "", other, beside, kind="", day="2026-11-22")
    (provider,) = {t.object for t in second.triples if t.predicate.value.endswith("isProvidedBy")}
    assert provider == other.thing("organisation", "Fleeting College")
    theirs = OF.thing("organisation", "Fleeting College")
    data = table("units", {"provider": theirs.value})
    third = read_contribution(data, "a.csv", "", other, beside, kind="", day="2026-11-22")
    assert theirs in {t.object for t in third.triples}


def test_our_things_have_no_slash_in_their_names() -> None:
    subjects = {t.subject for t in background() if isinstance(t.subject, NamedNode)}
    ours = [s.value.removeprefix(ID) for s in subjects if s.value.startswith(ID)]
    assert ours
    assert all(name.count("/") == 1 for name in ours)


def test_tables_that_tell_no_kind_are_asked_about() -> None:
    with pytest.raises(BadArgument, match="do not tell what sort of table"):
        read(b"a,b\n1,2\n")
    with pytest.raises(BadArgument, match="is none of units"):
        read(TEN, kind="moons")
    broken = only(read(b"title,type,provider\nHeat,module,a,b\n", kind="units"))
    assert (broken.where.row, broken.what[:22]) == (2, "This row has 4 cells, ")
    absent = read(b"title,type\nHeat,module\n", kind="units").findings
    assert [finding.where.column for finding in absent] == ["provider"]
    assert only(read(b"title,type,provider\n", kind="units")).what.startswith(
        "The table has no row"
    )


def test_long_tables_are_refused_and_many_faults_cut_short() -> None:
    head = b"title,type,provider\n"
    with pytest.raises(PayloadTooLarge, match="at most 2,000"):
        read(head + b"Heat,module,College\n" * 2_001, kind="units")
    findings = read(head + b"Heat,module,\n" * 500, kind="units").findings
    assert len(findings) == 101
    assert findings[-1].what.startswith("Rows from here on were not looked at")


def test_a_contribution_describes_nothing_of_this_graph() -> None:
    theirs = f'<{PREFIXES["skill"]}waste-heat-recovery> <http://e/p> "x" .\n'
    own = f'<{OF.thing("skill", "new").value}> <http://e/p> "x" .\n'
    brought = read((theirs + own + '<http://e/s> <http://e/p> "x" .').encode(), "mine.ttl")
    one = only(brought)
    assert (one.where.source, one.where.line) == ("mine.ttl", 1)
    assert one.edit
    assert one.edit.after == f"<{ID}skill/college/heat/waste-heat-recovery>"


def test_names_of_contributions_are_checked() -> None:
    with pytest.raises(BadArgument, match="no name for a contribution"):
        Contribution.of("college", "Über/alles")
    found = Contribution.of_graph(OF.graph.value)
    assert found == OF
    assert Contribution.of_graph("https://w3id.org/symbiograph/graph/skills") is None
    assert not OF.owns(f"{ID}skill/college/heaters/x")
