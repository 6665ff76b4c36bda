"""Harvesting over HTTP, from servers that behave and from servers that do not."""

from __future__ import annotations

import gzip
import io
import os
import pty
import socket
import ssl
import subprocess
import sys
import zipfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from certificates import self_signed
from harvesting_servers import Answer, Request, Web, added, run, small, web
from symbiograph.errors import PartnerFailed, PartnerRefused, SettingError, UnreadableInput
from symbiograph.harvesting import Conversation, Limits, Partner, Reach
from symbiograph.harvesting.fetching import fetch
from symbiograph.harvesting.sources import gather
from symbiograph.retrying import pause, retry_after

TURTLE = b'<http://example.org/mash> <http://example.org/name> "mash"@en .\n'
ETAG = {"ETag": '"one"'}


class Harvester:
    """Harvests from this machine, and keeps in mind how long it would have waited."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waited: list[float] = []
        self.shown: list[tuple[str, int | None, int | None]] = []

    @contextmanager
    def conversation(self, limits: Limits, login: str = "") -> Iterator[Conversation]:
        reach = Reach(["127.0.0.1"])
        found = Conversation(
            reach, limits, login, wait=self.waited.append, show=lambda *a: self.shown.append(a)
        )
        try:
            yield found
        finally:
            found.close()

    def triples(self, address: str, limits: Limits | None = None, **more: str) -> list[str]:
        """The triples that an address gives."""
        login = more.pop("login", "")
        with self.conversation(limits or Limits(silence=5), login) as conversation:
            found = gather(Partner("p", address, **more), conversation, self.folder)  # type: ignore[arg-type]
            return sorted(str(quad.triple) for quad in found.quads())


@pytest.fixture
def harvester(tmp_path: Path) -> Harvester:
    return Harvester(tmp_path / "fetched")


@pytest.fixture
def server() -> Iterator[Callable[[Answer], Web]]:
    with ExitStack() as stack:
        yield lambda reply: stack.enter_context(web(reply))


def scripted(*answers: Answer) -> Answer:
    """What gives one answer after the other, and the last one from then on."""
    left = list(answers)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


def good(request: Request) -> None:
    request.answer(TURTLE, fields=ETAG)


def test_what_has_not_changed_is_not_sent_again(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    def reply(request: Request) -> None:
        if request.fields.get("if-none-match") == '"one"':
            request.answer(status=304)
        else:
            good(request)

    partner = server(reply)
    once = harvester.triples(partner.at("/a.ttl"))
    assert harvester.triples(partner.at("/a.ttl")) == once
    assert partner.fields("if-none-match") == [None, '"one"']


@pytest.mark.parametrize(
    "how", ["plain", "marked", "gzip", "twice", "encoded", "zip", "disposition"]
)
def test_dumps_come_in_every_wrapping(
    harvester: Harvester, server: Callable[[Answer], Web], how: str
) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("data/a.ttl", TURTLE)
        made.writestr("data/b.nt.gz", gzip.compress(TURTLE.replace(b"mash>", b"malt>")))
        made.writestr("README.md", "no data")
        made.writestr("__MACOSX/._a.ttl", b"\0")
    octets = {"Content-Type": "application/octet-stream"}
    body, fields, path = {
        "plain": (TURTLE, {"Content-Type": "text/turtle; charset=utf-8"}, "/data"),
        "marked": (BOM_UTF8 + TURTLE, octets, "/data"),
        "gzip": (gzip.compress(BOM_UTF8 + TURTLE), octets, "/data.ttl.gz"),
        "twice": (gzip.compress(gzip.compress(TURTLE)), octets, "/data.ttl.gz"),
        "encoded": (gzip.compress(TURTLE), {"Content-Encoding": "gzip"}, "/data"),
        "zip": (archive.getvalue(), {"Content-Type": "application/zip"}, "/data.zip"),
        "disposition": (
            TURTLE,
            {**octets, "Content-Disposition": 'attachment; filename="a.ttl"'},
            "/get?id=7",
        ),
    }[how]
    partner = server(lambda request: request.answer(body, fields=fields))
    assert len(harvester.triples(partner.at(path))) == (2 if how == "zip" else 1)


def test_a_media_type_that_is_wrong_can_be_said_right(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    partner = server(lambda r: r.answer(TURTLE, fields={"Content-Type": "application/rdf+xml"}))
    with pytest.raises(UnreadableInput):
        harvester.triples(partner.at("/a"))
    assert harvester.triples(partner.at("/a"), media_type="text/turtle")


def test_a_busy_server_is_asked_again_when_it_says(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    partner = server(
        scripted(
            lambda r: r.answer(b"busy", 503, {"Retry-After": "7"}),
            lambda r: r.answer(b"", 429, {"Retry-After": date}),
            lambda r: r.answer(b"", 502),
            lambda r: r.answer(b"", 500),
            good,
        )
    )
    assert harvester.triples(partner.at("/a.ttl"))
    first, second, *rest = harvester.waited
    assert first == 7
    assert 80 < second <= 90
    assert rest == [4, 8]


def test_tries_end_and_a_wait_beyond_the_time_is_not_begun(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    partner = server(lambda r: r.answer(b"gone fishing", 503))
    with pytest.raises(PartnerFailed, match=r"status 503: gone fishing\. Given up after 3 tries"):
        harvester.triples(partner.at("/a.ttl"), Limits(tries=3))
    assert len(partner.asked) == 3
    partner = server(lambda r: r.answer(b"", 503, {"Retry-After": "99999"}))
    with pytest.raises(PartnerFailed, match="harvest again later"):
        harvester.triples(partner.at("/a.ttl"))
    assert len(partner.asked) == 1


@pytest.mark.parametrize(
    ("field", "seconds"), [("120", 120), (None, None), ("soon", None), ("-1", None), ("1.5", None)]
)
def test_retry_after_is_read_as_http_has_it(field: str | None, seconds: float | None) -> None:
    assert retry_after(field) == seconds
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert retry_after("Sun, 22 Nov 2026 12:01:00 GMT", now) == 60
    assert retry_after("Sun, 22 Nov 2026 11:01:00 GMT", now) == 0
    assert [pause(tried, None) for tried in (1, 2, 3, 9)] == [1, 2, 4, 60]


def test_what_broke_off_goes_on_where_it_ended(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    def rest(request: Request) -> None:
        begin = int(request.fields["range"].removeprefix("bytes=").rstrip("-"))
        span = f"bytes {begin}-{len(TURTLE) - 1}/{len(TURTLE)}"
        request.answer(TURTLE[begin:], 206, {**ETAG, "Content-Range": span})

    partner = server(
        scripted(lambda r: r.answer(TURTLE[:20], fields=ETAG, length=len(TURTLE)), rest)
    )
    assert harvester.triples(partner.at("/a.ttl"))
    assert partner.fields("range") == [None, "bytes=20-"]
    assert partner.fields("if-range") == [None, '"one"']


def test_a_harvest_that_was_ended_goes_on_in_the_next_one(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    partner = server(
        scripted(
            lambda r: r.answer(TURTLE[:20], fields=ETAG, length=len(TURTLE)),
            lambda r: r.answer(
                TURTLE[20:], 206, {"Content-Range": f"bytes 20-{len(TURTLE) - 1}/{len(TURTLE)}"}
            ),
        )
    )
    with pytest.raises(PartnerFailed, match="broke off in the middle"):
        harvester.triples(partner.at("/a.ttl"), Limits(tries=1))
    assert harvester.triples(partner.at("/a.ttl"))
    assert len(partner.asked) == 2


def test_the_beginning_of_one_answer_is_not_gone_on_with_by_another(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    new = TURTLE.replace(b"mash", b"malt")
    two = {"ETag": '"two"'}

    def rest(request: Request) -> None:
        if "range" in request.fields:
            request.answer(new[20:], 206, {**two, "Content-Range": f"bytes 20-62/{len(new)}"})
        else:
            request.answer(new, fields=two)

    partner = server(
        scripted(
            lambda r: r.answer(TURTLE[:20], fields=ETAG, length=len(TURTLE)),
            lambda r: r.answer(new, fields=two),
            rest,
        )
    )
    with pytest.raises(PartnerFailed, match="broke off"):
        harvester.triples(partner.at("/a.ttl"), Limits(tries=1))
    with pytest.raises(PartnerFailed, match="more than the 30 bytes"):
        harvester.triples(partner.at("/a.ttl"), Limits(most_bytes=30))
    assert harvester.triples(partner.at("/a.ttl")) == [new.decode().removesuffix(" .\n")]
    assert partner.fields("range") == [None, "bytes=20-", None]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(good, id="no ranges"),
        pytest.param(lambda r: r.answer(b"", 416), id="no such range"),
        pytest.param(lambda r: r.answer(status=304), id="nothing new to what is not there"),
        pytest.param(
            lambda r: r.answer(TURTLE, 206, {"Content-Range": "bytes 0-62/63"}), id="another range"
        ),
    ],
)
def test_a_server_that_cannot_go_on_begins_again(
    harvester: Harvester, server: Callable[[Answer], Web], second: Answer
) -> None:
    partner = server(
        scripted(lambda r: r.answer(TURTLE[:20], fields=ETAG, length=len(TURTLE)), second, good)
    )
    assert len(harvester.triples(partner.at("/a.ttl"))) == 1


def test_silence_is_not_waited_for_longer_than_allowed(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    partner = server(lambda r: r.web.over.wait(60))
    with pytest.raises(PartnerFailed, match=r"has said nothing for 0\.1 seconds"):
        harvester.triples(partner.at("/a.ttl"), Limits(silence=0.1, tries=2))
    assert len(partner.asked) == 2


def test_a_server_that_drips_is_left_after_the_time_for_all(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    def drip(request: Request) -> None:
        request.answer(b"", fields=ETAG, length=10**9)
        while not request.web.over.wait(0.02):
            request.handler.wfile.write(b"#" * 1000)

    partner = server(drip)
    with pytest.raises(PartnerFailed, match="SYMBIOGRAPH_HARVEST_TIMEOUT"):
        harvester.triples(partner.at("/a.ttl"), Limits(seconds=0.3, most_bytes=10**10))


@pytest.mark.parametrize("told", [True, False], ids=["said in the head", "not said"])
def test_more_bytes_than_allowed_are_not_fetched(
    harvester: Harvester, server: Callable[[Answer], Web], told: bool
) -> None:
    def flood(request: Request) -> None:
        if told:
            request.answer(b"", length=10**9)
            return
        request.handler.send_response(200)
        request.handler.end_headers()
        while not request.web.over.is_set():
            request.handler.wfile.write(b"#" * 10_000)

    partner = server(flood)
    with pytest.raises(PartnerFailed, match="more than the 100,000 bytes"):
        harvester.triples(partner.at("/a.ttl"), Limits(most_bytes=100_000))


@pytest.mark.parametrize("form", ["gzip", "zip"])
def test_a_bomb_does_not_go_off(
    harvester: Harvester, server: Callable[[Answer], Web], form: str
) -> None:
    line = b"# nothing but a comment\n" * 100_000
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(5):
            made.writestr(f"{number}.ttl", line)
    body = gzip.compress(line * 5) if form == "gzip" else archive.getvalue()
    assert len(body) < 100_000
    partner = server(lambda r: r.answer(body, fields={"Content-Type": "application/gzip"}))
    with pytest.raises(PartnerFailed, match="unpacks to more than 10,000,000 bytes"):
        harvester.triples(partner.at("/a.ttl"), Limits(most_unpacked=10_000_000))


def archived(kind: int, *changes: tuple[bytes, int, bytes]) -> bytes:
    """A zip archive with a document, changed behind each signature at a distance."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", kind) as made:
        made.writestr("a.ttl", TURTLE * 100)
    found = bytearray(archive.getvalue())
    for signature, distance, content in changes:
        begin = found.index(signature) + distance
        found[begin : begin + len(content)] = content
    return bytes(found)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\x1f\x8bbroken", id="gzip"),
        pytest.param(b"PK\x03\x04broken", id="zip"),
        pytest.param(archived(zipfile.ZIP_STORED, (b"PK\1\2", 42, b"\x14")), id="wrong place"),
        pytest.param(archived(zipfile.ZIP_LZMA, (b"PK\3\4", 60, b"\xff" * 9)), id="broken lzma"),
        pytest.param(
            archived(zipfile.ZIP_STORED, (b"PK\3\4", 8, b"\t"), (b"PK\1\2", 10, b"\t")),
            id="Deflate64",
        ),
    ],
)
def test_an_archive_that_cannot_be_unpacked_is_told(
    harvester: Harvester, server: Callable[[Answer], Web], body: bytes
) -> None:
    partner = server(lambda r: r.answer(body))
    with pytest.raises(UnreadableInput, match="cannot be unpacked"):
        harvester.triples(partner.at("/a.ttl"))


