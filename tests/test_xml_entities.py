"""XML entities that grow, where a parser of XML tells of none and the engine reads them."""

from __future__ import annotations

import io

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from symbiograph.errors import UnreadableInput
from symbiograph.validation.documents import document
from symbiograph.vocabularies import parse_graph
from symbiograph.xml_entities import require_harmless_entities

ROOT = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">'
GROWING = '<!ENTITY a "haha"><!ENTITY b "&a;&a;">'
REST = '<r:Description r:about="http://e.org/s"><e:p>&b;</e:p></r:Description></r:RDF>'
HIDDEN = {
    "plainly": f"<!DOCTYPE r [{GROWING}]>{ROOT}{REST}",
    "behind the first element": f"{ROOT}<!DOCTYPE r [{GROWING}]>{REST}",
    "behind white space": f' <?xml version="1.0"?><!DOCTYPE r [{GROWING}]>{ROOT}{REST}',
    "behind a comment that is none": f"<!-- a -- b --><!DOCTYPE r [{GROWING}]>{ROOT}{REST}",
    "behind another declaration": f"<!DOCTYPE r [<!ELEMENT>{GROWING}]>{ROOT}{REST}",
    "in a second prologue": f"<!DOCTYPE r><!DOCTYPE r [{GROWING}]>{ROOT}{REST}",
    "behind a parameter entity": f'<!DOCTYPE r [<!ENTITY % x "y"> %x;{GROWING}]>{ROOT}{REST}',
    "behind an unknown one": f"<!DOCTYPE r [%x; {GROWING}]>{ROOT}{REST}",
    "without white space": f"<!DOCTYPE r [{GROWING.replace('ENTITY ', 'ENTITY')}]>{ROOT}{REST}",
}


def opened(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


@pytest.mark.parametrize("how", HIDDEN)
def test_entities_that_grow_are_found_wherever_the_engine_takes_them(how: str) -> None:
    [quad] = pyoxigraph.parse(opened(HIDDEN[how]), RdfFormat.RDF_XML)
    assert quad.object.value == "hahahaha"  # type: ignore[union-attr]
    with pytest.raises(UnreadableInput, match="XML entity"):
        require_harmless_entities(lambda: opened(HIDDEN[how]), "a.rdf")
    with pytest.raises(UnreadableInput, match="XML entities"):
        parse_graph(HIDDEN[how].encode(), "a.rdf", "http://e.org/")


@pytest.mark.parametrize("before", [*range(65_536 - 80, 65_536 + 1), 131_072 - 20])
def test_declarations_are_found_across_the_blocks_that_are_read(before: int) -> None:
    space = " " * before
    with pytest.raises(UnreadableInput, match="the XML entity 'b'"):
        require_harmless_entities(lambda: opened(f"<!DOCTYPE r [{space}{GROWING}]>"), "a.rdf")
    harmless = GROWING.replace("&a;&a;", "http://e.org/")
    require_harmless_entities(lambda: opened(f"<!DOCTYPE r [{space}{harmless}]>"), "a.rdf")


def test_abbreviations_are_taken_and_counted() -> None:
    declared = f'<!DOCTYPE r [<!ENTITY e "{"e" * 1000}">]>{ROOT}'
    require_harmless_entities(lambda: opened(declared + "&e;" * 100_000), "a.rdf")
    with pytest.raises(UnreadableInput, match="used too often"):
        require_harmless_entities(lambda: opened(declared + "&e;" * 100_001), "a.rdf")
    with pytest.raises(UnreadableInput, match="the XML entity 'e'"):
        require_harmless_entities(lambda: opened(declared.replace('e"', 'ee"')), "a.rdf")


@pytest.mark.parametrize("encoding", ["x-unheard-of", "utf-32"])
def test_an_encoding_that_is_not_read_is_told(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>{ROOT}</r:RDF>'.encode()
    with pytest.raises(UnreadableInput, match="UTF-8"):
        document("a.rdf", content)
    with pytest.raises(UnreadableInput, match="UTF-8"):
        parse_graph(content, "a.rdf", "http://e.org/")
