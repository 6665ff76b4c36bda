"""Whom ``SERVICE`` may ask, and what becomes of a query when that one does not do its part."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions

from other_endpoint import Reply, answer, endpoint, of_graph
from symbiograph.engine.federation import Endpoint, Federated, Federation
from symbiograph.engine.federation.endpoints import is_public
from symbiograph.engine.image import Image
from symbiograph.errors import RemoteServiceFailed, SettingError
from symbiograph.settings import Settings

REFUSED, UNUSABLE = "refused", "unusable"
GRAPH = '<urn:a> <urn:p> <urn:b> , "x"@en , 7 .'


def _rows(iri: str, *, silent: bool = False, **limits: float) -> list[str]:
    source = Federated(Image.empty(), Federation((Endpoint.of(iri),), **limits))  # type: ignore[arg-type]
    found = source.query(f"SELECT ?o {{ SERVICE {'SILENT' * silent} <{iri}> {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions)
    return sorted(str(row[0]) for row in found)


@contextmanager
def _listening(iri: str) -> Iterator[str]:
    """Listen on a port and say nothing; give ``iri`` with that port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield iri.format(listener.getsockname()[1])


# Asking


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_results_of_every_format_that_holds_terms(form: str) -> None:
    written = QueryResultsFormat.from_extension(form)
    assert written is not None
    with endpoint(of_graph(GRAPH, written)) as elsewhere:
        integer = "<http://www.w3.org/2001/XMLSchema#integer>"
        assert _rows(elsewhere.iri) == [f'"7"^^{integer}', '"x"@en', "<urn:b>"]


def test_nothing_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with _listening("http://127.0.0.1:{}") as proxy, endpoint(of_graph(GRAPH)) as elsewhere:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("ALL_PROXY", proxy)
        assert len(_rows(elsewhere.iri)) == 3
        [headers] = elsewhere.headers
    assert headers["User-Agent"].startswith("symbiograph/")
    assert headers["Accept"].startswith("application/sparql-results+json,")
    assert headers.keys() == {
        "Host",
        "Accept",
        "Accept-Encoding",
        "Content-Length",
        "Content-Type",
        "User-Agent",
    }


# Failing


def _status(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b"Virtuoso 37000 Error SP030:\n  syntax error", "text/plain", 400)


def _page(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b"<html>down</html>", "text/html", 503)


