"""How single terms and links are written on pages."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from symbiograph.prefixes import PREFIXES
from symbiograph.web.reader import Links
from symbiograph.web.reading.values import literal, number


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("7", "7"),
        ("2025", "2025"),
        ("25000", "25\u202f000"),
        ("1234567.50", "1\u202f234\u202f567.5"),
        ("-12000", "-12\u202f000"),
        ("0.50", "0.5"),
        ("3.0", "3"),
        ("1.5E6", "1.5E6"),
    ],
)
def test_numbers_are_written_as_people_read_them(written: str, shown: str) -> None:
    assert number(written) == shown


@pytest.mark.parametrize(
    ("value", "datatype", "text", "href"),
    [
        ("true", "boolean", "yes", None),
        ("0", "boolean", "no", None),
        ("https://www.example.org/a/", "anyURI", "example.org/a", "https://www.example.org/a/"),
        ("javascript:alert(1)", "anyURI", "javascript:alert(1)", None),
        ("https://example.org", "string", "example.org", "https://example.org"),
        ("see https://example.org for more", "string", "see https://example.org for more", None),
        ("2025-09", "gYearMonth", "2025-09", None),
        ("25000", "string", "25000", None),
    ],
)
def test_literals_are_shown_by_their_kind(
    value: str, datatype: str, text: str, href: str | None
) -> None:
    shown = literal(Literal(value, datatype=NamedNode(PREFIXES["xsd"] + datatype)))
    assert shown.text.value == text
    assert (shown.link.href if shown.link else None) == href


@pytest.mark.parametrize(
    ("links", "path", "parameters", "href"),
    [
        (Links(), "/id/skill/a", {}, "/id/skill/a"),
        (Links("/is"), "/id/skill/a", {"page": 2}, "/is/id/skill/a?page=2"),
        (Links(language="de"), "/ontology#Skill", {}, "/ontology?lang=de#Skill"),
        (
            Links(),
            "/describe",
            {"iri": "http://a/b?c&d"},
            "/describe?iri=http%3A%2F%2Fa%2Fb%3Fc%26d",
        ),
        (Links(), '/id/x"y', {}, "/id/x%22y"),
    ],
)
def test_links_are_made_safely(
    links: Links, path: str, parameters: dict[str, str | int], href: str
) -> None:
    assert links.path(path, **parameters) == href
