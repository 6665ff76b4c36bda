"""How a mirror asks its source, and what it refuses to take in."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from symbiograph.changes import words
from symbiograph.changes.following import Mirror
from symbiograph.changes.following.fetching import Source
from symbiograph.cli import main
from symbiograph.cli import mirror as command
from symbiograph.errors import NotFollowable, SourceFailed
from symbiograph.writing.ledger import Ledger

Answer = tuple[int, dict[str, str], bytes]
QUADS = {"Content-Type": "application/n-quads"}


@contextmanager
def answering(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[str]:
    """A server whose answers are made from the path and the headers of a request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answer(self.path, dict(self.headers))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def one_after_the_other(*answers: Answer) -> Callable[[str, dict[str, str]], Answer]:
    rest = iter(answers)
    return lambda *_: next(rest)


def test_a_source_that_is_busy_is_left_alone_as_long_as_it_says() -> None:
    waits: list[float] = []
    answers = one_after_the_other(
        (503, {"Retry-After": "7"}, b""),
        (429, {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, b""),
        (503, {"Retry-After": "100000"}, b""),
        (500, {}, b""),
        (200, QUADS | {"ETag": '"x"'}, b"<urn:a> <urn:b> <urn:c> .\n"),
    )
    with answering(answers) as address:
        fetched = Source(waits.append).fetch(address)
    assert fetched is not None
    assert fetched.tag == '"x"'
    assert waits[:3] == [7, 0, 300]
    assert 2 < waits[3] < 20


def test_it_is_asked_so_often_and_no_more() -> None:
    waits: list[float] = []
    with (
        answering(lambda *_: (502, {}, b"")) as address,
        pytest.raises(SourceFailed, match=r"6 tries: HTTP status 502"),
    ):
        Source(waits.append).fetch(address)
    assert len(waits) == 5


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    answers = one_after_the_other(
        (200, QUADS | {"Content-Length": "10"}, b"<urn:"), (200, QUADS, b"")
    )
    with answering(answers) as address:
        fetched = Source(lambda _: None).fetch(address)
    assert fetched is not None
    assert fetched.body == b""


def test_what_it_has_is_not_sent_again() -> None:
    with answering(
        lambda _, headers: (304 if headers["If-None-Match"] == '"x"' else 500, {}, b"")
    ) as address:
        assert Source().fetch(address, '"x"') is None


def test_redirects_lead_to_web_addresses_only() -> None:
    with (
        answering(lambda *_: (302, {"Location": "file:///etc/hostname"}, b"")) as address,
        pytest.raises(NotFollowable, match="file:///etc/hostname"),
    ):
        Source().fetch(address)
    with (
        answering(lambda path, _: (302, {"Location": path + "x"}, b"")) as address,
        pytest.raises(NotFollowable, match="redirects"),
    ):
        Source().fetch(address)


@pytest.mark.parametrize("address", ["http://[::1", "http://a..b/", "http://", "mailto:x"])
def test_what_is_no_address_is_not_asked_again(address: str) -> None:
    waits: list[float] = []
    with pytest.raises(NotFollowable, match="is no address to ask by HTTP"):
        Source(waits.append).fetch(address)
    assert waits == []


def test_a_fault_is_told_as_the_source_tells_it() -> None:
    problem = {"Content-Type": "application/problem+json"}
    with (
        answering(lambda *_: (404, problem, b'{"detail": "It has moved."}')) as address,
        pytest.raises(SourceFailed, match=r"404\. It has moved\."),
    ):
        Source().fetch(address)


def test_of_a_fault_no_more_is_read_than_tells_it() -> None:
    problem = {"Content-Type": "application/problem+json"}
    document = b'{"detail": "It has moved.", "more": "%s"}' % (b"x" * 1_000_000)
    with (
        answering(lambda *_: (404, problem, document)) as address,
        pytest.raises(SourceFailed, match=r"404\.$"),
    ):
        Source().fetch(address)


STREAM = "/changes/1234"
MEMBER = f"{STREAM}/members/1"


def stream(address: str, page: str, context: str | None = None) -> Callable[..., Answer]:
    """A stream of one page, whose quads are ``page`` with {0} for the address of the service."""
    root = [
        f"<{address}{STREAM}> <{words.TREE}view> <{address}/changes> .",
        *(
            f"<{address}{STREAM}> <{words.LDES}{name}> {context or value} ."
            for name, value in words.CONTEXT.items()
        ),
        f"<{address}/changes> <{words.TREE}relation> _:r .",
        f"_:r <{words.TREE}node> <{address}/page> .",
    ]
    bodies = {"/changes": "\n".join(root), "/page": page.replace("{0}", address)}
    return lambda path, _: (200, QUADS, bodies[path].encode())


def member(number: int = 1, event: str = "Create", held: str = "", status: str = "") -> str:
    node = f"<{{0}}{STREAM}/members/{number}>"
    return "\n".join(
        [
            f"<{{0}}{STREAM}> {words.MEMBER} {node} .",
            f"{node} {words.TYPE} <{words.ACTIVITY}{event}> .",
            f'{node} {words.SEQUENCE} "{number}" .',
            f"{node} {words.SUBJECT} <urn:s> .",
            f"{node} {words.STATUS} {status or words.COMPLETED} .",
            held.replace("{m}", node),
            "",
        ]
    )


HELD = "<urn:s> <urn:p> <urn:o> {m} ."


def mirrored(data_dir: Path, page: str, context: str | None = None) -> None:
    """Follow a stream of one page."""
    made: list[Callable[..., Answer]] = []
    with answering(lambda path, headers: made[0](path, headers)) as address:
        made.append(stream(address, page, context))
        list(Mirror(data_dir, address, 60, Source(lambda _: None)).catch_up())


def test_a_stream_of_one_page_is_taken_in(tmp_path: Path) -> None:
    mirrored(tmp_path, member(held=HELD))
    [(_, change)] = Ledger(tmp_path).since(0)
    assert [str(quad.object) for quad in change.added] == ["<urn:o>"]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("no quads", "is no application/n-quads"),
        (member(), "is no creation, update or deletion"),
        (member(event="Delete", held=HELD), "is no creation, update or deletion"),
        (member(event="Travel", held=HELD), "is no creation, update or deletion"),
        (member(held="<urn:other> <urn:p> <urn:o> {m} ."), "triples of another subject"),
        (member(held=HELD).replace('"1"', '"one"'), "is no whole number"),
        (member(held=HELD).replace('"1"', f'"{10**18}"'), "is no whole number that can be"),
        (member(held=HELD) + member(held=HELD).replace("urn:s", "urn:t"), "2 values of"),
        (member(3, held=HELD), "has no member 1, but later ones"),
    ],
)
def test_what_is_not_as_it_should_be_changes_nothing(
    tmp_path: Path, page: str, message: str
) -> None:
    with pytest.raises(NotFollowable, match=message):
        mirrored(tmp_path, page)
    assert Ledger(tmp_path).head() == 0


