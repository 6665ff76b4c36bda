"""Asking another service, politely: conditionally, with patience, and not sooner than it says."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from time import sleep
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
from requests import Response, Session
from urllib3.exceptions import LocationParseError

from symbiograph.errors import NotFollowable, SourceFailed
from symbiograph.retrying import PASSING, retry_after

_ACCEPT: Final = "application/n-quads, application/trig;q=0.9, application/ld+json;q=0.8"
_TIME_OUT: Final = (10.0, 60.0)
_MOST_BYTES: Final = 200_000_000
_CHUNK: Final = 1 << 16
_MOST_REDIRECTS: Final = 5
_TRIES: Final = 6
_LONGEST_WAIT: Final = 300.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class Fetched(NamedTuple):
    """A document: where it was in the end, its media type, its validator, and whether it lasts."""

    address: str
    media_type: str
    tag: str
    lasts: bool
    body: bytes


class Source:
    """A service that is asked; ``wait`` is called with the seconds to wait before the next try."""

    def __init__(self, wait: Callable[[float], object] = sleep) -> None:
        self._session = Session()
        self._session.headers["User-Agent"] = "symbiograph-mirror"
        self._session.headers["Accept"] = _ACCEPT
        # Passwords of the environment are for others.
        self._session.trust_env = False
        self._wait = wait

    def fetch(self, address: str, tag: str = "") -> Fetched | None:
        """Return the document at an address, ``None`` where it is still that of ``tag``.

        Raises :class:`SourceFailed` once it has been asked often enough.
        """
        headers = {"If-None-Match": tag} if tag else {}
        for number in range(1, _TRIES + 1):
            try:
                return self._fetched(address, headers)
            except _Passing as fault:
                if number == _TRIES:
                    raise SourceFailed(
                        f"{address} could not be read in {_TRIES} tries: {fault}"
                    ) from fault
                # Not all who follow at the same moment.
                jitter = random.uniform(0.5, 1.5)  # noqa: S311 - nothing secret
                seconds = fault.seconds if fault.seconds is not None else 2.0**number * jitter / 2
                self._wait(min(seconds, _LONGEST_WAIT))
        raise AssertionError("the last try returns or raises")

    def _fetched(self, address: str, headers: dict[str, str]) -> Fetched | None:
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                if urlsplit(address).scheme not in ("http", "https"):
                    raise NotFollowable(f"{address} is no address to ask by HTTP.")
                with self._session.get(
                    address, headers=headers, timeout=_TIME_OUT, stream=True, allow_redirects=False
                ) as response:
                    if response.status_code in _REDIRECTS and "Location" in response.headers:
                        address = urljoin(address, response.headers["Location"])
                        continue
                    return _read(address, response)
            except (ValueError, LocationParseError) as error:
                raise NotFollowable(f"{address} is no address to ask by HTTP: {error}.") from error
            except requests.RequestException as error:
                raise _Passing(f"{type(error).__name__}: {error}") from error
        raise NotFollowable(f"{address}: more than {_MOST_REDIRECTS} redirects.")


class _Passing(Exception):
    """A fault that may pass; ``seconds`` is how long the service wants to be left alone."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


def _read(address: str, response: Response) -> Fetched | None:
    status = response.status_code
    if status == 304:
        return None
    if status in PASSING:
        raise _Passing(f"HTTP status {status}", retry_after(response.headers.get("Retry-After")))
    if status != 200:
        raise SourceFailed(
            f"{address} answered with HTTP status {status}. {_told(response)}".strip()
        )
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > _MOST_BYTES:
            raise NotFollowable(f"{address} has more than {_MOST_BYTES:,} bytes.")
    control = response.headers.get("Cache-Control", "")
    return Fetched(
        address,
        response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        response.headers.get("ETag", ""),
        "immutable" in {part.strip().lower() for part in control.split(",")},
        bytes(body),
    )


def _told(response: Response) -> str:
    """Return what a problem document says, nothing of any other answer, or of a long one."""
    if "problem+json" in response.headers.get("Content-Type", ""):
        with suppress(ValueError):
            document = json.loads(next(response.iter_content(_CHUNK), b""))
            if isinstance(document, dict):
                return str(document.get("detail", ""))
    return ""
