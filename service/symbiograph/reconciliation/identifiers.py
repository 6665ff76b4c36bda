"""Texts that are identifiers: IRIs, short names of them, ESCO's UUIDs, and codes."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.prefixes import expand
from symbiograph.reconciliation.entities import Entities

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHORT_NAME: Final = re.compile(r"[\w.-]+:[\w.-]+")
# A code of the List of Waste as people write it, and the name that may follow it.
_WASTE: Final = re.compile(
    r"(?:(?:EWC|LoW|EAK|AVV|CER|LER)\s*)?"
    r"(\d\d)(?:[ .\-/]?(\d\d)(?:[ .\-/]?(\d\d))?)?\s*\*?(?![\d.])",
    re.IGNORECASE,
)


def identified(entities: Entities, text: str) -> list[str]:
    """Return the IRIs of the entities that ``text`` identifies; there are none for a name."""
    text = text.strip().strip("<>")
    for iri in _iris(entities, text):
        if entities.has(iri):
            return [iri]
    codes = dict.fromkeys((text, text.upper(), waste_code(text)))
    return next((found for code in codes if code and (found := entities.with_code(code))), [])


def waste_code(text: str) -> str:
    """Return the code of the List of Waste that ``text`` begins with, as the list writes it.

    ``100804*`` gives ``10 08 04``. A code of two digits has nothing after it. Empty for none.
    """
    found = _WASTE.match(text)
    if found is None:
        return ""
    pairs = [pair for pair in found.groups() if pair]
    if len(pairs) < 3 and found.end() < len(text):
        return ""
    return " ".join(pairs)


def _iris(entities: Entities, text: str) -> list[str]:
    if text.startswith(("http://", "https://")):
        return [text] if _is_iri(text) else []
    lower = text.lower()
    if _UUID.fullmatch(lower):
        return [entities.service.start + lower]
    if _SHORT_NAME.fullmatch(text):
        expanded = expand(text)
        return [expanded] if expanded else []
    return []


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