@pytest.mark.parametrize(("told", "seconds"), [("0", 1), ("7", 7), ("9" * 18, 86_400)])
def test_it_asks_as_often_as_the_source_wants_within_reason(
    tmp_path: Path, told: str, seconds: int
) -> None:
    def answer(path: str, headers: dict[str, str]) -> Answer:
        status, fields, body = stream(address, member(held=HELD))(path, headers)
        polling = f'<{address}{STREAM}> <{words.LDES}pollingInterval> "{told}" .\n'
        return status, fields, polling.encode() * (path == "/changes") + body

    with answering(answer) as address:
        mirror = Mirror(tmp_path, address, 60, Source(lambda _: None))
        list(mirror.catch_up())
    assert mirror.polling == seconds


def test_half_a_commit_waits_for_the_other_half(tmp_path: Path) -> None:
    mirrored(tmp_path, member(held=HELD, status=words.UNDER_WAY))
    assert Ledger(tmp_path).head() == 0


@contextmanager
def indexed(asked: list[str], fault: Callable[[str], Answer | None]) -> Iterator[str]:
    """A stream whose one commit is on two pages below an index, as long as there is no fault."""
    index = "".join(
        f"<{{0}}/page> <{words.TREE}relation> _:{name} .\n"
        f"_:{name} <{words.TREE}node> <{{0}}/{name}> .\n"
        for name in ("one", "two")
    )
    pages = {"/one": member(1, held=HELD, status=words.UNDER_WAY), "/two": member(2, held=HELD)}

    def answer(path: str, headers: dict[str, str]) -> Answer:
        asked.append(path)
        if (failed := fault(path)) is not None:
            return failed
        if headers.get("If-None-Match") == '"x"':
            return 304, {}, b""
        fields = QUADS | {"ETag": '"x"', "Cache-Control": "immutable"}
        if path in pages:
            return 200, fields, pages[path].replace("{0}", address).encode()
        return 200, fields, stream(address, index)(path, headers)[2]

    with answering(answer) as address:
        yield address


