"""Results told in words: where each stands, what is wrong and what to do about it."""

from __future__ import annotations

import re
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.prefixes import PREFIXES
from symbiograph.validation.documents import Document
from symbiograph.validation.findings.edits import change_for
from symbiograph.validation.findings.fault import Change, Fault
from symbiograph.validation.findings.finding import Edit, Finding, Where
from symbiograph.validation.findings.known import TYPE, Known
from symbiograph.validation.findings.lines import Lines
from symbiograph.validation.findings.turtle_text import line_of_turtle, written
from symbiograph.validation.report import Term, ValidationResult
from symbiograph.validation.shapes import SH, Node, Shapes
from symbiograph.validation.surroundings.constraints import Constraints

# After the end of a sentence; the messages of the shapes have no abbreviations.
_SENTENCE: Final = re.compile(r"(?<=[.:!?]) (?=[A-Z`])")
_MOST_CHOICES: Final = 8


class Teller:
    """Tells results about some data in words."""

    def __init__(
        self,
        shapes: Shapes,
        data: frozenset[Triple],
        known: Known,
        documents: Sequence[Document],
    ) -> None:
        self._says = _constraints_of(shapes)
        self._known = known
        self._documents = [(each, Lines(each.text, each.lines)) for each in documents]
        self._about: dict[Node, list[Triple]] = {}
        self._towards: dict[Term, list[Triple]] = {}
        for triple in data:
            self._about.setdefault(cast(Node, triple.subject), []).append(triple)
            self._towards.setdefault(cast(Term, triple.object), []).append(triple)

    def tell(self, result: ValidationResult) -> tuple[Finding, Change | None]:
        """Return the finding, with the change that its edit stands for."""
        triples = self._triples_of(result)
        shape = NamedNode(result.constraint)
        fault = Fault(result, triples, shape, self._says, self._known)
        change = change_for(fault)
        where, prefixes = self._where(result, triples)
        edit = None if change is None else _edit(change, prefixes)
        what, advice = self._message(result)
        if triples and result.value is not None and result.value != result.focus:
            what += f" Here: {written(result.value, prefixes)}."
        how = " ".join(part for part in (_instruction(edit, where), advice) if part)
        how = how or self._in_general(fault)
        finding = Finding(
            result.severity,
            where,
            what,
            how,
            triples[0] if triples else None,
            edit,
            result.constraint,
        )
        return finding, change

    def _message(self, result: ValidationResult) -> tuple[str, str]:
        """Return what is wrong, and what to do as far as the constraint says it."""
        values = self._says.values(NamedNode(result.constraint), "message")
        messages = [value for value in values if isinstance(value, Literal)]
        message = self._known.best(messages).value if messages else result.message
        what, *advice = _SENTENCE.split(message, maxsplit=1)
        return what, "".join(advice)

    def _triples_of(self, result: ValidationResult) -> tuple[Triple, ...]:
        """Return the triples of the data that a result is about, in a fixed order."""
        about = self._about.get(result.focus, [])
        value = result.value
        path = result.path or ""
        if value is not None and value != result.focus:
            found = [t for t in about if t.object == value and path in ("", str(t.predicate))]
            found += [t for t in about if not found and t.predicate == value]
            found += [t for t in about if not found and t.object == value]
            towards = self._towards.get(result.focus, [])
            found += [t for t in towards if not found and t.subject == value]
        elif path:
            steps = re.findall(r"(\^?)(<[^>]*>)", path)
            found = [t for t in about if ("", str(t.predicate)) in steps]
        else:
            aimed = set(self._says.values(NamedNode(result.constraint), "targetSubjectsOf"))
            found = [t for t in about if t.predicate in aimed]
            found += [t for t in about if not found and t.predicate == TYPE]
        return tuple(sorted(found, key=str))

    def _where(
        self, result: ValidationResult, triples: tuple[Triple, ...]
    ) -> tuple[Where, Mapping[str, str]]:
        focus = result.focus
        subject = "[]" if isinstance(focus, BlankNode) else focus.value
        label = self._known.label(focus)
        for document, lines in self._documents:
            here = [triple for triple in triples if triple in document.triples]
            line = lines.of(here[0]) if here else lines.of_thing(focus.value)
            if here or line is not None:
                place = Where(document.source, line, subject=subject, label=label)
                return place, lines.prefixes or PREFIXES
        source = result.place.source if result.place else None
        line = result.place.line if result.place else None
        return Where(source, line, subject=subject, label=label), PREFIXES

    def _in_general(self, fault: Fault) -> str:
        """Say what can be done where the constraint itself does not."""
        for kind in fault.values("class"):
            members = self._known.members(cast(Node, kind))
            if 0 < len(members) <= _MOST_CHOICES:
                names = ", ".join(f"{written(m)} ({self._known.name(m.value)})" for m in members)
                return f"Put one of these there instead: {names}."
            return (
                f"Put the address of a {self._known.name(kind.value)} there that is described in "
                "your file or in this graph; the search on the first page finds those here."
            )
        component = fault.result.component.removeprefix(SH).removesuffix("ConstraintComponent")
        return _GENERAL.get(component, _AT_LEAST)


_AT_LEAST: Final = "Change what the message names, and check again."
_GENERAL: Final = {
    "Datatype": "Write the value in the form that the message shows.",
    "Pattern": "Write the value in the form that the message shows.",
    "MinCount": "Add the value that the message names.",
    "MaxCount": "Keep one of the values and remove the others.",
}

_read: weakref.WeakKeyDictionary[Shapes, Constraints] = weakref.WeakKeyDictionary()


def _constraints_of(shapes: Shapes) -> Constraints:
    if shapes not in _read:
        _read[shapes] = Constraints(shapes)
    return _read[shapes]


def without_edit(finding: Finding) -> Finding:
    """Return a finding for who has written no triples, such as those of a table: no edit of them.

    What to do is told as far as the constraint says it.
    """
    how = finding.how.removeprefix(_instruction(finding.edit, finding.where)).strip()
    return replace(finding, how=how or _AT_LEAST, edit=None)


def _edit(change: Change, prefixes: Mapping[str, str]) -> Edit:
    before, after = (
        "\n".join(line_of_turtle(triple, prefixes) for triple in triples)
        for triples in (change.removed, change.added)
    )
    return Edit(before, after, change.removed, change.added, change.certain)


def _instruction(edit: Edit | None, where: Where) -> str:
    if edit is None:
        return ""
    place = f"In line {where.line}, " if where.line else ""
    if edit.before and edit.after:
        verb = "replace" if edit.certain else "probably replace"
        old, new = _differing(edit)
        return _capital(f"{place}{verb} {old} with {new}.")
    if edit.after:
        lines = "the lines of the suggested edit." if "\n" in edit.after else edit.after
        return f"Add: {lines}" if edit.certain else f"Add, for example: {lines}"
    return _capital(f"{place}remove {edit.before}" if edit.certain else f"{place}keep one of them.")


def _differing(edit: Edit) -> tuple[str, str]:
    """Return the words of the two statements that are not the same."""
    if len(edit.removed) != 1 or len(edit.added) != 1:
        return edit.before, edit.after
    old, new = edit.removed[0], edit.added[0]
    if old.predicate == new.predicate:
        subject = edit.before.rstrip(" .").split(" ", 2)
        return subject[2], edit.after.rstrip(" .").split(" ", 2)[2]
    if old.object == new.object:
        return edit.before.split(" ", 2)[1], edit.after.split(" ", 2)[1]
    return edit.before, edit.after


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
