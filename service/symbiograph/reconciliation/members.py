"""Members of JSON objects, each with its place for the message that tells what is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from symbiograph.errors import BadRequest

Word = TypeVar("Word", bound=StrEnum)


def parsed(text: str | bytes, place: str) -> Any:
    """Return the value that JSON text stands for; raises :class:`BadRequest`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"{place} is no JSON: {error}.") from error


def object_(value: Any, place: str) -> dict[str, Any]:
    """Return a value that must be an object; raises :class:`BadRequest`."""
    if not isinstance(value, dict):
        raise BadRequest(f"{place} must be an object, not {_kind(value)}.")
    return value


def array(value: Any, place: str) -> list[Any]:
    """Return a value that must be an array; raises :class:`BadRequest`."""
    if not isinstance(value, list):
        raise BadRequest(f"{place} must be an array, not {_kind(value)}.")
    return value


def string(value: Any, place: str) -> str:
    """Return a value that must be a string; raises :class:`BadRequest`."""
    if not isinstance(value, str):
        raise BadRequest(f"{place} must be a string, not {_kind(value)}.")
    return value


def boolean(value: Any, place: str) -> bool:
    """Return a value that must be true or false; raises :class:`BadRequest`."""
    if not isinstance(value, bool):
        raise BadRequest(f"{place} must be true or false, not {_kind(value)}.")
    return value


def positive(value: Any, place: str) -> int:
    """Return a value that must be a positive whole number; raises :class:`BadRequest`."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or value < 1 or value != value // 1:
        raise BadRequest(f"{place} must be a positive whole number, not {json.dumps(value)}.")
    return int(min(value, 1 << 31))


def word(value: Any, kind: type[Word], place: str) -> Word:
    """Return a value that must be one of the words of ``kind``; raises :class:`BadRequest`."""
    try:
        return kind(value)
    except ValueError:
        words = ", ".join(json.dumps(one.value) for one in kind)
        raise BadRequest(f"{place} is {json.dumps(value)}; it may be {words}.") from None


def only(found: dict[str, Any], allowed: Sequence[str], place: str) -> None:
    """Raise :class:`BadRequest` where an object has members that it may not have."""
    strange = [name for name in found if name not in allowed]
    if strange:
        names = ", ".join(map(json.dumps, strange))
        raise BadRequest(f"{place} has {names}; its members may be {', '.join(allowed)}.")


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return "null" if value is None else kinds.get(type(value), "a number")