def test_a_mirror_that_was_ended_below_an_index_goes_on_there(tmp_path: Path) -> None:
    """What it has read of the index alone does not count: the source would not send it again."""
    asked: list[str] = []
    gone = {"/two"}
    with indexed(asked, lambda path: (404, {}, b"") if path in gone else None) as address:
        mirror = Mirror(tmp_path, address, 60, Source(lambda _: None))
        with pytest.raises(SourceFailed):
            list(mirror.catch_up())
        gone.clear()
        asked.clear()
        list(mirror.catch_up())
        assert asked == ["/changes", "/page", "/two"]
        assert Ledger(tmp_path).head() == 1
        asked.clear()
        list(mirror.catch_up())
    assert asked == ["/changes"]


def test_what_is_read_anew_goes_on_after_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_PAUSE", 0.01)
    asked: list[str] = []

    def fault(path: str) -> Answer | None:
        if path == "/two" and asked.count(path) == 1:
            return 404, {}, b""
        if path == "/two":
            # It ends once it has taken this in.
            os.kill(os.getpid(), signal.SIGTERM)
        return None

    with indexed(asked, fault) as address:
        arguments = ["mirror", address, "--anew", "--follow", "--data-dir", str(tmp_path)]
        result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "Going on in" in result.output
    assert asked == ["/changes", "/page", "/one", "/two", "/changes", "/page", "/two"]


def test_streams_of_others_are_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(NotFollowable, match="ldes:timestampPath is not"):
        mirrored(tmp_path, "", "<urn:other>")
    with (
        answering(lambda *_: (200, {"Content-Type": "text/html"}, b"<p>")) as address,
        pytest.raises(NotFollowable, match="answered with text/html"),
    ):
        list(Mirror(tmp_path / "x", address, 60, Source()).catch_up())


def test_what_an_earlier_stream_had_goes_with_the_first_commit_of_the_next(
    tmp_path: Path,
) -> None:
    replaced = [("1234", "1234"), ("urn:s", "urn:s")]

    def answer(path: str, headers: dict[str, str]) -> Answer:
        status, fields, body = stream(address, member(held=HELD))(path, headers)
        for before, after in replaced:
            body = body.replace(before.encode(), after.encode())
        return status, fields, body

    with answering(answer) as address:
        for _ in range(2):
            list(Mirror(tmp_path, address, 60, Source(lambda _: None)).catch_up())
            [quad] = Ledger(tmp_path).state().present
            assert str(quad.subject) == f"<{replaced[1][1]}>"
            replaced = [("1234", "5678"), ("urn:s", "urn:t")]
    assert Ledger(tmp_path).head() == 2