def test_redirects_are_followed_a_few_times(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    def reply(request: Request) -> None:
        left = int(request.path.lstrip("/") or 0)
        request.redirect(f"/{left - 1}") if left else good(request)

    partner = server(reply)
    assert harvester.triples(partner.at("/5"))
    with pytest.raises(PartnerFailed, match="more than 5 times"):
        harvester.triples(partner.at("/6"))


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("http://127.0.0.2:1/a", "127.0.0.2 is not public"),
        ("http://[::1]:1/a", "::1 is not public"),
        ("http://169.254.169.254/latest/meta-data", "169.254.169.254 is not public"),
        ("http://[::ffff:10.0.0.1]/", "10.0.0.1 is not public"),
        ("http://0x7f000002/", "not public|no host that can be found"),
        ("file:///etc/passwd", "no address that starts with http"),
        ("http://[partner/", "leads to, no address"),
    ],
)
def test_a_redirect_to_an_address_that_is_not_public_is_refused(
    harvester: Harvester, server: Callable[[Answer], Web], target: str, part: str
) -> None:
    partner = server(lambda r: r.redirect(target))
    with pytest.raises((PartnerRefused, PartnerFailed), match=part):
        harvester.triples(partner.at("/a"), Limits(tries=1))
    assert len(partner.asked) == 1


