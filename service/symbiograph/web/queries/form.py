"""The form of a named query: for every parameter the control that fits what it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode

from symbiograph.engine.image import Image
from symbiograph.prefixes import shorten
from symbiograph.queries import Arguments, NamedQuery, Parameter
from symbiograph.queries.names import Names, names
from symbiograph.queries.values import NODE_TYPES
from symbiograph.web.directory import directory_of
from symbiograph.web.reader import LANGUAGE_NAMES
from symbiograph.web.reading.values import Values, values_from

# As many things can be listed; of more a person writes the name.
MOST_LISTED: Final = 300
_MOST_READERS: Final = 16
_STEPS: Final = {"integer": "1", "decimal": "any"}

Kind = Literal["select", "checks", "text", "lines", "number", "date"]


@dataclass(frozen=True)
class Option:
    """Something to choose: what is sent, and what is read."""

    value: str
    text: str
    chosen: bool
    language: str = ""


@dataclass(frozen=True)
class Control:
    """The control of a parameter; ``text`` stands in it where nothing is to be chosen from.

    ``required`` tells that a value must be given.
    """

    parameter: Parameter
    kind: Kind
    options: Sequence[Option] = ()
    text: str = ""
    step: str = ""
    hint: str = ""
    required: bool = False

    @property
    def chosen(self) -> bool:
        """Tell whether one of the options is chosen."""
        return any(option.chosen for option in self.options)


def controls(
    query: NamedQuery, image: Image, given: Arguments, typed: Mapping[str, Sequence[str]]
) -> list[Control]:
    """Return the controls of a query, filled with what was ``given``, or as it was ``typed``.

    What was typed may be what no parameter takes.
    """
    values = values_from(image.store)
    return [
        replace(_control(p, image, values, given, typed), required=query.head.requires(p))
        for p in query.head.parameters
    ]


def _control(
    parameter: Parameter,
    image: Image,
    values: Values,
    given: Arguments,
    typed: Mapping[str, Sequence[str]],
) -> Control:
    terms = given.get(parameter.name, ())
    texts = [term.value for term in terms] or list(typed.get(parameter.name, ()))
    if parameter.type in NODE_TYPES:
        bounded = parameter.type != "iri" or parameter.class_iri is not None
        known = names(parameter, image) if bounded else None
        if known and 0 < len(known.things) < MOST_LISTED:
            options = [replace(o, chosen=iri in texts) for iri, o in _options(known, values)]
            # What is chosen comes first where it could be scrolled out of sight.
            options.sort(key=lambda option: parameter.many and not option.chosen)
            return Control(parameter, "checks" if parameter.many else "select", options)
        written = [shorten(text) if text.startswith("http") else text for text in texts]
        hint = "name, code or IRI" if known else "IRI, or a short name such as skill:…"
        kind: Kind = "lines" if parameter.many else "text"
        return Control(parameter, kind, text="\n".join(written), hint=hint)
    if parameter.type == "enumeration":
        chosen = texts or ([parameter.default] if parameter.default else [])
        options = [Option(value, value, value in chosen) for value in parameter.values]
        return Control(parameter, "select", options)
    if parameter.type == "language":
        chosen = texts or [parameter.default or ""]
        tags = [tag for tag in directory_of(image).languages if tag in LANGUAGE_NAMES]
        tags += [text for text in chosen if text and text not in tags]
        options = [Option(tag, LANGUAGE_NAMES.get(tag, tag), tag in chosen, tag) for tag in tags]
        return Control(parameter, "select", options)
    text = "\n".join(texts) or parameter.default or ""
    if parameter.type in _STEPS:
        return Control(parameter, "number", text=text, step=_STEPS[parameter.type])
    if parameter.many:
        return Control(parameter, "lines", text=text)
    return Control(parameter, "date" if parameter.type == "date" else "text", text=text)


def _options(known: Names, values: Values) -> tuple[tuple[str, Option], ...]:
    """Return what can be chosen, by IRI, in the order of what a reader of some languages reads."""
    kept = _KEPT.setdefault(known, {})
    if values.languages not in kept:
        if len(kept) >= _MOST_READERS:
            kept.clear()
        options = [(thing.value, _option(values, thing)) for thing in known.things]
        kept[values.languages] = tuple(sorted(options, key=lambda one: one[1].text.casefold()))
    return kept[values.languages]


def _option(values: Values, thing: NamedNode) -> Option:
    shown = values.of(thing)
    text = f"{shown.code} {shown.text.value}" if shown.code else shown.text.value
    language = shown.text.language if shown.text.language != "en" else ""
    return Option(shorten(thing.value), text, False, language)


# The options of a list for readers of one or another language, as long as the image is.
_KEPT: Final[WeakKeyDictionary[Names, dict[tuple[str, ...], tuple[tuple[str, Option], ...]]]] = (
    WeakKeyDictionary()
)
