"""The description as a page has it: sections of addresses, each with what can be set and tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbiograph.web.openapi.parts import Object

_METHODS: Final = ("get", "put", "post", "patch", "delete")
_QUERY: Final = re.compile(r"/queries/[^/{]+/[^/{]+")


@dataclass(frozen=True)
class Field:
    """A parameter: what it takes in words, and how a form offers it."""

    name: str
    place: str
    required: bool
    description: str
    takes: str
    choices: Sequence[str]
    examples: Sequence[str]

    @property
    def example(self) -> str:
        """Return what stands in the field of a form at first."""
        return self.examples[0] if self.required and self.examples else ""


@dataclass(frozen=True)
class Operation:
    """A method of an address."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    fields: Sequence[Field]
    sends: Sequence[str]
    answers: Sequence[str]
    statuses: Mapping[str, str]
    needs_token: bool

    @property
    def form(self) -> Sequence[Field] | None:
        """Return what a form sends to try this, ``None`` where a form cannot.

        A named query has a form of its own at its address.
        """
        if self.method != "GET" or _QUERY.fullmatch(self.path):
            return None
        if any(field.place == "path" for field in self.fields):
            return None
        return [field for field in self.fields if field.place == "query"]

    @property
    def link(self) -> str | None:
        """Return the path of an example, ``None`` where there is none to follow."""
        if self.method != "GET":
            return None
        path = self.path
        for field in self.fields:
            if field.place == "path":
                chosen = [*field.examples, *field.choices]
                if not chosen:
                    return None
                path = path.replace(f"{{{field.name}}}", chosen[0])
        return path


@dataclass(frozen=True)
class Section:
    """The operations under one tag."""

    name: str
    description: str
    operations: Sequence[Operation]

    @property
    def anchor(self) -> str:
        """Return the name of the section in an address."""
        return "of-" + re.sub(r"[^a-z]+", "-", self.name.lower())


def sections(document: Object) -> list[Section]:
    """Return what an OpenAPI document says, by its tags; tags without operations are left out."""
    found = list(_operations(document))
    made = [
        Section(tag["name"], tag["description"], [o for name, o in found if name == tag["name"]])
        for tag in document["tags"]
    ]
    return [section for section in made if section.operations]


def _operations(document: Object) -> Iterator[tuple[str, Operation]]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                said = item[method]
                parameters = [*item.get("parameters", ()), *said.get("parameters", ())]
                yield said["tags"][0], _operation(document, path, method, said, parameters)


def _operation(
    document: Object, path: str, method: str, said: Object, parameters: Sequence[Object]
) -> Operation:
    answers = {code: _found(document, one) for code, one in said["responses"].items()}
    return Operation(
        name=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        description=said["description"],
        fields=[_field(_found(document, one)) for one in parameters],
        sends=list(said.get("requestBody", {}).get("content", ())),
        answers=list(answers.get("200", {}).get("content", ())),
        statuses={code: one["description"] for code, one in answers.items()},
        needs_token="security" in said,
    )


def _field(said: Object) -> Field:
    schema = said["schema"]
    many = schema.get("type") == "array"
    inner = schema["items"] if many else schema
    example = said.get("example", [])
    return Field(
        name=said["name"],
        place=said["in"],
        required=said["required"],
        description=said["description"],
        takes=("several: " if many else "") + _takes(inner),
        choices=[str(value) for value in inner.get("enum", ())],
        examples=[_text(one) for one in (example if isinstance(example, list) else [example])],
    )


def _takes(schema: Object) -> str:
    kind = str(schema.get("format") or schema.get("type", ""))
    words = "one of these" if "enum" in schema else {"string": "text", "iri": "IRI"}.get(kind, kind)
    default = schema.get("default")
    return words if default is None else f"{words}; {_text(default)} where it is not said"


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _found(document: Object, said: Object) -> Object:
    """Return what a reference names, or the object itself."""
    reference = said.get("$ref")
    if reference is None:
        return said
    _, _, kind, name = reference.split("/")
    found: Object = document["components"][kind][name]
    return found
