"""Uploads that would harm whoever reads them or whoever opens what is written."""

from __future__ import annotations

import contextlib
import io
import logging
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from curricula import read, table
from symbiograph.coverage.curriculum import Recogniser, template_csv, template_xlsx
from symbiograph.coverage.curriculum.limits import (
    MOST_MENTIONS,
    MOST_PROBLEMS,
    MOST_TRIPLES,
    MOST_UNITS,
)
from symbiograph.engine.image import Image
from symbiograph.errors import PayloadTooLarge, UnreadableInput, UnsupportedMediaType
from symbiograph.prefixes import PREFIXES
from symbiograph.queries.formats.separated import harmless
from symbiograph.spreadsheets import limits

EMPTY = Recogniser.of(Image.empty())
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


def excel(**parts: str) -> bytes:
    """An Excel file with one sheet, some of its parts replaced."""
    made = openpyxl.Workbook()
    made.worksheets[0].append(["unit", "skill"])
    made.worksheets[0].append(["1", "heat"])
    output = io.BytesIO()
    made.save(output)
    if not parts:
        return output.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(output) as source, zipfile.ZipFile(changed, "w", 8) as target:
        for name in source.namelist():
            target.writestr(name, parts.get(name, source.read(name)))
        for name in parts.keys() - set(source.namelist()):
            target.writestr(name, parts[name])
    return changed.getvalue()


# Files that unpack to too much, or to something else


def test_archive_that_says_it_is_large_is_refused() -> None:
    data = excel(**{"xl/media/big.bin": "0" * (limits.MOST_UNPACKED + 1)})
    assert len(data) < 100_000
    with pytest.raises(PayloadTooLarge, match="unpacks to more than"):
        read(EMPTY, data, "bomb.xlsx")


def test_archive_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(excel(**{"xl/media/big.bin": "0" * (limits.MOST_UNPACKED + 1)}))
    true = (limits.MOST_UNPACKED + 1).to_bytes(4, "little")
    assert data.count(true) == 2
    with pytest.raises((PayloadTooLarge, UnreadableInput)):
        read(EMPTY, bytes(data.replace(true, (10).to_bytes(4, "little"))), "liar.xlsx")


def test_archive_of_very_many_parts_is_refused() -> None:
    parts = {f"x/{number}.bin": "" for number in range(limits.MOST_ENTRIES)}
    with pytest.raises(PayloadTooLarge):
        read(EMPTY, excel(**parts), "many.xlsx")


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "docProps/core.xml", "[Content_Types].xml"]
)
def test_entities_in_excel_files_are_refused(part: str) -> None:
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [{LAUGHS}]><r>&l9;</r>'
    with pytest.raises(UnreadableInput, match="declares entities"):
        read(EMPTY, excel(**{part: bomb}), "laughs.xlsx")


@pytest.mark.parametrize("kind", ["utf-16", "utf-8"])
def test_entities_in_rdf_are_refused_in_any_encoding(kind: str) -> None:
    text = f'<?xml version="1.0" encoding="{kind}"?><!DOCTYPE r [{LAUGHS}]><r>&l9;</r>'
    with pytest.raises(UnreadableInput, match="XML entities"):
        read(EMPTY, text.encode(kind), "laughs.rdf")


def test_file_of_another_host_is_not_read_by_way_of_an_entity() -> None:
    text = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
    with pytest.raises(UnreadableInput, match="XML entities"):
        read(EMPTY, text, "x.rdf")


def test_excel_file_of_the_template_is_not_refused() -> None:
    assert read(EMPTY, template_xlsx(EMPTY), "t.xlsx").units
    assert read(EMPTY, excel(**{"xl/vbaProject.bin": "Sub"}), "macro.xlsm").units


