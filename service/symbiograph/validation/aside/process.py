"""The process that judges: one task from standard input, the judgement on standard output."""

from __future__ import annotations

import base64
import gzip
import io
import os
import resource
import sys
import traceback
import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Any, Final

from pyoxigraph import NamedNode, RdfFormat, Triple

from symbiograph.engine.reading import read_quads
from symbiograph.errors import PayloadTooLarge, UnreadableInput
from symbiograph.resources import folder
from symbiograph.validation.aside.messages import MEMORY, question, read, receive, send
from symbiograph.validation.documents import Document, document
from symbiograph.validation.findings import among, findings_as_json, findings_in
from symbiograph.validation.machine import as_turtle, results_as_json
from symbiograph.validation.report import Term
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find

MOST_TRIPLES: Final = 50_000
_MEMORY: Final = 2_000_000_000
_GZIP: Final = b"\x1f\x8b"


def main() -> None:
    """Judge the one task that is sent."""
    # Whatever a library prints must not stand between the messages.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    task = receive(sys.stdin.buffer)
    if task is None:
        return
    _limit(task["seconds"])
    try:
        documents = _documents(task)
        find = _ontology() if task["alone"] else _asked_back(sys.stdin.buffer, output, documents)
        send(output, _judgement(documents, find, task["languages"], task["report"]))
    except UnreadableInput as error:
        place = [error.position.line, error.position.column] if error.position else None
        fault = {"source": error.source, "reason": error.reason, "place": place}
        send(output, {"unreadable": fault})
    except PayloadTooLarge as error:
        send(output, {"too_large": error.message})
    except MemoryError:
        sys.exit(MEMORY)


def _without_message(
    kind: type[BaseException], _: BaseException, trace: TracebackType | None
) -> None:
    """Tell of a defect where it is; what somebody sent may stand in its message."""
    print(kind.__name__, *traceback.format_tb(trace), sep="\n", file=sys.stderr)


def _limit(seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    # Should nobody be left to end it.
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))


def _judgement(
    documents: list[Document], find: Find, languages: list[str], wanted: str
) -> dict[str, Any]:
    findings, report = findings_in(documents, find, languages=languages)
    return {
        "findings": findings_as_json(findings),
        "results": results_as_json(report) if wanted == "results" else [],
        "turtle": as_turtle(report).decode() if wanted == "turtle" else "",
    }


def _documents(task: dict[str, Any]) -> list[Document]:
    documents = list(_read(task))
    triples = sum(len(each.triples) for each in documents)
    if triples > MOST_TRIPLES:
        raise PayloadTooLarge(
            f"There are {triples:,} triples; at most {MOST_TRIPLES:,} are judged at a time. Send "
            "parts, or judge all on your own machine with: symbiograph validate FILE"
        )
    return documents


def _read(task: dict[str, Any]) -> Iterator[Document]:
    for name, content, media_type in task["documents"]:
        data = _unpacked(base64.b64decode(content), name, task["most_bytes"])
        name = name.removesuffix(".gz") or name
        rdf_format = RdfFormat.from_media_type(media_type) if media_type else None
        yield document(name, data, rdf_format)


def _unpacked(content: bytes, name: str, most: int) -> bytes:
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as unpacking:
            data = unpacking.read(most + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableInput(name, "this is not a whole gzip file; pack it anew") from error
    if len(data) > most:
        raise PayloadTooLarge(f"{name} has more than {most:,} bytes once it is unpacked.")
    return data


def _ontology() -> Find:
    files = sorted(folder("ontology").glob("modules/*.ttl"))
    return among(quad.triple for file in files for quad in read_quads(file, one_graph=True))


def _asked_back(there: IO[bytes], back: IO[bytes], documents: list[Document]) -> Find:
    """Return what looks into the graph of those who asked.

    Which terms of the data the graph knows is asked once: most of somebody's own are not in it.
    """
    terms = {str(t) for each in documents for triple in each.triples for t in triple}
    own = {text for text in terms if text.startswith("_:")}
    send(back, {"known": sorted(terms - own)})
    unknown = terms - set(receive(there) or ())
    found: dict[tuple[str | None, ...], list[Triple]] = {}

    def find(subject: Node | None, predicate: NamedNode | None, value: Term | None) -> list[Triple]:
        asked = question(subject, predicate, value)
        if asked[0] in unknown or asked[2] in unknown:
            return []
        if tuple(asked) not in found:
            send(back, {"find": asked})
            found[tuple(asked)] = read(receive(there) or "")
        return found[tuple(asked)]

    return find


if __name__ == "__main__":
    sys.excepthook = _without_message
    main()
