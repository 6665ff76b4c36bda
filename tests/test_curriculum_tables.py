"""Curricula in CSV and Excel files: what people write, and what is said of what is wrong."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curricula import SKILL, read, table, told
from symbiograph.coverage.curriculum import (
    BASE,
    Curriculum,
    Recogniser,
    template_csv,
    template_xlsx,
)
from symbiograph.coverage.curriculum.limits import MOST_MENTIONS, MOST_TRIPLES, MOST_UNITS
from symbiograph.coverage.curriculum.tables import fields
from symbiograph.coverage.curriculum.tables.columns import COLUMNS, column_of
from symbiograph.engine.image import Image
from symbiograph.prefixes import PREFIXES
from symbiograph.queries.formats.separated import harmless
from symbiograph.spreadsheets import limits
from symbiograph.validation import Severity, background, validate

HEAT = SKILL + "waste-heat-recovery"


@pytest.fixture(scope="module")
def recogniser(image: Image) -> Recogniser:
    return Recogniser.of(image)


def workbook(*rows: list[Any], title: str = "Curriculum") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


# The template


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_template_is_a_curriculum(recogniser: Recogniser, separator: str) -> None:
    curriculum = read(recogniser, template_csv(recogniser, separator))
    assert curriculum.problems == ()
    assert curriculum.uncertain == curriculum.unknown == ()
    first, second = curriculum.units
    assert (first.hours, first.credits, second.hours) == (
        Decimal(12),
        Decimal("0.5"),
        Decimal("7.5"),
    )
    assert second.prerequisites == (first.iri,)
    assert first.part_of == curriculum.iri == f"{BASE}#curriculum"
    assert [len(outcome.skills) for outcome in first.outcomes] == [2]


def test_both_templates_say_the_same(recogniser: Recogniser) -> None:
    one = read(recogniser, template_csv(recogniser))
    other = read(recogniser, template_xlsx(recogniser), "mine.xlsx")
    assert one.units == other.units
    assert one.triples() == other.triples()


def test_excel_template_lists_every_value_that_may_be_written(recogniser: Recogniser) -> None:
    made = openpyxl.load_workbook(io.BytesIO(template_xlsx(recogniser)))
    assert made.sheetnames == ["Curriculum", "Notes", "Allowed values"]
    rows = list(made["Allowed values"].iter_rows(values_only=True))
    columns = {name: [v for v in values if v] for name, *values in zip(*rows, strict=True)}
    known = recogniser.vocabulary
    assert all(known.modes.find(text) for text in columns["mode"])
    assert all(known.schemes.find(text) for text in columns["credit scheme"])
    assert all(known.types.find(text) for text in columns["type"])
    assert all(fields.languages(text) for text in columns["language"])
    assert len(columns["skill"]) == len(list(recogniser.skills)) > 150
    assert columns["mode"] == [known.modes.label(iri) for iri in known.modes]
    notes = {row[0] for row in made["Notes"].iter_rows(values_only=True)}
    assert {column.name for column in COLUMNS} <= notes


def test_triples_fit_our_shapes_but_for_what_a_table_does_not_say(recogniser: Recogniser) -> None:
    triples = read(recogniser, template_csv(recogniser)).triples()
    assert len(set(triples)) == len(triples)
    report = validate(triples, background())
    found = {
        r.constraint.partition("#")[2] for r in report.results if r.severity is Severity.VIOLATION
    }
    assert found == {
        "Evidence-citesSource-needed",
        "Evidence-created-present",
        "LearningOutcome-hasOutcomeType-present",
        "TrainingUnit-isProvidedBy-present",
    }


# How files are written


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_separators_and_encodings_of_spreadsheet_programs(
    recogniser: Recogniser, separator: str, encoding: str, ending: str
) -> None:
    rows = [["Unit", "TITLE ", "Skill"], ["1", "Wärme für alle", "waste heat recovery"]]
    text = ending.join(separator.join(row) for row in rows)
    curriculum = read(recogniser, text.encode(encoding))
    assert curriculum.units[0].names[0].value == "Wärme für alle"
    assert curriculum.skills == {HEAT}
    assert [p.severity for p in curriculum.problems] == ["warning"] * (encoding == "cp1252")


def test_excels_own_line_for_the_separator_counts_as_a_row(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, "sep=|\nunit|hours|skill\n1|x|ISK-085")
    assert told(curriculum) == [
        "row 3, column hours: 'x' is no number. Write the hours such as 30 or 37.5."
    ]
    assert curriculum.skills == {SKILL + "acquire-funding"}


def test_rows_are_counted_as_a_spreadsheet_program_counts_them(recogniser: Recogniser) -> None:
    text = 'unit,title,hours,skill\n\n1,"two\nlines",many,\n'
    (problem,) = read(recogniser, text).problems
    assert (problem.row, problem.column) == (3, "hours")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("  eqf   LEVEL", "EQF level"),
        ("EQR-Niveau", "EQF level"),
        ("Credit_Points", "credits"),
        ("Learning outcome", "outcome"),
        ("Unité", "unit"),
        ("Sprache", "language"),
        ("colour", None),
    ],
)
def test_names_of_columns_are_read_tolerantly(header: str, column: str | None) -> None:
    assert column_of(header) == column


def test_unknown_and_doubled_columns_are_told_of(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, "unit,skil,skill,skill,colour\n1,a,ISK-085,b,red")
    assert told(curriculum) == [
        "row 1, column skil: The template has no column 'skil'; it is not read. Is it 'skill'?",
        "row 1, column skill: This is a second column 'skill'; it is not read. "
        "Remove or rename one.",
        "row 1, column colour: The template has no column 'colour'; it is not read.",
    ]
    assert {problem.severity for problem in curriculum.problems} == {"warning"}


@pytest.mark.parametrize("text", ["unit,hours\n1,2", "skill\nheat", ",,\n,,", "a,b\n1,2"])
def test_table_without_the_columns_it_needs(recogniser: Recogniser, text: str) -> None:
    curriculum = read(recogniser, text + " ")
    assert [problem.severity for problem in curriculum.problems if "first row" in problem.message]
    assert curriculum.units == ()


# What is stated once


def test_a_unit_goes_on_in_rows_without_its_name(recogniser: Recogniser) -> None:
    rows = table(
        "1;Heat;;;30;;;;;;waste heat recovery", ";;;;;;;;;;acquire funding", "2;B;;;;;;;;;"
    )
    one, two = read(recogniser, rows).units
    assert [skill for o in one.outcomes for skill in o.skills] == [HEAT, SKILL + "acquire-funding"]
    assert (one.hours, two.hours) == (Decimal(30), None)


def test_titles_alone_tell_units_apart(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, "title,hours,skill\nA,1,\n,,ISK-085\nB,2,\na,,ISK-001")
    assert [(u.names[0].value, u.hours) for u in curriculum.units] == [
        ("A", Decimal(1)),
        ("B", Decimal(2)),
    ]
    assert [len(unit.outcomes) for unit in curriculum.units] == [2, 0]


def test_what_is_said_twice_and_differently_is_told_of(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, table("1;Heat;;;30;;;;;;", "1;;;;30;;;;;;", "1;;;;25;;;;;;"))
    assert told(curriculum) == [
        "row 4, column hours: Row 2 says '30' of the same unit; that counts."
    ]
    assert curriculum.units[0].hours == 30


def test_rows_before_any_unit_are_told_of(recogniser: Recogniser) -> None:
    (problem, *_) = read(recogniser, table(";;;;;;;;;;acquire funding")).problems
    assert (problem.row, problem.column) == (2, "unit")


def test_unit_that_all_others_are_part_of_is_the_curriculum(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, table("P;All;;;40;;;;;;", "1;A;P;;;;;;;;", "2;B;all;;;;;;;;"))
    assert (curriculum.title, curriculum.programme.hours) == ("All", Decimal(40))
    assert [unit.part_of for unit in curriculum.units] == [curriculum.iri] * 2


def test_without_such_a_unit_the_file_names_the_whole(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, table("1;A;;;;;;;;;", "2;B;;;;;;;;;"), "C:\\x\\Our_course.csv")
    assert curriculum.title == "Our course"
    assert [unit.part_of for unit in curriculum.units] == [curriculum.iri] * 2


# Fields


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("30", "30"),
        ("37.5", "37.5"),
        ("37,5", "37.5"),
        ("1 200", "1200"),
        ("1.200,5", "1200.5"),
        ("1,200.5", "1200.5"),
        ("12 h", "12"),
        ("12 Stunden", "12"),
        ("100", "100"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, number: str) -> None:
    assert str(fields.hours(text)) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.200", "can be 1200 or 1.2"),
        ("0", "more than 0"),
        ("-3", "is no number"),
        ("7000", "over three years"),
        ("1e3", "is no number"),
        ("3-4", "is no number"),
        ("9" * 40, "is no number"),
    ],
)
def test_hours_that_could_be_misread_are_not_read(text: str, said: str) -> None:
    with pytest.raises(fields.Misread, match=said):
        fields.hours(text)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("5", "5"),
        ("EQF level 5", "5"),
        ("5-6", "56"),
        ("5 – 7", "567"),
        ("4; 6", "46"),
        ("6 and 7", "67"),
        ("5.0", "5"),
    ],
)
def test_levels_are_read(text: str, levels: str) -> None:
    assert fields.levels(text) == tuple(PREFIXES["eqf"] + level for level in levels)


@pytest.mark.parametrize("text", ["9", "0", "6-5", "master", "5.5"])
def test_levels_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(fields.Misread, match="from 1 to 8"):
        fields.levels(text)


def test_each_field_that_cannot_be_read_is_told_with_its_place(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, table("1;A;X;;abc;2;;9;xx;onlin;"))
    (unit,) = curriculum.units
    assert (unit.hours, unit.credits, unit.levels, unit.languages, unit.modes) == (
        None,
        None,
        (),
        (),
        (),
    )
    places = {(problem.row, problem.column) for problem in curriculum.problems}
    assert places == {
        (2, name) for name in ("part of", "hours", "credits", "EQF level", "language", "mode")
    }
    by_column = {problem.column: problem.message for problem in curriculum.problems}
    assert by_column["mode"].startswith("'onlin' is no mode that is known. Is it 'online'? ")
    assert by_column["credits"].endswith("Add a credit scheme: ECTS, ECVET.")


@pytest.mark.parametrize("text", ["", "-", "?", "n/a", "Unknown", "not stated"])
def test_what_is_not_known_is_not_nought(recogniser: Recogniser, text: str) -> None:
    curriculum = read(recogniser, table(f"1;A;;;{text};;;;;;acquire funding"))
    assert curriculum.units[0].hours is None
    assert curriculum.problems == ()
    assert not any("hasHours" in triple.predicate.value for triple in curriculum.triples())


def test_providers_of_the_graph_are_known_by_name(recogniser: Recogniser) -> None:
    rows = table("1;A;;insight;;;;;;;", "2;B;;Our school;;;;;;;", "3;C;;our  school;;;;;;;")
    found = [unit.provider for unit in read(recogniser, rows).units]
    assert [(one.iri, one.is_known) for one in found if one] == [
        (PREFIXES["project"] + "insight", True),
        (f"{BASE}#provider-1", False),
        (f"{BASE}#provider-1", False),
    ]


def test_circles_are_opened_and_told_of(recogniser: Recogniser) -> None:
    header = "unit,part of,prerequisites,skill"
    curriculum = read(recogniser, table("1,2,3,", "2,1,,", "3,,1,", header=header))
    messages = [problem.message for problem in curriculum.problems]
    assert messages == [
        "This leads back to where it began: 1 → 2 → 1.",
        "This leads back to where it began: 1 → 3 → 1.",
    ]
    assert [unit.prerequisites for unit in curriculum.units] == [(f"{BASE}#unit-3",), (), ()]


def test_units_that_are_not_there_are_told_of(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, "unit,prerequisites,skill\nheat,haet,")
    assert told(curriculum) == [
        "row 2, column prerequisites: The table has no unit 'haet'. Is it 'heat'? "
        "Write what stands in the column unit."
    ]


# Excel


def test_excel_numbers_dates_and_errors(recogniser: Recogniser) -> None:
    header = ["unit", "hours", "credits", "credit scheme", "EQF level", "skill"]
    rows = [
        ["1", 34.125, 1.1, "ECTS", 5, "waste heat recovery"],
        [2, datetime.date(2026, 5, 1), None, None, "#REF!", None],
    ]
    curriculum = read(recogniser, workbook(header, *rows), "mine.xlsx")
    one, two = curriculum.units
    assert (one.hours, one.credits) == (Decimal("34.125"), Decimal("1.1"))
    assert one.levels == (PREFIXES["eqf"] + "5",)
    assert two.hours is None
    places = [(p.row, p.column, p.message.split(".")[0]) for p in curriculum.problems]
    assert places == [
        (
            3,
            "hours",
            "The spreadsheet program has made a date or time of this (2026-05-01 00:00:00)",
        ),
        (3, "EQF level", "The formula of this cell gives the error #REF!"),
    ]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_date_that_there_is_none_of_is_told_of(recogniser: Recogniser) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["unit", "hours", "skill"])
    sheet.append(["1", 99999999, "acquire funding"])
    sheet["B2"].number_format = "yyyy-mm-dd"
    output = io.BytesIO()
    made.save(output)
    curriculum = read(recogniser, output.getvalue(), "mine.xlsx")
    assert [(problem.row, problem.column) for problem in curriculum.problems] == [(2, "hours")]
    assert curriculum.units[0].hours is None


def test_formula_without_a_saved_value_is_told_of(recogniser: Recogniser) -> None:
    data = workbook(["unit", "hours", "skill"], ["1", "=1+2", "acquire funding"])
    curriculum = read(recogniser, data, "mine.xlsx")
    (problem,) = curriculum.problems
    assert (problem.row, problem.column) == (2, "hours")
    assert "formulas are not worked out" in problem.message
    assert curriculum.units[0].hours is None


def test_sheet_called_curriculum_is_read_wherever_it_stands(recogniser: Recogniser) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].append(["something", "else"])
    sheet = made.create_sheet("CURRICULUM")
    sheet.append([None])
    sheet.append(["unit", "skill"])
    sheet.append(["1", "acquire funding"])
    output = io.BytesIO()
    made.save(output)
    assert read(recogniser, output.getvalue(), "x.xlsx").skills == {SKILL + "acquire-funding"}


# Round trip

CELLS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc", "Cs"]),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() and not text.startswith("sep="))


@given(
    titles=st.lists(CELLS, min_size=1, max_size=6),
    hours=st.decimals(min_value="0.01", max_value=5000, places=2),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(max_examples=40, deadline=None)
def test_titles_come_back_as_they_were_written(
    titles: list[str], hours: Decimal, separator: str, encoding: str
) -> None:
    curriculum = _round_trip(titles, hours, separator, encoding)
    names = [unit.names[0].value for unit in curriculum.units]
    assert names == [" ".join(title.split()) for title in titles]
    assert {unit.hours for unit in curriculum.units} == {hours}


def _round_trip(titles: list[str], hours: Decimal, separator: str, encoding: str) -> Curriculum:
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=separator)
    writer.writerow(["unit", "title", "hours", "skill"])
    for number, title in enumerate(titles, 1):
        writer.writerow([number, harmless(title.strip()), hours, ""])
    return read(EMPTY, output.getvalue().encode(encoding))


EMPTY = Recogniser.of(Image.empty())


def test_readme_lists_the_columns_as_they_are() -> None:
    path = Path(str(files("symbiograph"))) / "coverage/curriculum/README.md"
    listed = (
        path.read_text(encoding="utf-8").partition("<!-- columns -->\n")[2].partition("\n\n")[0]
    )
    assert listed.splitlines()[2:] == [f"| `{c.name}` | {c.note} |" for c in COLUMNS]


def test_readme_states_the_limits_as_they_are() -> None:
    path = Path(str(files("symbiograph"))) / "coverage/curriculum/README.md"
    text = path.read_text(encoding="utf-8").partition("## What is refused")[2]
    names = (
        "BYTES",
        "UNPACKED",
        "CELLS",
        "ENTRIES",
        "ROWS",
        "COLUMNS",
        "CHARACTERS",
    )
    numbers = [getattr(limits, f"MOST_{name}") for name in names]
    for number in (*numbers, MOST_UNITS, MOST_MENTIONS, MOST_TRIPLES):
        assert f"{number:,}" in text
