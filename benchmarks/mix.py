"""The queries that servers are compared by: point, light and heavy, many of each."""

from __future__ import annotations

from random import Random
from typing import Final

from graph import MODEL, OCCUPATION, SKOS

_POINT: Final = """SELECT ?skill ?label WHERE {{
  <{occupation}> <{model}relatedEssentialSkill> ?skill .
  ?skill <{skos}prefLabel> ?label FILTER(LANG(?label) = "en")
}}"""
_LIGHT: Final = """SELECT ?other (COUNT(?skill) AS ?shared) WHERE {{
  <{occupation}> <{model}relatedEssentialSkill> ?skill .
  ?other <{model}relatedEssentialSkill> ?skill
}} GROUP BY ?other ORDER BY DESC(?shared) ?other LIMIT 10"""
_HEAVY: Final = (
    """SELECT ?occupation (COUNT(?skill) AS ?skills) WHERE {{
  ?occupation <{model}relatedEssentialSkill> ?skill
}} GROUP BY ?occupation ORDER BY DESC(?skills) ?occupation LIMIT {number}""",
    """SELECT ?skill (COUNT(?occupation) AS ?users) WHERE {{
  ?occupation <{model}relatedOptionalSkill> ?skill .
  ?skill <{model}skillType> <{model}knowledge>
}} GROUP BY ?skill ORDER BY DESC(?users) ?skill LIMIT {number}""",
    """SELECT ?skill ?label WHERE {{
  ?skill <{skos}prefLabel> ?label FILTER(LANG(?label) = "de" && CONTAINS(?label, "{number}"))
}} ORDER BY ?label ?skill LIMIT 20""",
)
CLASSES: Final = ("point", "light", "heavy")


def queries(name: str, number: int, occupations: int) -> list[str]:
    """Return ``number`` queries of a class, always the same."""
    random = Random(name)  # noqa: S311 - the same every time
    templates = {"point": (_POINT,), "light": (_LIGHT,), "heavy": _HEAVY}[name]
    return [
        templates[i % len(templates)].format(
            occupation=f"{OCCUPATION}{random.randrange(occupations):08x}",
            number=random.randint(10, 40),
            model=MODEL,
            skos=SKOS,
        )
        for i in range(number)
    ]
