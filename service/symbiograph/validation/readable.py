"""The report for people: counts, then each constraint once, with every thing it is about."""

from __future__ import annotations

import io
import itertools
import json
import re
import textwrap
from typing import Final

from pyoxigraph import BlankNode, NamedNode
from rich.console import Console
from rich.text import Text

from symbiograph.prefixes import shorten
from symbiograph.validation.report import (
    Severity,
    Term,
    ValidationReport,
    ValidationResult,
)

_STYLES: Final = {
    Severity.VIOLATION: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFO: "bold cyan",
}
# A thing more of the same fault tells nobody more; what is left out is counted.
_SHOWN: Final = 20
_LONGEST_VALUE: Final = 80


def as_text(report: ValidationReport) -> str:
    """Return the report as plain text."""
    target = io.StringIO()
    print_report(report, Console(file=target, force_terminal=False, width=100))
    return target.getvalue()


def print_report(report: ValidationReport, console: Console) -> None:
    """Write the report to ``console``, in colours where that is a terminal."""
    _say(console, Text(_summary(report), style="bold"))
    groups = itertools.groupby(report.results, lambda r: (r.severity, r.constraint))
    for (severity, constraint), grouped in groups:
        results = list(grouped)
        title = Text()
        title.append(severity.value.upper(), style=_STYLES[severity])
        title.append(f"  {constraint.rpartition('#')[2]}", style="bold")
        title.append(f"  ({_counted(len({r.focus for r in results}), 'thing')})")
        _say(console, Text(""))
        _say(console, title)
        _say(console, _wrapped(results[0].message, console.width))
        for result in results[:_SHOWN]:
            _say(console, _line(result))
        if len(results) > _SHOWN:
            rest = len(results) - _SHOWN
            _say(console, Text(f"    … and {rest:,} more; --format json lists all", style="dim"))


def _summary(report: ValidationReport) -> str:
    counts = (
        _counted(report.violations, "violation"),
        _counted(report.warnings, "warning"),
        _counted(report.infos, "hint"),
    )
    return f"{', '.join(counts)} in {_counted(report.triples, 'triple')}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _line(result: ValidationResult) -> Text:
    line = Text("    ")
    line.append(_short(result.focus), style="cyan")
    if result.path:
        line.append(f"  {_short_path(result.path)}")
    if result.value is not None and result.value != result.focus:
        line.append(f"  {_short(result.value)}", style="magenta")
    if result.place:
        line.append(f"  {result.place}", style="dim")
    return line


def _short(term: Term) -> str:
    if isinstance(term, NamedNode):
        return shorten(term.value)
    if isinstance(term, BlankNode):
        return "[]"
    cut = len(term.value) > _LONGEST_VALUE
    text = json.dumps(term.value[:_LONGEST_VALUE] + "…" * cut, ensure_ascii=False)
    if term.language:
        return f"{text}@{term.language}"
    datatype = shorten(term.datatype.value)
    return text if datatype == "xsd:string" else f"{text}^^{datatype}"


def _short_path(path: str) -> str:
    return re.sub(r"<([^>]*)>", lambda match: shorten(match[1]), path)


def _wrapped(text: str, width: int) -> Text:
    indent = "  "
    lines = textwrap.wrap(text, width - len(indent), break_on_hyphens=False)
    return Text("\n".join(indent + line for line in lines))


def _say(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True, highlight=False)
