"""What people write for a parameter, turned into the terms it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.prefixes import expand, shorten
from symbiograph.queries.binding import Argument
from symbiograph.queries.catalogue import NamedQuery
from symbiograph.queries.head import Parameter
from symbiograph.queries.names import Names, names
from symbiograph.queries.values import NODE_TYPES, literal

# As many are told where nothing comes close.
_FEW = 20


def read_arguments(
    query: NamedQuery, texts: Mapping[str, Sequence[str]], image: Image
) -> dict[str, list[Argument]]:
    """Return the terms that ``texts`` stand for, by parameter of ``query``.

    A thing may be given as IRI, as ``prefix:name``, as the last part of its IRI, by its code or
    identifier, or by a label, where only one fits: see :meth:`Names.called`. Raises
    :class:`BadArgument` with what is allowed or close.
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
    known = names(parameter, image)
    return [_chosen(parameter, text, known) for text in texts]


def _iri(parameter: Parameter, text: str) -> NamedNode:
    try:
        return NamedNode(expand(text) or text)
    except ValueError:
        reason = f"{parameter.name} is {text!r}, not an IRI or a name under a known prefix."
        raise BadArgument(reason, parameter.name) from None


def _chosen(parameter: Parameter, text: str, known: Names) -> NamedNode:
    things = known.called(text)
    if len(things) == 1:
        return next(iter(things))
    if things:
        allowed = sorted(thing.value for thing in things)
        reason = f"{parameter.name} {text!r} can mean {', '.join(allowed)}."
        raise BadArgument(reason, parameter.name, allowed)
    near = known.near(text)
    hint = f" Close to it: {_listed(near)}." if near else ""
    if not near and len(known.things) <= _FEW:
        near = list(known.things)
        hint = f" There are: {_listed(near)}." if near else ""
    reason = f"{parameter.name}: the graph has no {parameter.label} {text!r}.{hint}"
    raise BadArgument(reason, parameter.name, [thing.value for thing in near])


def _listed(things: Sequence[NamedNode]) -> str:
    return ", ".join(shorten(thing.value) for thing in things)
