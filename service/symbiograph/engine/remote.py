"""No query makes the engine fetch from another host.

Its ``SERVICE`` reaches every address, loopback included, and cannot be switched off, so it is
refused before evaluation; what the operator allows is answered beforehand, by
:mod:`symbiograph.engine.federation`. Whether a text uses it is for the engine's own parser to say,
because any other reading of SPARQL differs from it somewhere, and each difference is a way in. The
text is parsed a second time with another word in place of every ``service``: in strings, comments,
names and IRIs that changes nothing, but where the keyword stood it leaves no valid query.
"""

from __future__ import annotations

import re
from typing import Final

from symbiograph.engine.parsing import parse_error
from symbiograph.engine.tokens import find_word, position
from symbiograph.errors import RemoteAccessRefused

_KEYWORD: Final = re.compile("service", re.IGNORECASE | re.ASCII)
# Of the keyword's length, so that language tags stay short enough.
_DISGUISES: Final = ("sqrvice", "sxrvice", "szrvice", "sjrvice")


def calls_service(text: str, base_iri: str | None = None) -> bool:
    """Tell whether ``text`` is a query that uses ``SERVICE``; what is not SPARQL is none."""
    lowered = text.lower()
    if "service" not in lowered or parse_error(text, base_iri):
        return False
    # A word that the text has already could make two of its names one.
    disguise = next((word for word in _DISGUISES if word not in lowered), None)
    return not disguise or parse_error(_KEYWORD.sub(disguise, text), base_iri) is not None


def refuse_remote_access(text: str, base_iri: str | None = None) -> None:
    """Raise :class:`RemoteAccessRefused` where ``text`` is a query that uses ``SERVICE``.

    A text that is not SPARQL passes: the engine tells what is wrong with it.
    """
    if not calls_service(text, base_iri):
        return
    keyword = find_word(text, "SERVICE")
    place = f"{position(text, keyword.start)}: " if keyword else ""
    raise RemoteAccessRefused(
        f"{place}this service does not fetch from other hosts for a query; "
        "remove SERVICE, or send that part to the other endpoint yourself."
    )
