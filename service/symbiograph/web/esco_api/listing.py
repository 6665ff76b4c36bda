"""All concepts of some types and schemes in the order of their labels, and counts of them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.description import select
from symbiograph.engine.image import Image
from symbiograph.esco import model
from symbiograph.prefixes import GRAPH
from symbiograph.web.esco_api.classification import Kind

_MEMBERS: Final[dict[Kind, str]] = {
    "skill": f"?concept a <{model.SKILL}>",
    "occupation": f"?concept a <{model.OCCUPATION}>",
    "concept": (
        f"?concept a <{model.CONCEPT}> FILTER NOT EXISTS {{ ?concept a <{model.SKILL}> }} "
        f"FILTER NOT EXISTS {{ ?concept a <{model.OCCUPATION}> }}"
    ),
}
_ENGLISH: Final = "en"


# Sorting thousands of labels takes a tenth of a second, and clients walk from page to page.
@lru_cache(maxsize=32)
def listed(
    image: Image,
    release: str,
    language: str,
    types: tuple[Kind, ...],
    schemes: tuple[str, ...],
    *,
    obsolete: bool,
) -> tuple[str, ...]:
    """Return the IRIs of the concepts of any of the types and, if named, of any of the schemes.

    Obsolete ones are among them only if ``obsolete`` says so.
    """
    tags = list(dict.fromkeys((language, language.partition("-")[0], _ENGLISH)))
    members = " UNION ".join(f"{{ {_MEMBERS[type_]} }}" for type_ in types)
    scheme = ""
    if schemes:
        values = " ".join(str(NamedNode(iri)) for iri in schemes)
        scheme = f"VALUES ?scheme {{ {values} }} ?concept <{model.IN_SCHEME}> ?scheme ."
    withdrawn = f'FILTER NOT EXISTS {{ ?concept <{model.STATUS}> "obsolete" }}'
    known = ", ".join(str(Literal(tag)) for tag in tags)
    rows = select(
        image.store,
        f"""SELECT ?concept ?label WHERE {{ GRAPH <{GRAPH}esco-{release}> {{
          {scheme} {members} {"" if obsolete else withdrawn}
          OPTIONAL {{ ?concept <{model.PREF_LABEL}> ?label FILTER(LANG(?label) IN ({known})) }}
        }} }}""",
    )
    titles: dict[str, tuple[int, str]] = {}
    for concept, label in rows:
        if isinstance(concept, NamedNode):
            title = (len(tags), "")
            if isinstance(label, Literal):
                title = (tags.index(label.language or _ENGLISH), label.value.casefold())
            uri = concept.value
            titles[uri] = min(title, titles.get(uri, title))
    return tuple(sorted(titles, key=lambda uri: (titles[uri][1], uri)))


@lru_cache(maxsize=8)
def in_schemes(image: Image, release: str, concepts: tuple[str, ...]) -> dict[str, int]:
    """Return how many of ``concepts`` are in each scheme, by its IRI, most first."""
    among = frozenset(concepts)
    quads = image.store.quads_for_pattern(
        None, NamedNode(model.IN_SCHEME), None, NamedNode(f"{GRAPH}esco-{release}")
    )
    counts = Counter(
        quad.object.value
        for quad in quads
        if isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
        and quad.subject.value in among
    )
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
