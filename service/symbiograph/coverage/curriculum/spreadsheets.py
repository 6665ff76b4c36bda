"""Texts in cells that a spreadsheet program would take for formulas.

A text that begins with one of ``= + - @``, a tab or a line break is run as a formula when a CSV
file is opened. An apostrophe before it makes it a text, as OWASP advises under "CSV Injection".
"""

from __future__ import annotations

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_MARK: Final = "'"


def harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet program runs it; a negative number stays one."""
    if not text.lstrip(" ").startswith(_STARTS) or _is_number(text):
        return text
    return _MARK + text


def written_plainly(text: str) -> str:
    """Return the text that :func:`harmless` made harmless."""
    rest = text.removeprefix(_MARK)
    return rest if harmless(rest) == text else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text[:1] in "+-0123456789"