def test_a_name_is_judged_by_the_address_that_is_connected_to(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    partner = server(good)
    address = partner.at("/a.ttl", host="localhost")
    with (
        pytest.raises(PartnerRefused, match="localhost leads to"),
        harvester.conversation(Limits()) as allowed,
    ):
        Conversation(Reach(), allowed.limits).opened("GET", address, {})
    assert partner.asked == []
    # The name stays what the server is told, though it is connected to by number.
    assert harvester.triples(address)
    assert partner.fields("host") == [f"localhost:{partner.port}"]


def test_an_address_that_does_not_answer_is_not_the_last_one_tried(
    server: Callable[[Answer], Web], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name has two addresses; at the first one, nobody takes connections."""
    partner = server(good)
    places = [(number, partner.port) for number in ("127.0.0.2", "127.0.0.1")]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
    ask = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: found if host == "two" else ask(host, *a, **k)
    )
    with ExitStack() as stack:
        deaf = stack.enter_context(socket.socket())
        deaf.bind(places[0])
        deaf.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(places[0])
        conversation = Conversation(Reach(["127.0.0.0/8"]), Limits(silence=0.2, tries=1))
        stack.callback(conversation.close)
        response = conversation.opened("GET", partner.at("/a.ttl", host="two"), {})
        assert stack.enter_context(response).status_code == 200
    assert partner.fields("host") == [f"two:{partner.port}"]


@pytest.mark.parametrize(
    ("allowed", "address", "permitted"),
    [
        ("", "8.8.8.8", True),
        ("", "10.0.0.1", False),
        ("", "::1", False),
        ("", "fe80::1%eth0", False),
        ("", "::ffff:127.0.0.1", False),
        ("", "64:ff9b::7f00:1", False),
        ("", "100.64.0.1", False),
        ("10.0.0.0/8", "10.0.0.1", True),
        ("10.0.0.0/8", "::ffff:10.0.0.1", True),
        ("10.0.0.0/8", "192.168.0.1", False),
        ("::1", "::1", True),
    ],
)
def test_what_may_be_reached(allowed: str, address: str, permitted: bool) -> None:
    assert Reach(allowed.split(",")).permits(address) is permitted


def test_an_allowed_address_must_be_one() -> None:
    with pytest.raises(SettingError, match="'partner' is no IP address"):
        Reach(["partner"])


def test_a_login_goes_to_the_host_it_is_for_and_nowhere_else(
    harvester: Harvester, server: Callable[[Answer], Web], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = server(good)
    partner = server(lambda r: r.redirect(other.at("/a.ttl")))
    monkeypatch.setenv("BREWERY", "Bearer secret")
    assert harvester.triples(partner.at("/a.ttl"), login="BREWERY")
    assert partner.fields("authorization") == ["Bearer secret"]
    assert other.fields("authorization") == [None]
    monkeypatch.setenv("BREWERY", "me:secret")
    harvester.triples(other.at("/b.ttl"), login="BREWERY")
    assert other.fields("authorization")[1] == "Basic bWU6c2VjcmV0"
    monkeypatch.setenv("BREWERY", "")
    with pytest.raises(SettingError, match="BREWERY must hold"):
        harvester.triples(other.at("/a.ttl"), login="BREWERY")


def test_tls_speaks_of_the_name_though_a_number_is_connected_to(
    harvester: Harvester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = self_signed(tmp_path)
    context.load_cert_chain(certificate)
    with web(good, context) as partner:
        named, numbered = (
            partner.at("/a.ttl", host=host).replace("http:", "https:")
            for host in ("localhost", "127.0.0.1")
        )
        with pytest.raises(PartnerFailed, match="no secure connection to offer: self-signed"):
            harvester.triples(named)
        assert partner.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
        assert harvester.triples(named)
        with pytest.raises(PartnerFailed, match="no secure connection"):
            harvester.triples(numbered)


def test_what_is_not_there_is_told_at_once(
    harvester: Harvester, server: Callable[[Answer], Web]
) -> None:
    partner = server(lambda r: r.answer(b"<html>", 404, {"Content-Type": "text/html"}))
    with pytest.raises(PartnerFailed, match=r"status 404\. Look whether the address is right"):
        harvester.triples(partner.at("/a.ttl"))
    assert len(partner.asked) == 1
    page = server(lambda r: r.answer(b"<!doctype html><p>", fields={"Content-Type": "text/html"}))
    with pytest.raises(UnreadableInput, match="a web page, not RDF"):
        harvester.triples(page.at("/a"))


def test_progress_is_told(harvester: Harvester, server: Callable[[Answer], Web]) -> None:
    partner = server(good)
    with harvester.conversation(Limits()) as conversation:
        fetched = fetch(conversation, partner.at("/a.ttl"), harvester.folder)
    assert harvester.shown[-1] == (partner.at("/a.ttl"), len(TURTLE), len(TURTLE))
    assert fetched.size == len(TURTLE)


def test_a_terminal_is_shown_how_far_it_is(server: Callable[[Answer], Web], tmp_path: Path) -> None:
    data_dir = small(tmp_path / "data")
    partner = server(scripted(lambda r: r.answer(b"", 503, {"Retry-After": "0"}), good))
    added(data_dir, "brewery", partner.at("/a.ttl"))
    command = [sys.executable, "-m", "symbiograph", "harvest", "--data-dir", str(data_dir)]
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(command, stderr=theirs, stdout=subprocess.PIPE, timeout=60)
        shown = os.read(ours, 100_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0
    assert "again in 0 s" in " ".join(shown.split())
    assert "brewery: http" in shown, "the bar says what is fetched"
    # What goes wrong is told where there is no terminal, too; progress is not.
    assert b"commit 1" in done.stdout


def test_the_command_refuses_and_is_allowed(
    server: Callable[[Answer], Web], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = small(tmp_path / "data")
    partner = server(good)
    run(data_dir, "partner", "add", "brewery", "--source", partner.at("/a.ttl"))
    refused = run(data_dir, "harvest")
    assert refused.exit_code == 2
    assert "--allow 127.0.0.1" in refused.stderr
    monkeypatch.setenv("SYMBIOGRAPH_HARVEST_ALLOWED", "10.0.0.0/8, 127.0.0.1")
    missing = run(data_dir, "harvest")
    assert missing.exit_code == 1, "it has no licence"
    added(data_dir, "brewery", partner.at("/a.ttl"), "--replace")
    monkeypatch.delenv("SYMBIOGRAPH_HARVEST_ALLOWED")
    assert run(data_dir, "harvest").exit_code == 0
