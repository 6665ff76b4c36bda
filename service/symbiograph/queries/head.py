"""The head of a named query: YAML in the comment lines that start with ``#+``.

The keys are ``title``, ``description``, ``parameters``, ``any-of``, ``columns`` and ``chart``.
Every fault is told with the line it stands on.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

import yaml

from symbiograph.errors import Position, UnreadableInput
from symbiograph.prefixes import expand

ParameterType = Literal[
    "iri", "code", "country", "language", "integer", "decimal", "date", "enumeration", "text"
]

# The one in C is twenty times as fast; a PyYAML without libyaml has none.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MARK: Final = "#+"
_TYPES: Final = frozenset(get_args(ParameterType))
_KEYS: Final = ("title", "description", "parameters", "any-of", "columns", "chart")
_PARAMETER_KEYS: Final = (
    "type",
    "label",
    "description",
    "class",
    "scheme",
    "values",
    "many",
    "optional",
    "default",
)
# What only one type has, and must have.
_OWN_KEY: Final = {"code": "scheme", "enumeration": "values"}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
# Options of the command line and members of a web address that mean something else.
_RESERVED: Final = frozenset({"cursor", "data_dir", "format", "help", "limit"})


@dataclass(frozen=True)
class Parameter:
    """What can be set, under the name of the variable that holds it.

    ``class_iri`` bounds an ``iri`` to the instances of a class, ``scheme`` a ``code`` to a concept
    scheme, ``values`` an ``enumeration``. With a ``default`` the query asks for the example in its
    body where nothing is given; an ``optional`` parameter then restricts nothing.
    """

    name: str
    type: ParameterType
    label: str
    description: str = ""
    class_iri: str | None = None
    scheme: str | None = None
    values: tuple[str, ...] = ()
    many: bool = False
    optional: bool = False
    default: str | None = None


@dataclass(frozen=True)
class Column:
    """What a column of the result holds, and in which unit."""

    name: str
    title: str
    unit: str = ""


@dataclass(frozen=True)
class BarChart:
    """A bar for each row: as long as the number in one column, named by one or more others."""

    label: tuple[str, ...]
    value: str
    title: str = ""


@dataclass(frozen=True)
class Head:
    """What a named query says of itself.

    ``any_of`` names parameters of which at least one is to be given, unless they are optional; one
    left out stands for nothing, so that the branch of a ``UNION`` it stands in adds nothing.
    """

    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    chart: BarChart | None = None
    any_of: tuple[str, ...] = ()

    @property
    def needs_arguments(self) -> bool:
        """Whether the query can only be asked with an argument."""
        return any(not p.optional and p.default is None for p in self.parameters)

    def requires(self, parameter: Parameter) -> bool:
        """Tell whether a parameter has to be given whatever else is."""
        left_out = parameter.optional or parameter.default is not None
        return not left_out and parameter.name not in self.any_of


def read_head(text: str, source: str) -> Head:
    """Return the head of the query ``text``, which errors call ``source``.

    Raises :class:`UnreadableInput` with line and column where it is absent, is not YAML, or says
    what a head does not know.
    """
    return _Reader(source).head(_lines(text))


def _lines(text: str) -> str:
    """Return the YAML at the start of ``text``, one column narrower than the mark and a space."""
    lines = []
    for line in text.splitlines():
        if not line.startswith(MARK):
            break
        lines.append(line.removeprefix(MARK).removeprefix(" "))
    return "\n".join(lines)


class _Reader:
    """Turns the nodes of one head into its parts; nodes know the place they stand at."""

    def __init__(self, source: str) -> None:
        self._source = source

    def head(self, lines: str) -> Head:
        try:
            root = yaml.compose(lines, _LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            place = _place(mark) if mark else None
            reason = f"the head is not YAML: {error.problem}"
            raise UnreadableInput(self._source, reason, place) from error
        if root is None:
            reason = f"it has no head: lines that start with {MARK!r}"
            raise UnreadableInput(self._source, reason, Position(1, 1))
        entries = self._entries(root, _KEYS)
        nodes, columns = entries.get("parameters"), entries.get("columns")
        parameters = tuple(
            self._parameter(name, node)
            for name, node in (self._entries(nodes) if nodes else {}).items()
        )
        head = Head(
            title=self._required(root, entries, "title"),
            description=self._required(root, entries, "description"),
            parameters=parameters,
            any_of=self._choices(entries.get("any-of"), parameters),
            columns=tuple(
                self._column(name, node)
                for name, node in (self._entries(columns) if columns else {}).items()
            ),
        )
        chart = entries.get("chart")
        return replace(head, chart=self._chart(chart, head.columns)) if chart else head

    def _parameter(self, name: str, node: yaml.Node) -> Parameter:
        if not _NAME.fullmatch(name) or name in _RESERVED:
            raise self._fault(node, f"{name!r} cannot be the name of a parameter")
        entries = self._entries(node, _PARAMETER_KEYS)
        type_ = self._required(node, entries, "type")
        if type_ not in _TYPES:
            known = ", ".join(sorted(_TYPES))
            raise self._fault(entries["type"], f"the type {type_!r} is none of {known}")
        for owner, key in _OWN_KEY.items():
            if (key in entries) != (type_ == owner):
                raise self._fault(node, f"{name}: {key!r} belongs to the type {owner!r} alone")
        if "class" in entries and type_ != "iri":
            raise self._fault(node, f"{name}: 'class' belongs to the type 'iri' alone")
        if "default" in entries and "optional" in entries:
            raise self._fault(node, f"{name}: what has a default is never left out")
        values = entries.get("values")
        return Parameter(
            name=name,
            type=type_,  # type: ignore[arg-type]  # one of _TYPES
            label=self._required(node, entries, "label"),
            description=self._text(entries.get("description")),
            class_iri=self._iri(entries.get("class")),
            scheme=self._iri(entries.get("scheme")),
            values=self._texts(values) if values else (),
            many=self._flag(entries.get("many")),
            optional=self._flag(entries.get("optional")),
            default=self._text(entries["default"]) if "default" in entries else None,
        )

    def _choices(
        self, node: yaml.Node | None, parameters: tuple[Parameter, ...]
    ) -> tuple[str, ...]:
        if node is None:
            return ()
        names = self._texts(node)
        known = {parameter.name: parameter for parameter in parameters}
        if len(set(names)) < max(len(names), 2) or not known.keys() >= set(names):
            raise self._fault(node, "'any-of' names two parameters or more, each once")
        for name in names:
            if known[name].default is not None:
                raise self._fault(node, f"{name}: what is in 'any-of' has no default of its own")
        if len({known[name].optional for name in names}) > 1:
            raise self._fault(node, "what is in 'any-of' is optional together or not at all")
        return names

    def _column(self, name: str, node: yaml.Node) -> Column:
        entries = self._entries(node, ("title", "unit"))
        return Column(name, self._required(node, entries, "title"), self._text(entries.get("unit")))

    def _chart(self, node: yaml.Node, columns: Collection[Column]) -> BarChart:
        entries = self._entries(node, ("type", "label", "value", "title"))
        if self._required(node, entries, "type") != "bar":
            raise self._fault(entries["type"], "the only type of chart is 'bar'")
        label, value = entries.get("label"), self._required(node, entries, "value")
        if isinstance(label, yaml.SequenceNode):
            labels = self._texts(label)
        else:
            labels = (self._required(node, entries, "label"),)
        known = [column.name for column in columns]
        for name in (*labels, value):
            if name not in known:
                raise self._fault(node, f"the chart's {name!r} is none of {', '.join(known)}")
        return BarChart(labels, value, self._text(entries.get("title")))

    def _entries(
        self, node: yaml.Node, known: Collection[str] | None = None
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self._fault(node, "here the head needs keys with values")
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._text(key)
            if known is not None and name not in known:
                raise self._fault(key, f"{name!r} is none of {', '.join(known)}")
            if name in entries:
                raise self._fault(key, f"{name!r} stands here twice")
            entries[name] = value
        return entries

    def _required(self, node: yaml.Node, entries: dict[str, yaml.Node], key: str) -> str:
        text = self._text(entries.get(key))
        if not text:
            raise self._fault(node, f"{key!r} is missing")
        return text

    def _text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            raise self._fault(node, "here the head needs one text")
        return " ".join(str(node.value).split())

    def _texts(self, node: yaml.Node) -> tuple[str, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self._fault(node, "here the head needs a list")
        return tuple(self._text(item) for item in node.value)

    def _flag(self, node: yaml.Node | None) -> bool:
        text = self._text(node) or "false"
        if node is not None and text not in ("true", "false"):
            raise self._fault(node, f"{text!r} is neither true nor false")
        return text == "true"

    def _iri(self, node: yaml.Node | None) -> str | None:
        if node is None:
            return None
        iri = expand(self._text(node))
        if iri is None:
            raise self._fault(node, f"{self._text(node)!r} is no name under a known prefix")
        return iri

    def _fault(self, node: yaml.Node, reason: str) -> UnreadableInput:
        return UnreadableInput(self._source, reason, _place(node.start_mark))


def _place(mark: yaml.Mark) -> Position:
    return Position(mark.line + 1, mark.column + 1 + len(MARK) + 1)
