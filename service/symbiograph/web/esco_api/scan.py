"""Searching the labels of a release that has no index: each label is compared with the text."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.description import select
from symbiograph.engine.image import Image
from symbiograph.esco import model
from symbiograph.prefixes import GRAPH

MOST_WORDS: Final = 16
_RANK: Final = {model.PREF_LABEL: 0, model.ALT_LABEL: 1, model.HIDDEN_LABEL: 2}


def scan(
    image: Image, release: str, language: str, text: str, *, preferred_only: bool
) -> list[tuple[str, str]]:
    """Return concepts and the label of each that has every word of ``text``, the best first.

    A word may be any part of the label. A whole label comes before one that begins as typed, and
    that before any other; preferred ones come before alternative ones, short ones before long ones.
    """
    words = list(dict.fromkeys(text.casefold().split()))[:MOST_WORDS]
    if not words:
        return []
    properties = list(_RANK)[: 1 if preferred_only else None]
    values = " ".join(f"<{property_}>" for property_ in properties)
    tags = ", ".join(str(Literal(tag)) for tag in {language, language.partition("-")[0]})
    contained = " && ".join(f"CONTAINS(LCASE(STR(?label)), {Literal(word)})" for word in words)
    rows = select(
        image.store,
        f"""SELECT ?concept ?property ?label WHERE {{ GRAPH <{GRAPH}esco-{release}> {{
          VALUES ?property {{ {values} }} ?concept ?property ?label
          FILTER(LANG(?label) IN ({tags}) && {contained})
        }} }}""",
    )
    typed = " ".join(text.casefold().split())
    best: dict[str, tuple[tuple[int, int, int], str]] = {}
    for concept, property_, label in rows:
        if not (isinstance(concept, NamedNode) and isinstance(property_, NamedNode)):
            continue
        if not isinstance(label, Literal):
            continue
        folded = label.value.casefold()
        closeness = 0 if folded == typed else 1 if folded.startswith(typed) else 2
        order = (closeness, _RANK[property_.value], len(folded))
        found = (order, label.value)
        best[concept.value] = min(found, best.get(concept.value, found))
    ranked = sorted(best.items(), key=lambda item: (*item[1], item[0]))
    return [(uri, label) for uri, (_, label) in ranked]