# Files that are something else


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
            "old.xls",
            r"Save it as “Excel workbook \(.xlsx\)”",
        ),
        (b"%PDF-1.7", "course.pdf", "Copy the text into a table"),
        (b"%PDF-1.7", "course.csv", "is of a kind that is not read"),
        (b"\x1f\x8b\x08\x00", "course.csv.gz", "Send the file itself"),
        (b"PK\x03\x04", "course.ods", "Save it as .xlsx or as CSV UTF-8"),
    ],
)
def test_files_of_another_kind_are_refused_with_what_to_do(
    data: bytes, name: str, said: str
) -> None:
    with pytest.raises(UnsupportedMediaType, match=said):
        read(EMPTY, data, name)


def archive(**parts: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "the file is empty"),
        (b" \n ", "a.csv", "the file is empty"),
        (b"unit,skill\n1,\x00\x01\x02\x03", "a.csv", "control character|no text"),
        (b"unit,skill\n\x81\x8d", "a.csv", "is no text in CP1252"),
        (b'unit,skill\n1,"open', "a.csv", "line 2.*unexpected end of data"),
        (b'unit,skill\n1,"a"b', "a.csv", "expected after"),
        (b"PK\x03\x04 but no archive", "a.xlsx", "damaged"),
        (archive(readme="hello"), "a.xlsx", "no Excel file"),
        (archive(**{"xl/workbook.xml": "<a/>"}), "a.xlsx", "damaged"),
        (archive(**{"xl/workbook.xml": "<a>"}), "a.xlsx", "is no XML"),
        (excel()[:2000], "a.xlsx", "damaged"),
        (b"{", "a.json", "line 1, column 2"),
        (b"[" * 100_000, "a.jsonld", "nested too deeply"),
        (b"\xff\xfe{", "a.json", "UTF-8|expected"),
        (b"<a> <b> .", "a.ttl", "line 1"),
        (b"<a><b></a>", "a.rdf", "line 1, column 9"),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, name: str, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said):
        read(EMPTY, data, name)


@given(
    data=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.xlsx", "a.ttl", "a.json", "a"])
)
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes, name: str) -> None:
    with contextlib.suppress(UnreadableInput, UnsupportedMediaType):
        curriculum = read(EMPTY, data, name)
        assert curriculum.units or curriculum.problems


# Files that are too large


def test_file_beyond_the_size_is_refused() -> None:
    with pytest.raises(PayloadTooLarge, match="a file may have 5,000,000"):
        read(EMPTY, b"x" * (limits.MOST_BYTES + 1))


def test_rows_beyond_the_cap_are_refused() -> None:
    header, row = "unit,skill", "1,"
    most = read(EMPTY, "\n".join([header, *[row] * limits.MOST_ROWS]))
    assert len(most.units) == 1
    with pytest.raises(PayloadTooLarge, match="more than 10,000 rows"):
        read(EMPTY, "\n".join([header, *[row] * (limits.MOST_ROWS + 1)]))


def test_row_far_below_in_excel_is_refused_quickly() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>unit</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>skill</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>1</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    with pytest.raises(PayloadTooLarge, match="rows"):
        read(EMPTY, excel(**{"xl/worksheets/sheet1.xml": sheet}), "far.xlsx")


def test_cells_beyond_the_cap_are_refused_before_they_are_read() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 150 + "</row>"
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + row * (limits.MOST_CELLS // 150 + 1)
        + "</sheetData></worksheet>"
    )
    with pytest.raises(PayloadTooLarge, match="150,000 cells"):
        read(EMPTY, excel(**{"xl/worksheets/sheet2.xml": sheet}), "wide.xlsx")


def test_units_and_cells_beyond_the_cap() -> None:
    rows = [f"{number};;;;;;;;;;" for number in range(MOST_UNITS + 1)]
    with pytest.raises(PayloadTooLarge, match="2,000 units"):
        read(EMPTY, table(*rows))
    long = read(EMPTY, table(f"1;{'x' * (limits.MOST_CHARACTERS + 1)};;;;;;;;;"))
    assert "more than 2,000 characters" in long.problems[0].message


