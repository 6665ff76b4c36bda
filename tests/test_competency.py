"""The questions the graph must answer: each with the rows that it answers today."""

from __future__ import annotations

import csv
import io
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from pyoxigraph import QueryTriples, RdfFormat, parse

from symbiograph.cli import main
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import BASE
from symbiograph.queries import catalogue, find, read_arguments
from symbiograph.results import SOLUTION_FORMATS, write

FOLDER = Path(__file__).parent / "competency"
GROUPS = (
    "companies-and-facilitators",
    "curriculum-designers",
    "esco-aligners",
    "linked-data-consumers",
    "partner-projects",
)
QUESTIONS = sorted(path for path in FOLDER.glob("*/*") if path.is_dir())
[CSV] = [written for written in SOLUTION_FORMATS if written.name == "CSV"]

Rows = list[list[str]]


def asked(question: Path) -> tuple[str, dict[str, list[str]]]:
    """Return the query's name and its arguments as written, each as a list."""
    # Codes such as 04 01 stay text.
    loaded: dict[str, Any] = yaml.load(
        (question / "question.yaml").read_text(encoding="utf-8"),
        yaml.BaseLoader,  # noqa: S506
    )
    arguments = loaded.pop("arguments", {})
    name = loaded.pop("query")
    assert not loaded, f"unknown keys in question.yaml: {', '.join(loaded)}"
    return name, {
        key: value if isinstance(value, list) else [value] for key, value in arguments.items()
    }


def answer(question: Path, image: Image) -> Rows:
    name, arguments = asked(question)
    query = find(name)
    output = io.BytesIO()
    text = query.bound(read_arguments(query, arguments, image))
    results = image.query(text, base_iri=BASE)
    if isinstance(results, QueryTriples):
        return sorted([str(triple)] for triple in set(results))
    write(results, CSV, output)
    return list(csv.reader(io.StringIO(output.getvalue().decode(), newline="")))


def expected_file(question: Path) -> Path:
    """Return the file with the answer: of a query that makes a graph it is Turtle."""
    graph = question / "expected.ttl"
    return graph if graph.exists() else question / "expected.csv"


def expected_answer(question: Path) -> Rows:
    path = expected_file(question)
    if path.suffix == ".ttl":
        quads = parse(path.read_bytes(), RdfFormat.TURTLE)
        return sorted([str(quad.triple)] for quad in quads)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def command(question: Path) -> str:
    """Return the command that prints the answer of the built release."""
    name, arguments = asked(question)
    options = [
        f"--{key} {shlex.quote(value)}" for key, texts in arguments.items() for value in texts
    ]
    path = expected_file(question)
    written = "turtle" if path.suffix == ".ttl" else "csv"
    target = path.relative_to(FOLDER.parents[1])
    return " ".join(["symbiograph query", name, *options, f"--format {written} >", str(target)])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_question_has_its_expected_answer(question: Path, image: Image) -> None:
    expected = expected_answer(question)
    found = answer(question, image)
    assert found == expected, (
        f"{len(found) - 1} rows where {len(expected) - 1} were expected. If the new answer is "
        f"right, build and write it anew:\n{command(question)}"
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_folder_of_a_question_is_complete(question: Path) -> None:
    assert {path.name for path in question.iterdir()} == {
        "question.md",
        "question.yaml",
        expected_file(question).name,
    }
    title, why, reading = (
        (question / "question.md").read_text(encoding="utf-8").strip().split("\n\n")
    )
    assert title.startswith("# ")
    assert title.endswith("?")
    assert why.startswith("**Why.** ")
    assert reading.startswith("**How to read the answer.** ")


def test_every_kind_of_user_asks_at_least_eight_questions() -> None:
    asking = Counter(question.parent.name for question in QUESTIONS)
    assert sorted(asking) == sorted(GROUPS)
    assert min(asking.values()) >= 8


def test_no_question_is_asked_twice() -> None:
    titles = Counter((path / "question.md").read_text("utf-8").split("\n")[0] for path in QUESTIONS)
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_query_answers_a_question() -> None:
    assert {asked(question)[0] for question in QUESTIONS} == set(catalogue())


def test_printed_command_writes_the_file_that_is_compared(release: Release) -> None:
    question = FOLDER / "linked-data-consumers" / "keys-to-iris"
    symbiograph, *arguments, arrow, target = shlex.split(command(question))
    assert (symbiograph, arrow) == ("symbiograph", ">")
    data_dir = str(release.folder.parents[1])
    run = CliRunner().invoke(main, [*arguments, "--data-dir", data_dir])
    assert run.stdout_bytes == (FOLDER.parents[1] / target).read_bytes()
