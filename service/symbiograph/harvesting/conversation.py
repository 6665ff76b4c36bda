"""A conversation with one partner's servers: redirects, tries, waits, and what it may cost."""

from __future__ import annotations

import importlib.metadata
import os
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import HTTPError

from symbiograph.errors import PartnerFailed, PartnerTooBusy, SettingError
from symbiograph.harvesting.addresses import Reach, session
from symbiograph.harvesting.limits import Limits
from symbiograph.retrying import PASSING, pause, retry_after

_T = TypeVar("_T")
_BLOCK: Final = 65_536
_MOST_HOPS: Final = 5
_MOST_TOLD: Final = 300
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD: Final = frozenset({307, 308})


class Interrupted(Exception):
    """A try that failed and may succeed later; ``after`` are the seconds the server asks for.

    ``reached`` tells that there is a server, so that it may give less rather than nothing.
    """

    def __init__(self, reason: str, after: float | None = None, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.after = after
        self.reached = reached


def _silent(_: str, __: int | None = None, ___: int | None = None) -> None:
    """Show nothing."""


@dataclass
class Conversation:
    """What is asked of one partner, in all its requests together; ``asked`` are the addresses.

    ``wait`` is how seconds pass between tries; ``show`` is told what happens, with the bytes had
    and the bytes there will be where these are known.
    """

    reach: Reach
    limits: Limits
    login: str = ""
    wait: Callable[[float], None] = sleep
    show: Callable[[str, int | None, int | None], None] = _silent
    asked: set[str] = field(default_factory=set, init=False)
    _spent: int = field(default=0, init=False)
    _end: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._session = session(self.reach)
        self._session.headers.update({"User-Agent": _user_agent(), "Accept-Encoding": "identity"})
        self._authorization = _authorization(self.login)
        self._end = monotonic() + self.limits.seconds

    def tried(self, work: Callable[[], _T]) -> _T:
        """Return what ``work`` does, tried again after each :class:`Interrupted`.

        Raises :class:`PartnerTooBusy` after the last try, :class:`PartnerFailed` once time is up.
        """
        number = 1
        while True:
            try:
                return work()
            except Interrupted as fault:
                if number >= self.limits.tries:
                    kind = PartnerTooBusy if fault.reached else PartnerFailed
                    raise kind(f"{fault}. Given up after {number} tries.") from fault
                seconds = pause(number, fault.after)
                if monotonic() + seconds > self._end:
                    raise PartnerFailed(
                        f"{fault}. To wait {seconds:,.0f} seconds for another try is longer than "
                        f"this harvest may take ({self.limits.seconds:,.0f} seconds in all); "
                        "harvest again later."
                    ) from fault
                self.show(f"{fault}; again in {seconds:,.0f} s", None, None)
                self.wait(seconds)
                number += 1

    def opened(
        self,
        method: str,
        address: str,
        fields: Mapping[str, str],
        *,
        form: list[tuple[str, str]] | None = None,
        also: Set[int] = frozenset(),
    ) -> requests.Response:
        """Return an answer, whose body is still to be read: of status 200, or one of ``also``.

        Redirects are followed, each judged like the first address. Raises :class:`Interrupted`,
        :class:`PartnerFailed` and :class:`PartnerRefused`.
        """
        first = address
        self.asked.add(first)
        for _ in range(_MOST_HOPS + 1):
            response = self._sent(method, address, fields, form, first)
            if response.status_code not in _REDIRECTS:
                return _usable(response, also)
            target = urljoin(address, response.headers.get("Location", ""))
            status = response.status_code
            response.close()
            if method == "POST" and status not in _KEEP_METHOD:
                raise PartnerFailed(f"{address} redirects to {target}; give that address itself.")
            if address.startswith("https:") and not target.startswith("https:"):
                raise PartnerFailed(f"{address} redirects to {target}, which is not secure.")
            address = target
        raise PartnerFailed(f"{first} redirects more than {_MOST_HOPS} times.")

    def _sent(
        self,
        method: str,
        address: str,
        fields: Mapping[str, str],
        form: list[tuple[str, str]] | None,
        first: str,
    ) -> requests.Response:
        if not address.startswith(("http://", "https://")):
            raise PartnerFailed(f"{address} is no address that starts with http:// or https://.")
        self.require_time()
        try:
            # What proves who we are is for the host that it was given for.
            same = urlsplit(address).netloc == urlsplit(first).netloc
            return self._session.request(
                method,
                address,
                params=form if method == "GET" else None,
                data=form if method == "POST" else None,
                headers=dict(fields),
                auth=self._authorization if same else None,
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.to_connect, self.limits.silence),
            )
        except requests.exceptions.SSLError as error:
            raise PartnerFailed(_reason(address, error, self.limits) + ".") from error
        except (requests.ConnectionError, requests.Timeout) as error:
            reached = isinstance(error, requests.ReadTimeout)
            reason = _reason(address, error, self.limits)
            raise Interrupted(reason, reached=reached) from error
        except requests.RequestException as error:
            raise PartnerFailed(f"{address} cannot be asked: {error}") from error
        except ValueError as error:
            # Of the library, which reads where a redirect leads.
            raise PartnerFailed(f"{address} is, or leads to, no address: {error}.") from error

    def require_time(self) -> None:
        """Raise :class:`PartnerFailed` once the whole takes too long."""
        if monotonic() > self._end:
            raise PartnerFailed(
                f"Fetching takes longer than {self.limits.seconds:,.0f} seconds, the most that "
                "one partner may (SYMBIOGRAPH_HARVEST_TIMEOUT). What was fetched is kept: harvest "
                "again to go on."
            )

    def require_room(self, address: str, size: int) -> None:
        """Raise :class:`PartnerFailed` where ``size`` bytes more are more than may be fetched."""
        if self._spent + size > self.limits.most_bytes:
            raise PartnerFailed(
                f"{address} gives more than the {self.limits.most_bytes:,} bytes that are fetched "
                "from one partner; if that is meant, raise SYMBIOGRAPH_HARVEST_MAX_BYTES."
            )

    def spend(self, size: int) -> None:
        """Count bytes that were fetched."""
        self._spent += size

    def progress(self, address: str, size: int, total: int | None) -> None:
        """Show how far a body is read."""
        self.show(address, size, total)

    def close(self) -> None:
        """Hang up."""
        self._session.close()