def test_mentions_beyond_the_cap_are_refused() -> None:
    skills = "1;" + "a|" * 500
    rows = [f"{number},{skills}" for number in range(MOST_MENTIONS // 500 + 1)]
    with pytest.raises(PayloadTooLarge, match="50,000 skills and prerequisites"):
        read(EMPTY, "\n".join(["unit,skill", *rows]))


def test_a_unit_of_very_many_outcomes_is_read_at_once() -> None:
    rows = [f"1,{'x' * 100}{number}," for number in range(limits.MOST_ROWS)]
    (unit,) = read(EMPTY, "\n".join(["unit,outcome,skill", *rows])).units
    assert len(unit.outcomes) == limits.MOST_ROWS


def test_very_many_units_that_are_not_there_are_told_of_at_once() -> None:
    rows = [f"{number},{'x;' * 20}," for number in range(MOST_UNITS)]
    problems = read(EMPTY, "\n".join(["unit,prerequisites,skill", *rows])).problems
    assert len(problems) == MOST_PROBLEMS + 1


def test_triples_beyond_the_cap_are_refused() -> None:
    lines = "".join(f"<a:a> <a:b> <a:{n}> .\n" for n in range(MOST_TRIPLES + 1))
    with pytest.raises(PayloadTooLarge, match="triples"):
        read(EMPTY, lines, "a.nt")


def test_problems_are_told_up_to_a_number_and_the_rest_counted() -> None:
    rows = [f"{number};;;;x;;;;;;" for number in range(MOST_PROBLEMS + 20)]
    problems = read(EMPTY, table(*rows)).problems
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].message == "There are 20 more problems after these."


# What is written


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@SUM(A1)", "it's", "'quoted'", "=a;b"])
def test_what_was_made_no_formula_comes_back_as_it_was(text: str) -> None:
    unit = read(EMPTY, f'unit\ttitle\tskill\n1\t"{harmless(text)}"\t').units[0]
    assert unit.names[0].value == text


def test_templates_hold_no_formula() -> None:
    """Not even where somebody has called a skill so."""
    turtle = "".join(
        f"<{PREFIXES['skill']}{name}> a <{PREFIXES['sg']}Skill> ; "
        f'<{PREFIXES["skos"]}prefLabel> "=1+1 {name}"@en .\n'
        for name in ("waste-heat-recovery", "conduct-energy-audits")
    )
    store = Store()
    store.load(turtle.encode(), RdfFormat.TURTLE)
    recogniser = Recogniser.of(Image(store, "formulas"))
    sheets = openpyxl.load_workbook(io.BytesIO(template_xlsx(recogniser))).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=1+1 waste-heat-recovery" in [cell.value for cell in cells]
    lines = template_csv(recogniser).decode("utf-8-sig").splitlines()
    texts = [cell for line in lines for cell in line.split(",")]
    assert "'=1+1 waste-heat-recovery" in texts
    assert [text for text in texts if text != harmless(text)] == []
    skills = {PREFIXES["skill"] + name for name in ("waste-heat-recovery", "conduct-energy-audits")}
    assert read(recogniser, template_csv(recogniser)).skills == skills


# What is kept


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_nothing_of_an_excel_file_is_printed() -> None:
    """What openpyxl warns of names cells and their values."""
    code = (
        "import io, openpyxl\n"
        "from symbiograph.coverage.curriculum import BASE, Recogniser, read_curriculum\n"
        "from symbiograph.engine.image import Image\n"
        "made = openpyxl.Workbook(); sheet = made.worksheets[0]\n"
        "sheet.append(['unit', 'hours', 'skill']); sheet.append(['1', 99999999, 'x'])\n"
        "sheet['B2'].number_format = 'yyyy-mm-dd'; output = io.BytesIO(); made.save(output)\n"
        "recogniser = Recogniser.of(Image.empty())\n"
        "read = read_curriculum(output.getvalue(), 'x.xlsx', BASE, recogniser)\n"
        "print(read.problems[0].row)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("2\n", "")


def test_nothing_of_an_upload_is_logged(log: pytest.LogCaptureFixture) -> None:
    read(EMPTY, table("1;our secret course;;;x;;;;;;secret skill"))
    assert "secret" not in log.text
