"""What people write for a parameter, turned into the terms it stands for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.prefixes import SG, expand
from symbiograph.queries.binding import Argument
from symbiograph.queries.catalogue import NamedQuery
from symbiograph.queries.head import Parameter
from symbiograph.queries.values import NODE_TYPES, literal
from symbiograph.results import table

_LAST_PART: Final = re.compile("[/#]")
_SHORT_NAMES: Final = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?name WHERE {
  ?thing %s .
  OPTIONAL { ?thing skos:notation|dcterms:identifier ?name }
}
"""


def read_arguments(
    query: NamedQuery, texts: Mapping[str, Sequence[str]], image: Image
) -> dict[str, list[Argument]]:
    """Return the terms that ``texts`` stand for, by parameter of ``query``.

    A thing may be given as IRI, as ``prefix:name``, as the last part of its IRI, or by its code or
    identifier, where only one fits. Raises :class:`BadArgument` with what is allowed or close.
    """
    arguments = {}
    for name, values in texts.items():
        parameter = query.parameter(name)
        if parameter.type in NODE_TYPES:
            arguments[name] = _nodes(parameter, values, image)
        else:
            arguments[name] = [literal(parameter, text) for text in values]
    return arguments


def _nodes(parameter: Parameter, texts: Sequence[str], image: Image) -> list[Argument]:
    if parameter.type == "iri" and parameter.class_iri is None:
        return [_iri(parameter, text) for text in texts]
    names = _names(parameter, image)
    return [_chosen(parameter, text, names) for text in texts]


def _iri(parameter: Parameter, text: str) -> NamedNode:
    try:
        return NamedNode(expand(text) or text)
    except ValueError:
        reason = f"{parameter.name} is {text!r}, not an IRI or a name under a known prefix."
        raise BadArgument(reason, parameter.name) from None


def _names(parameter: Parameter, image: Image) -> dict[str, set[NamedNode]]:
    """Return the things a parameter can mean, by each of their short names."""
    if parameter.type == "code":
        pattern = f"skos:inScheme <{parameter.scheme}>"
    else:
        pattern = f"a <{parameter.class_iri or SG + 'Country'}>"
    names: dict[str, set[NamedNode]] = {}
    for thing, name in table(image.query(_SHORT_NAMES % pattern)).rows:
        if not isinstance(thing, NamedNode):
            continue
        names.setdefault(thing.value, set()).add(thing)
        names.setdefault(_key(_LAST_PART.split(thing.value)[-1]), set()).add(thing)
        if isinstance(name, Literal):
            names.setdefault(_key(name.value), set()).add(thing)
    return names


def _key(name: str) -> str:
    """Make one of ``24.10`` and ``2410``, of ``02 03 04`` and ``020304``."""
    return name.replace(" ", "").replace(".", "").casefold()


def _chosen(parameter: Parameter, text: str, names: Mapping[str, set[NamedNode]]) -> NamedNode:
    things = names.get(expand(text) or text) or names.get(_key(text), set())
    if len(things) == 1:
        return next(iter(things))
    if things:
        allowed = sorted(thing.value for thing in things)
        reason = f"{parameter.name} {text!r} can mean {', '.join(allowed)}."
    else:
        near = difflib.get_close_matches(_key(text), [name for name in names if "/" not in name])
        allowed = sorted({thing.value for name in near for thing in names[name]})
        hint = f" Close to it: {', '.join(allowed)}." if allowed else ""
        reason = f"{parameter.name}: the graph has no {parameter.label} {text!r}.{hint}"
    raise BadArgument(reason, parameter.name, allowed)