def body_blocks(conversation: Conversation, response: requests.Response) -> Iterator[bytes]:
    """Yield the body of an answer as it is sent; raises :class:`Interrupted` if it breaks off."""
    try:
        for block in response.raw.stream(_BLOCK, decode_content=False):
            conversation.require_time()
            yield block
    except (HTTPError, OSError) as error:
        raise Interrupted(_reason(response.url, error, conversation.limits)) from error


def whole_number(text: str | None) -> int | None:
    """Return the number that a server has written; ``None`` for what is none, or is no size."""
    return int(text) if text and _NUMBER.fullmatch(text) else None


def _usable(response: requests.Response, also: Set[int]) -> requests.Response:
    status = response.status_code
    if status == 200 or status in also:
        return response
    with response:
        said = _said(response)
        after = retry_after(response.headers.get("Retry-After"))
    told = f"{response.url} answered with status {status}{said}"
    if status in PASSING:
        raise Interrupted(told, after)
    if status in (401, 403):
        raise PartnerFailed(
            f"{told}. If it asks for a login, name the environment variable that holds it: --login."
        )
    raise PartnerFailed(f"{told}. Look whether the address is right.")


def _said(response: requests.Response) -> str:
    if "html" in response.headers.get("Content-Type", ""):
        return ""
    try:
        text = response.raw.read(_MOST_TOLD * 4, decode_content=True)
    except (HTTPError, OSError):
        return ""
    told = " ".join(text.decode("utf-8", "replace").split())[:_MOST_TOLD].rstrip(".")
    return f": {told}" if told else ""


def _reason(address: str, error: Exception, limits: Limits) -> str:
    text = str(error)
    if isinstance(error, requests.Timeout) or "timed out" in text:
        return f"{address} has said nothing for {limits.silence:g} seconds"
    if "NameResolution" in text:
        return f"{urlsplit(address).hostname} is no host that can be found"
    if "IncompleteRead" in text or "Connection broken" in text:
        return f"{address} broke off in the middle of its answer"
    if isinstance(error, requests.exceptions.SSLError):
        return f"{address} has no secure connection to offer: {_last(text)}"
    return f"{address} cannot be reached: {_last(text)}"


def _last(text: str) -> str:
    reason = text.rpartition(": ")[2].partition(" (_ssl.c")[0]
    return reason.strip("')\" ") or "no reason is given"


def _authorization(
    variable: str,
) -> Callable[[requests.PreparedRequest], requests.PreparedRequest] | None:
    if not variable:
        return None
    secret = os.environ.get(variable, "")
    user, colon, password = secret.partition(":")
    if secret.startswith("Bearer "):
        return _Bearer(secret)
    if not colon:
        raise SettingError(
            f"The environment variable {variable} must hold user:password, or Bearer and a token."
        )
    return HTTPBasicAuth(user, password)


class _Bearer:
    """Sends a token as it stands."""

    def __init__(self, field: str) -> None:
        self._field = field

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._field
        return request


def _user_agent() -> str:
    version = importlib.metadata.version("symbiograph")
    return f"symbiograph/{version} (+https://w3id.org/symbiograph/)"
