"""The way from an exchange to the training for it, walked on one example of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.description import select, term
from symbiograph.engine.image import Image
from symbiograph.prefixes import ID, PREFIXES, SG
from symbiograph.web.reading.evidence import Badge
from symbiograph.web.reading.values import Value, Values

QUERY: Final = f"""PREFIX sg: <{SG}>
PREFIX skos: <{PREFIXES["skos"]}>

# For each exchange: what it calls for, who has that skill and who teaches it.
SELECT ?exchange ?technology ?skill ?profile ?unit WHERE {{
  ?exchange a sg:Exchange ; sg:usesTechnology ?technology .
  ?technology sg:callsForSkill ?skill .
  OPTIONAL {{ ?skill sg:isSkillRequiredBy ?profile }}
  OPTIONAL {{ ?skill sg:isTaughtBy ?unit }}
}}
ORDER BY ?exchange ?technology ?skill
LIMIT 500
"""
# A well-known exchange whose skill ESCO lacks: it shows why the graph is needed.
_PREFERRED: Final = NamedNode(ID + "exchange/frovi-excess-heat")
_CHAIN: Final = f"""PREFIX sg: <{SG}>
SELECT ?exchange ?technology ?skill {{
  ?exchange sg:usesTechnology ?technology . ?technology sg:callsForSkill ?skill .
  FILTER EXISTS {{ ?skill sg:isSkillRequiredBy ?profile ; sg:isTaughtBy ?unit }}
}}
ORDER BY DESC(?exchange = {_PREFERRED}) STR(?exchange) STR(?technology) DESC(STR(?skill)) LIMIT 1"""


@dataclass(frozen=True)
class Bridge:
    """One exchange and what its skill leads to; ``unmatched`` where ESCO was found to lack it."""

    exchange: Value
    technology: Value
    skill: Value
    cautions: tuple[Badge, ...]
    profiles: tuple[Value, ...]
    units: tuple[Value, ...]
    matches: tuple[Value, ...]
    unmatched: bool


def bridge(image: Image, values: Values) -> Bridge | None:
    """Return the example, ``None`` for a graph that holds no whole way."""
    chain = _chain(image)
    if chain is None:
        return None
    exchange, technology, skill = chain
    cautions = values.evidence.inherited(technology, term("sg:callsForSkill")).get(skill, ())
    return Bridge(
        values.of(exchange),
        values.of(technology),
        values.of(skill),
        cautions,
        _linked(values, skill, "sg:isSkillRequiredBy"),
        _linked(values, skill, "sg:isTaughtBy"),
        tuple(values.sorted(values.objects(skill, term("skos:exactMatch")))),
        bool(values.objects(skill, term("sg:hasNoMatchIn"))),
    )


@lru_cache(maxsize=2)
def _chain(image: Image) -> tuple[NamedNode, NamedNode, NamedNode] | None:
    for row in select(image.store, _CHAIN):
        exchange, technology, skill = row["exchange"], row["technology"], row["skill"]
        if (
            isinstance(exchange, NamedNode)
            and isinstance(technology, NamedNode)
            and isinstance(skill, NamedNode)
        ):
            return exchange, technology, skill
    return None


def _linked(values: Values, skill: NamedNode, name: str) -> tuple[Value, ...]:
    property_ = term(name)
    cautions = values.evidence.inherited(skill, property_)
    shown = [values.marked(n, cautions.get(n, ())) for n in values.objects(skill, property_)]
    return tuple(sorted(shown, key=lambda value: value.order))