def _redirect(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.send_response(301)
    handler.send_header("Location", "https://example.org/sparql")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _boolean(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b'{"head":{},"boolean":true}')


def _csv(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b"o\r\nurn:b\r\n", "text/csv")


def _login(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b"<html>Who are you?</html>", "text/html")


def _half_json(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"uri","val')


def _bad_iri(handler: BaseHTTPRequestHandler, _: str) -> None:
    row = b'{"o":{"type":"uri","value":"urn:a> } DROP ALL #"}}'
    answer(handler, b'{"head":{"vars":["o"]},"results":{"bindings":[' + row + b"]}}")


def _blank_in_triple(handler: BaseHTTPRequestHandler, _: str) -> None:
    blank, iri = b'{"type":"bnode","value":"b"}', b'{"type":"uri","value":"urn:p"}'
    triple = b'{"subject":%s,"predicate":%s,"object":%s}' % (blank, iri, iri)
    row = b'{"o":{"type":"triple","value":%s}}' % triple
    answer(handler, b'{"head":{"vars":["o"]},"results":{"bindings":[%s]}}' % row)


def _cut(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/tab-separated-values")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"?o\n<urn:b>\n")
    handler.close_connection = True


def _cut_chunks(handler: BaseHTTPRequestHandler, _: str) -> None:
    _begin_chunks(handler)
    handler.wfile.write(b"b\r\n?o\n<urn:b>\n\r\n")
    handler.close_connection = True


def _without_end(handler: BaseHTTPRequestHandler, _: str) -> None:
    _begin_chunks(handler)
    handler.wfile.write(b"3\r\n?o\n\r\n")
    while True:
        handler.wfile.write(b"8\r\n<urn:b>\n\r\n")


def _begin_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/tab-separated-values")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()


def _no_http(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    handler.close_connection = True


@pytest.mark.parametrize(
    ("reply", "said", "outcome"),
    [
        (_status, "status 400: Virtuoso 37000 Error SP030: syntax error. SERVICE SILENT", REFUSED),
        (_page, "status 503. SERVICE SILENT", REFUSED),
        (_redirect, "redirects to https://example.org/sparql, which is not followed", REFUSED),
        (_boolean, "true or false", UNUSABLE),
        (_csv, "of the type text/csv, which holds no solutions", UNUSABLE),
        (_login, "of the type text/html, which", UNUSABLE),
        (_half_json, "its result cannot be read", UNUSABLE),
        (_bad_iri, "its result cannot be read: Invalid uri", UNUSABLE),
        (_blank_in_triple, "a triple term with a blank node", UNUSABLE),
        (_cut, "broke off in the middle", UNUSABLE),
        (_cut_chunks, "broke off in the middle", UNUSABLE),
        (_without_end, "longer than 100000 bytes", UNUSABLE),
        (_no_http, "not HTTP", UNUSABLE),
    ],
)
def test_what_an_endpoint_does_wrong_is_told(reply: Reply, said: str, outcome: str) -> None:
    with endpoint(reply) as elsewhere:
        with pytest.raises(RemoteServiceFailed) as caught:
            _rows(elsewhere.iri, most_bytes=100_000)
        assert caught.value.message.startswith("line 1, column 13: <http://127.0.0.1:")
        assert said in caught.value.message
        assert caught.value.members["endpoint"] == elsewhere.iri
        [source] = caught.value.sources
        told = source["endpoint"], source["outcome"], source["rows"], source["requests"]
        assert told == (elsewhere.iri, outcome, 0, 1)
        assert f", but {source['said']}. SERVICE SILENT" in caught.value.message
        assert _rows(elsewhere.iri, silent=True, most_bytes=100_000) == ["None"]


def test_an_endpoint_that_never_answers_is_left() -> None:
    with _listening("http://127.0.0.1:{}/sparql") as iri:
        with pytest.raises(RemoteServiceFailed, match=r"not answered within 0\.1 seconds"):
            _rows(iri, seconds=0.1)
        assert _rows(iri, silent=True, seconds=0.1) == ["None"]


def test_an_endpoint_that_never_comes_to_an_end_is_left() -> None:
    with endpoint(_without_end) as elsewhere, pytest.raises(RemoteServiceFailed, match="within"):
        _rows(elsewhere.iri, seconds=0.1, most_bytes=1 << 40)


def test_nobody_listens() -> None:
    with _listening("http://127.0.0.1:{}/sparql") as iri:
        pass
    with pytest.raises(RemoteServiceFailed, match="no connection: Connection refused"):
        _rows(iri)


# Whom to ask


def test_a_name_that_leads_to_a_private_address_is_refused_before_anything_is_sent() -> None:
    with endpoint(of_graph(GRAPH)) as elsewhere:
        # The resolver takes this for 127.0.0.1; it is no address as addresses are written.
        with pytest.raises(RemoteServiceFailed, match=r"leads to 127\.0\.0\.1, an address"):
            _rows(f"http://127.1:{elsewhere.port}/sparql")
        assert elsewhere.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_a_private_address_may_be_listed_as_such(host: str) -> None:
    with endpoint(of_graph(GRAPH)) as elsewhere:
        assert len(_rows(f"http://{host}:{elsewhere.port}/sparql")) == 3


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nobody binds to it
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("iri", "normal"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("https://example.org:443/sparql", "https://example.org/sparql"),
        ("http://example.org:8890/sparql?a=B", "http://example.org:8890/sparql?a=B"),
        ("http://[::1]:80/Sparql", "http://[::1]/Sparql"),
    ],
)
def test_equal_endpoints_have_one_iri(iri: str, normal: str) -> None:
    assert Endpoint.of(iri).iri == normal
    assert Endpoint.of(normal) == Endpoint.of(iri)


@pytest.mark.parametrize(
    ("iri", "private"),
    [
        ("http://example.org/", False),
        ("http://example.org:8890/", False),
        ("http://10.0.0.1/", True),
        ("http://[fd00::1]/", True),
        ("http://store:8890/", True),
        ("http://store.internal/", True),
        ("http://2130706433.org/", False),
    ],
)
def test_which_listing_means_a_private_address(iri: str, private: bool) -> None:
    assert Endpoint.of(iri).may_be_private is private


def test_the_setting_lists_endpoints() -> None:
    given = " https://a.org/sparql , HTTP://b.org:80/x,https://a.org/sparql,"
    federation = Federation.of(Settings(service_allowed=given, service_timeout=3))
    assert [e.iri for e in federation.endpoints] == ["https://a.org/sparql", "http://b.org/x"]
    assert federation.seconds == 3
    assert Federation.of(Settings()).endpoints == ()


@pytest.mark.parametrize(
    "entry",
    [
        "ftp://a.org/",
        "//a.org/",
        "sparql",
        "http://",
        "http://user:secret@a.org/",
        "http://a.org/#x",
        "http://a.org:x/",
        "http://a.org:99999/",
        "http://a..org/",
        "http://a.org/ä",
        "http://a.org/<b>",
        "http://[::1/",
    ],
)
def test_what_is_no_endpoint_is_told(entry: str) -> None:
    with pytest.raises(SettingError, match=r"SYMBIOGRAPH_SERVICE_ALLOWED: .* is no address"):
        Federation.of(Settings(service_allowed=f"https://a.org/,{entry}"))


def test_a_timeout_of_nothing_is_refused() -> None:
    with pytest.raises(SettingError, match="SERVICE_TIMEOUT must be above zero"):
        Federation.of(Settings(service_timeout=0))
