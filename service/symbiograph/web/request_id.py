"""A name for each request, in its answer and in every line that is logged about it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextvars import ContextVar
from itertools import count
from typing import Any, Final

HEADER: Final = "X-Request-ID"
_GIVEN: Final = "HTTP_X_REQUEST_ID"
_ALLOWED: Final = re.compile(r"[A-Za-z0-9._~+/=-]{1,64}")
_START: Final = os.urandom(4).hex()
_number: Final = count()
_current: ContextVar[str] = ContextVar("request_id", default="")


def begin(environ: Mapping[str, Any], name: str = "") -> str:
    """Return the name of the request that begins: ``name``, the client's own, or a new one."""
    given = environ.get(_GIVEN)
    name = name or (given if given and _ALLOWED.fullmatch(given) else _new())
    _current.set(name)
    return name


def current() -> str:
    """Return the name of the request this thread is at, or nothing."""
    return _current.get()


def _new() -> str:
    return f"{_START}-{os.getpid():x}-{next(_number):x}"
