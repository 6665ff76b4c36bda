"""Requests to a store, and what its refusals mean here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO, Final, TypeAlias

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from symbiograph.engine.endpoint.address import Endpoint
from symbiograph.errors import (
    DeadlineExceeded,
    RefusedByStore,
    StoreFailed,
    StoreUnavailable,
    SymbiographError,
)

Fields: TypeAlias = list[tuple[str, str]]

# Seconds to open a connection. How long an answer may take is for the caller to say.
_TO_CONNECT: Final = 5.0
_MOST_OF_A_MESSAGE: Final = 400
_MOST_READ: Final = 4096
# Virtuoso's own time-out, which it answers with status 500.
_TIMED_OUT: Final = "S1T00"
_MARKUP: Final = re.compile(r"<[^>]*>")


class Exchange:
    """Requests to one store, over connections that are kept; for one thread at a time."""

    def __init__(self, endpoint: Endpoint, seconds: float | None = None) -> None:
        """Talk to ``endpoint``; an answer may pause ``seconds``, or as long as it likes."""
        self._timeout = (_TO_CONNECT, seconds)
        self._session = requests.Session()
        # With one of ours, requests does not look into a .netrc for another.
        self._session.auth = _authentication(endpoint)
        # A proxy of the environment is used; compressed answers would cost time on both sides.
        self._session.headers["Accept-Encoding"] = "identity"

    def post(self, address: str, fields: Fields, accept: str) -> requests.Response:
        """Send a form and return the answer, whose body is still to be read.

        Raises :class:`StoreUnavailable`, :class:`StoreFailed`, :class:`RefusedByStore` or
        :class:`DeadlineExceeded`.
        """
        return self.send("POST", address, data=fields, headers={"Accept": accept})

    def send(
        self,
        method: str,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Fields | bytes | IO[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        missing: bool = False,
    ) -> requests.Response:
        """Send a request and return the answer, whose body is still to be read; raises as above.

        With ``missing`` an answer may be 404.
        """
        try:
            response = self._session.request(
                method,
                address,
                params=params,
                data=data,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=self._timeout,
            )
        except requests.RequestException as error:
            raise _unavailable(error) from error
        if missing and response.status_code == 404:
            return response
        if not 200 <= response.status_code < 300:
            raise _refusal(response)
        return response

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


class _Nobody(AuthBase):
    """Asks without a name."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _authentication(endpoint: Endpoint) -> AuthBase:
    if not endpoint.user:
        return _Nobody()
    kind = HTTPDigestAuth if endpoint.digest else HTTPBasicAuth
    return kind(endpoint.user, endpoint.password)


def _unavailable(error: requests.RequestException) -> StoreUnavailable:
    """Return what to tell of ``error``; addresses in it are for the log alone."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return StoreUnavailable("The store behind this service cannot be reached; try again.")
    return StoreUnavailable(
        "The store behind this service gave no answer. Of a write it is not known here whether it "
        "was done; look before sending it again."
    )


def _refusal(response: requests.Response) -> SymbiographError:
    status = response.status_code
    said = _message(response)
    if status in (401, 403):
        return StoreFailed(
            f"The store behind this service does not let it in (status {status}). Its operator "
            "must look at SYMBIOGRAPH_ENDPOINT_USER, …_PASSWORD and …_AUTH, and at the rights of "
            f"that user: {said}"
        )
    if status in (400, 413, 414, 422):
        return RefusedByStore(f"The store behind this service refuses this: {said}")
    if status in (408, 504) or _TIMED_OUT in said:
        return DeadlineExceeded(f"The store behind this service ended this: {said}")
    if status in (429, 503):
        return StoreUnavailable(f"The store behind this service is busy: {said}")
    return StoreFailed(f"The store behind this service answered with status {status}: {said}")


def _message(response: requests.Response) -> str:
    """Return the first paragraph of what the store says, without markup."""
    try:
        body = response.raw.read(_MOST_READ, decode_content=True) or b""
    except (OSError, HTTPError):
        body = b""
    finally:
        response.close()
    plain = _MARKUP.sub(" ", body.decode("utf-8", "replace"))
    # Virtuoso repeats the query after a blank line.
    paragraph = " ".join(plain.strip().partition("\n\n")[0].split())
    return paragraph[:_MOST_OF_A_MESSAGE] or "it gives no reason"
