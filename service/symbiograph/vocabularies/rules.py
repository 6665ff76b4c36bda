"""Rules between vocabularies: SPARQL in files, with a head that says what they keep and lose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from symbiograph.errors import UnreadableInput

_MARK: Final = "#+"
_KEYS: Final = frozenset({"title", "description", "keeps", "lost"})
_PREFIX: Final = re.compile(r"^\s*PREFIX\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
# What is no term: comments, texts, whole IRIs; prefixes are declared in lines of their own.
_ASIDE: Final = re.compile(r"^\s*(?:PREFIX\b|#).*$|\s#\s.*$|\"[^\"\n]*\"|<[^<>\s]*>", re.MULTILINE)
_NAME: Final = re.compile(r"(?<![\w?$.:-])([A-Za-z][\w.-]*):([A-Za-z_][\w.-]*)")


@dataclass(frozen=True)
class Rule:
    """One rule: ``text`` is a CONSTRUCT, or an update where it brings data into one form.

    ``keeps`` are the IRIs of the classes and properties that survive the way there and back;
    ``lost`` tells in words what does not.
    """

    path: Path
    title: str
    description: str
    keeps: tuple[str, ...]
    lost: str
    text: str

    @cached_property
    def speaks_of(self) -> frozenset[str]:
        """The IRIs that the rule names with a prefix."""
        return frozenset(_names(self.text, _ASIDE.sub(" ", self.text)))


def read_rules(folder: Path) -> tuple[Rule, ...]:
    """Return the rules in a folder, by file name; none where there is no folder.

    Raises :class:`UnreadableInput` for a head that is no YAML or lacks a part.
    """
    return tuple(_rule(path) for path in sorted(folder.glob("*.rq")))


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith(_MARK)]
    try:
        head: Any = yaml.safe_load("\n".join(line.removeprefix(_MARK)[1:] for line in lines))
    except yaml.YAMLError as error:
        raise UnreadableInput(path.name, f"its head is no YAML: {error}") from error
    if not isinstance(head, dict) or head.keys() - _KEYS or not {"title", "description"} <= {*head}:
        known = ", ".join(sorted(_KEYS))
        raise UnreadableInput(path.name, f"its head needs title and description, and knows {known}")
    declared = dict(_PREFIX.findall(text))
    keeps = []
    for name in head.get("keeps", []):
        prefix, _, local = str(name).partition(":")
        if prefix not in declared:
            raise UnreadableInput(path.name, f"keeps: no PREFIX is declared for {name!r}")
        keeps.append(declared[prefix] + local)
    lost = " ".join(str(head.get("lost", "")).split())
    return Rule(path, str(head["title"]), str(head["description"]), tuple(keeps), lost, text)


def _names(text: str, plain: str) -> Iterator[str]:
    declared = dict(_PREFIX.findall(text))
    for prefix, local in _NAME.findall(plain):
        if prefix in declared:
            yield declared[prefix] + local.rstrip(".")
