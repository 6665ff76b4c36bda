"""Requests read before the HTTP server: which ones, and that the server reads the same in them."""

from __future__ import annotations

import socket

import pytest
from gunicorn.config import Config
from gunicorn.http import get_parser
from hypothesis import given
from hypothesis import strategies as st

from symbiograph.web.plain_request import MOST, PlainRequest, Unread, read_plain

HOST = b"Host: example.org\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
KEPT = {b"accept", b"content-length", b"content-type", b"x-forwarded-for", b"x-request-id"}
# Like that of the service.
CONFIG = Config()
CONFIG.set("limit_request_line", 8190)
CONFIG.set("limit_request_field_size", 8190)


def post(body: bytes, fields: bytes = FORM, path: bytes = b"/sparql") -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + fields + length + b"\r\n" + body


def get(fields: bytes = b"", target: bytes = b"/sparql?query=ASK%7B%7D") -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + HOST + fields + b"\r\n"


# The bytes of a long request beside its body.
OTHER = len(post(b"a" * 60_000)) - 60_000

PLAIN = {
    "GET": get(),
    "HEAD": b"HEAD / HTTP/1.1\r\n" + HOST + b"\r\n",
    "form": post(b"query=ASK%7B%7D"),
    "query as the body": post(b"ASK {}", b"Content-Type: application/sparql-query\r\n"),
    "body of any bytes": post(bytes(range(256))),
    "body that looks like a head": post(b"\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
    "parameters beside the body": post(b"ASK {}", b"", b"/sparql?format=csv"),
    "all that is kept": get(
        b"Accept: text/csv\r\nContent-Type: text/plain\r\nX-Request-ID: me\r\n"
        b"X-Forwarded-For: 192.0.2.7, 192.0.2.8\r\n"
    ),
    "names in any letters": get(b"aCCEPT: text/csv\r\nx-request-id: me\r\n"),
    "blanks around a value": get(b"Accept:\t text/csv \t\r\nX-Request-ID:me\r\n"),
    "blanks in a value": get(b"Accept: text/csv ,\ttext/html\r\n"),
    "an empty value": get(b"Accept:\r\nX-Request-ID: \r\n"),
    "signs in a name": get(b"X!#$%&'*+.^`|~9: y\r\n"),
    "the connection is kept": get(b"Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n"),
    "the connection is kept, in capitals": get(b"CONNECTION:Keep-Alive \r\n"),
    "names that begin like special ones": get(b"Test: 1\r\nExpected: 2\r\nTrailers: 3\r\n"),
    "GET with no bytes of body": get(b"Content-Length: 0\r\n"),
    "a length with noughts before": b"POST / HTTP/1.1\r\nContent-Length: 002\r\n"
    + HOST
    + b"\r\nab",
    "other fields twice": get(b"Cookie: a\r\nCookie: b\r\n"),
    "two slashes": get(target=b"//sparql?query=x"),
    "question marks": get(target=b"/sparql?query=?x?"),
    "no query": get(target=b"/sparql"),
    "an empty query": get(target=b"/sparql?"),
    "a colon in the path": get(target=b"/a:b//c;d?e;f"),
    "brackets": get(target=b"/[sparql]?query=[]"),
    "percent signs": get(target=b"/%73parql%2F%3F?query=%"),
    "a hundred fields": get(b"A: b\r\n" * 99),
    "as long as a target may be": get(target=b"/" + b"a" * (8190 - len("GET / HTTP/1.1"))),
    "a long field": get(b"X: " + b"y" * (8188 - len("X: ")) + b"\r\n"),
    "as long as a request may be": post(b"a" * (MOST - OTHER)),
}


@pytest.mark.parametrize("data", PLAIN.values(), ids=PLAIN)
@pytest.mark.parametrize("after", [b"", b"GET /next HTTP/1.1\r\n\r\n"], ids=["alone", "followed"])
def test_the_server_reads_the_same(data: bytes, after: bytes) -> None:
    request = read_plain(data + after)
    assert isinstance(request, PlainRequest)
    assert request.length == len(data)
    assert read_by_server(data + after) == (request, after)


def read_by_server(data: bytes) -> tuple[PlainRequest, bytes]:
    """Return what gunicorn reads, and what it leaves; raises what it raises."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * MOST)
        ours.sendall(data)
        ours.shutdown(socket.SHUT_WR)
        parser = get_parser(CONFIG, theirs, ("192.0.2.1", 80))
        request = next(parser)
        assert not request.should_close()
        body = request.body.read()
        rest = parser.unreader.take_buffered()
        while piece := theirs.recv(MOST):
            rest += piece
    fields: dict[bytes, bytes] = {}
    for name, value in request.headers:
        key = name.lower().encode()
        if key in KEPT:
            assert key not in fields
            fields[key] = value.encode("latin-1")
    query = request.query.encode("latin-1")
    length = len(data) - len(rest)
    return PlainRequest(request.method, request.path, query, fields, body, length), rest


def test_what_is_read() -> None:
    assert read_plain(get(b"Accept: text/csv\r\nCookie: a=b\r\n")) == PlainRequest(
        method="GET",
        path="/sparql",
        query_string=b"query=ASK%7B%7D",
        fields={b"accept": b"text/csv"},
        body=b"",
        length=len(get(b"Accept: text/csv\r\nCookie: a=b\r\n")),
    )
    request = read_plain(post(b"ASK {}", b"X-Request-ID:\tme \r\n", b"/sparql?a=b") + b"more")
    assert isinstance(request, PlainRequest)
    assert (request.method, request.path, request.query_string) == ("POST", "/sparql", b"a=b")
    assert request.body == b"ASK {}"
    assert request.field(b"x-request-id") == "me"
    assert request.field(b"content-length") == "6"
    assert request.field(b"accept") is None


@pytest.mark.parametrize("data", [get(b"Accept: text/csv\r\n"), post(b"query=ASK%7B%7D")])
def test_what_has_come_in_part_is_incomplete(data: bytes) -> None:
    assert {read_plain(data[:end]) for end in range(len(data))} == {Unread.INCOMPLETE}


LINE = b"GET / HTTP/1.1\r\n"
UNUSUAL = {
    "nothing but an end": b"\r\n\r\n",
    "an empty line before": b"\r\n" + get(),
    "HTTP/1.0": b"GET / HTTP/1.0\r\n" + HOST + b"\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no version": b"GET /\r\n" + HOST + b"\r\n",
    "another method": b"PUT / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method in small letters": b"get / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a whole address": get(target=b"http://example.org/"),
    "an asterisk": get(target=b"*"),
    "two blanks": b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a blank in the target": get(target=b"/sparql?query=ASK {}"),
    "a byte above ASCII in the target": get(target=b"/\xc3\xa9"),
    "a control character in the target": get(target=b"/\x7f"),
    "a target that is too long": get(target=b"/" + b"a" * (8191 - len("GET / HTTP/1.1"))),
    "a fragment": get(target=b"/sparql?query=ASK%7B%7D#part"),
    "a fragment in the path": get(target=b"/sparql#part"),
    "no host": LINE + b"\r\n",
    "no host but a field": LINE + b"Accept: */*\r\n\r\n",
    "two hosts": get(HOST),
    "chunks": get(b"Transfer-Encoding: chunked\r\n"),
    "chunks and a length": post(b"0\r\n\r\n", b"transfer-encoding: chunked\r\n"),
    "chunks after a blank": get(b"Transfer-Encoding : chunked\r\n"),
    "an expectation": post(b"ASK {}", b"Expect: 100-continue\r\n"),
    "another protocol": get(b"Upgrade: h2c\r\n"),
    "trailers": get(b"Trailer: Expires\r\n"),
    "trailers taken": get(b"TE: trailers\r\n"),
    "the connection ends": get(b"Connection: close\r\n"),
    "the connection ends, after a tab": get(b"connection:\tclose\r\n"),
    "the connection is kept, among others": get(b"Connection: keep-alive, Upgrade\r\n"),
    "something after keep-alive": get(b"Connection: keep-alive-not\r\n"),
    "special as the last field": LINE + HOST + b"Expect: 100-continue\r\n\r\n",
    "special as the first field": LINE + b"Expect: 100-continue\r\n" + HOST + b"\r\n",
    "a folded line": get(b"Accept: text/csv,\r\n text/html\r\n"),
    "a folded line with a colon": get(b"Accept: text/csv\r\n\tX: y\r\n"),
    "no colon": get(b"Accept\r\n"),
    "no name": get(b": text/csv\r\n"),
    "a blank before the colon": get(b"Accept : text/csv\r\n"),
    "a name that is none": get(b"X(y): z\r\n"),
    "a control character": get(b"Accept: text\x00/csv\r\n"),
    "a bare line feed": get(b"Accept: text/csv\nX: y\r\n"),
    "a bare carriage return": get(b"Accept: text/csv\rX: y\r\n"),
    "bare line feeds alone": b"GET / HTTP/1.1\nHost: example.org\n\r\n\r\n",
    "a byte above ASCII": get(b"Accept: text/\xe9\r\n"),
    "too long a line": get(b"X: " + b"y" * 8190 + b"\r\n"),
    "a line that is a little too long": get(b"X: " + b"y" * (8189 - len("X: ")) + b"\r\n"),
    "a name with a low line": get(b"SCRIPT_NAME: /sparql\r\n"),
    "many blanks": get(b"X:" + b" " * 60_000 + b"\x01\r\n"),
    "too many fields": get(b"A: b\r\n" * 100),
    "GET with a body": get(b"Content-Length: 1\r\n") + b"a",
    "HEAD with a body": b"HEAD / HTTP/1.1\r\nContent-Length: 1\r\n" + HOST + b"\r\na",
    "POST without a length": b"POST / HTTP/1.1\r\n" + HOST + b"\r\n",
    "POST without a body": post(b""),
    "more than is looked at": post(b"a" * MOST),
    "a little more than is looked at": post(b"a" * (MOST + 1 - OTHER)),
    "a head without an end": (LINE + b"A: b\r\n" * MOST)[:MOST],
    **{
        f"{name.decode()} twice": post(b"a", name + b": 1\r\n" + name + b": 1\r\n")
        for name in sorted(KEPT)
    },
    **{
        f"a length of {length!r}": b"POST / HTTP/1.1\r\nContent-Length: %b\r\n\r\n" % length
        for length in (
            b"",
            b"+1",
            b"-1",
            b"1_0",
            b"0x1",
            b"1.0",
            b"1, 1",
            b"1 1",
            b"123456",
            b"\xb2",
        )
    },
}


@pytest.mark.parametrize("data", UNUSUAL.values(), ids=UNUSUAL)
def test_the_unusual_is_left_to_the_server(data: bytes) -> None:
    assert read_plain(data) is Unread.UNUSUAL
    assert read_plain(data + get()) is Unread.UNUSUAL


PIECES = st.sampled_from(
    [
        *(
            line + b"\r\n"
            for line in (b"Accept: text/csv", b"accept:", b"X: y", b"X_Y: z", b" folded")
        ),
        *(b"Content-Length: %b\r\n" % size for size in (b"0", b"3", b"03", b"+3", b"3 ")),
        *(b"Connection:%b\r\n" % value for value in (b" keep-alive", b" close", b"\tkeep-alive")),
        b"Transfer-Encoding: chunked\r\n",
        b"X-Request-ID: me\r\n",
        FORM,
        HOST,
        b"\r",
        b"\n",
        b" ",
        b"\t",
        b"\x0b",
        b":",
    ]
)
TARGETS = st.text("/?#%&;:@[].a=", max_size=8).map(lambda text: b"/" + text.encode())


@given(
    method=st.sampled_from([b"GET", b"POST", b"HEAD"]),
    target=TARGETS,
    pieces=st.lists(PIECES, max_size=4),
    body=st.sampled_from([b"", b"abc", b"abcGET / HTTP/1.1\r\nHost: a\r\n\r\n"]),
)
def test_whatever_is_plain_the_server_reads_so(
    method: bytes, target: bytes, pieces: list[bytes], body: bytes
) -> None:
    line = method + b" " + target + b" HTTP/1.1\r\n"
    data = line + HOST + b"".join(pieces) + b"\r\n" + body
    request = read_plain(data)
    if isinstance(request, PlainRequest):
        assert read_by_server(data) == (request, data[request.length :])
