"""A request in its plainest form, read without taking it from its connection.

Most clients send what this reads: HTTP/1.1, a few fields of visible characters, a body of stated
length. Anything else, however right or wrong, is left to the HTTP server, which has all of RFC 9112
to read it by. What is read here must mean the same there.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

# The most that is looked at; what is longer is left to the server.
MOST: Final = 65_536
_LONGEST_LINE: Final = 8_190
# The server counts the end of the line to a field.
_LONGEST_FIELD: Final = _LONGEST_LINE - len("\r\n")
_MOST_FIELDS: Final = 100
_REQUEST_LINE: Final = re.compile(rb"(GET|HEAD|POST) (/[!\"$-~]*) HTTP/1\.1")
# Without "_", which the server takes for "-" or drops.
_FIELD: Final = re.compile(rb"([!#$%&'*+.^`|~0-9A-Za-z-]+):([ -~\t]*)")
_KEPT: Final = frozenset(
    {b"accept", b"content-length", b"content-type", b"x-forwarded-for", b"x-request-id"}
)
# They change how a request is to be read, or how its connection goes on.
_SPECIAL: Final = re.compile(
    rb"\r\n(?:transfer-encoding|expect|upgrade|trailer|te|connection(?!: *keep-alive *\r\n)) *:",
    re.IGNORECASE,
)


class Unread(Enum):
    """Why there is no plain request in what has come."""

    INCOMPLETE = "there is more to come"
    UNUSUAL = "the server is to read it"


class PlainRequest(NamedTuple):
    """A request whose connection serves another one after it.

    ``fields`` holds the few that a query needs, by their names in small letters. ``length`` counts
    the bytes of the whole.
    """

    method: str
    path: str
    query_string: bytes
    fields: dict[bytes, bytes]
    body: bytes
    length: int

    def field(self, name: bytes) -> str | None:
        """Return the value of a field, or ``None`` where it was not sent."""
        value = self.fields.get(name)
        return None if value is None else value.decode("ascii")


def read_plain(data: bytes) -> PlainRequest | Unread:
    """Return the request that ``data`` begins with."""
    head, end, rest = data.partition(b"\r\n\r\n")
    if not end:
        return Unread.INCOMPLETE if len(data) < MOST else Unread.UNUSUAL
    line, *lines = head.split(b"\r\n")
    request_line = _REQUEST_LINE.fullmatch(line)
    if (
        request_line is None
        or len(line) > _LONGEST_LINE
        or len(lines) > _MOST_FIELDS
        or _SPECIAL.search(data, len(line), len(head) + 2)
    ):
        return Unread.UNUSUAL
    fields = _fields(lines)
    if fields is None:
        return Unread.UNUSUAL
    method, target = request_line.groups()
    size = fields.get(b"content-length", b"0")
    length = len(head) + len(end)
    if not (size.isdigit() and len(size) <= len(str(MOST))) or (size != b"0") != (
        method == b"POST"
    ):
        return Unread.UNUSUAL
    body = rest[: int(size)]
    length += int(size)
    if length > MOST:
        return Unread.UNUSUAL
    if len(body) < int(size):
        return Unread.INCOMPLETE
    path, _, query_string = target.partition(b"?")
    return PlainRequest(method.decode(), path.decode(), query_string, fields, body, length)


def _fields(lines: list[bytes]) -> dict[bytes, bytes] | None:
    """Return the fields kept, or ``None`` where lines are unusual or say a thing twice."""
    fields: dict[bytes, bytes] = {}
    hosts = 0
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None or len(line) > _LONGEST_FIELD:
            return None
        name = field[1].lower()
        hosts += name == b"host"
        if name in _KEPT:
            if name in fields:
                return None
            fields[name] = field[2].strip(b" \t")
    return fields if hosts == 1 else None
