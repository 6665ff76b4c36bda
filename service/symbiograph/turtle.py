"""The one layout of Turtle files in this project, so that a change reads as its own lines.

rdflib's canonical long Turtle: prefixes, subjects, predicates and objects sorted, one object a
line, blank nodes inlined. Comment lines at the top of a file are kept; others cannot be, so notes
belong into ``skos:note`` or ``rdfs:comment``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph
import rdflib

from symbiograph.errors import Position, UnreadableInput
from symbiograph.prefixes import PREFIXES

# Files hold absolute IRIs; a relative one becomes visible under this base.
_NO_BASE = "urn:relative:"


def formatted(text: str, source: str = "<text>") -> str:
    """Return ``text``, a Turtle document, in the project's layout.

    Raises :class:`UnreadableInput` with the place where ``text`` is not Turtle.
    """
    _check_syntax(text, source)
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.parse(data=text, format="turtle", publicID=_NO_BASE)
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    body = graph.serialize(format="longturtle", canon=True)
    return _leading_comments(text) + _tidied(body).strip("\n") + "\n"


def _check_syntax(text: str, source: str) -> None:
    """Parse with the strict parser, whose errors carry a line and a column."""
    try:
        for _ in pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE, base_iri=_NO_BASE):
            pass
    except SyntaxError as error:
        position = Position(error.lineno or 1, error.offset or 1)
        raise UnreadableInput(source, error.msg, position) from error


def _leading_comments(text: str) -> str:
    kept = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        kept.append(line.rstrip())
    return "".join(f"{line}\n" for line in kept) + ("\n" if kept else "")


def _tidied(text: str) -> str:
    """Strip line ends and stray empty lines, except inside long strings, where they are content."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        if lines and lines[-1].startswith("PREFIX ") and not line.startswith("PREFIX "):
            lines.append("")
        opens = line.count('"""') % 2 == 1
        if inside or opens:
            lines.append(line)
            inside ^= opens
        elif line.strip():
            lines.append(line.rstrip())
            if line == ".":
                lines.append("")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Rewrite files, or with ``--check`` name those out of layout; return the exit code."""
    check = "--check" in arguments
    changed = 0
    for name in (a for a in arguments if a != "--check"):
        path = Path(name)
        text = path.read_text(encoding="utf-8")
        try:
            new = formatted(text, name)
        except UnreadableInput as error:
            print(error.message, file=sys.stderr)
            return 2
        if new == text:
            continue
        changed += 1
        if check:
            print(f"{name}: not in the project's layout; run 'make format'")
        else:
            path.write_text(new, encoding="utf-8")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
