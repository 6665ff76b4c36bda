"""The side of those who ask: the process is started, answered, and ended in time."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Timer
from typing import IO, Any, Final, Literal, TypeAlias, cast

from symbiograph.errors import (
    DeadlineExceeded,
    EngineFailed,
    PayloadTooLarge,
    Position,
    UnreadableInput,
)
from symbiograph.validation.aside.messages import DEFECT, answer, receive, send, told_of
from symbiograph.validation.findings import Findings, findings_from_json
from symbiograph.validation.surroundings import Find

# What is written of SHACL's report beside the findings: of many results that takes as long again.
Report: TypeAlias = Literal["", "results", "turtle"]
_COMMAND: Final = (sys.executable, "-m", "symbiograph.validation.aside.process")


@dataclass(frozen=True)
class Sent:
    """What somebody sent: its name, its bytes and its media type, empty where none was stated."""

    name: str
    content: bytes
    media_type: str = ""


@dataclass(frozen=True)
class Judged:
    """The judgement: findings, and the report of SHACL as it was asked for: as data, or Turtle."""

    findings: Findings
    results: list[Any]
    turtle: str


def judged_aside(
    documents: Sequence[Sent],
    find: Find | None,
    *,
    languages: Sequence[str] = (),
    seconds: float,
    most_bytes: int,
    report: Report = "",
) -> Judged:
    """Return the judgement on ``documents`` in the graph that ``find`` looks into.

    Without ``find`` only the ontology's terms stand beside them. Raises :class:`UnreadableInput`
    with the place, :class:`PayloadTooLarge` for more than ``most_bytes`` once unpacked or for too
    many triples, :class:`DeadlineExceeded` and :class:`EngineFailed`.
    """
    task = {
        "documents": [
            [each.name, base64.b64encode(each.content).decode(), each.media_type]
            for each in documents
        ],
        "alone": find is None,
        "languages": list(languages),
        "seconds": seconds,
        "most_bytes": most_bytes,
        "report": report,
    }
    # Nothing of what came with the request stands in the command.
    process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
    late = Timer(seconds, process.kill)
    late.start()
    try:
        outcome = _conversation(process, task, find)
        if outcome is None:
            process.wait()
    finally:
        in_time = late.is_alive()
        late.cancel()
        process.kill()
        process.communicate()
    if outcome is None:
        raise _ended(seconds, in_time, process.returncode)
    return _judged(outcome)


def _conversation(
    process: subprocess.Popen[bytes], task: dict[str, Any], find: Find | None
) -> dict[str, Any] | None:
    there, back = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    try:
        send(there, task)
        while (said := receive(back)) is not None:
            if "find" in said and find:
                send(there, answer(find, said["find"]))
            elif "known" in said and find:
                send(there, told_of(find, said["known"]))
            else:
                return cast(dict[str, Any], said)
    except BrokenPipeError:
        return None
    return None


def _ended(seconds: float, in_time: bool, code: int) -> Exception:
    if in_time and code == DEFECT:
        return RuntimeError("The process that judges met a defect; it has told where.")
    if in_time:
        return EngineFailed(
            "The judgement needed more memory than there is for it. Send the data in parts, or "
            "judge it on your own machine with: symbiograph validate FILE"
        )
    return DeadlineExceeded(
        f"The judgement took longer than {seconds:g} seconds. Send the data in parts, or judge it "
        "on your own machine with: symbiograph validate FILE"
    )


def _judged(outcome: dict[str, Any]) -> Judged:
    fault = outcome.get("unreadable")
    if fault:
        place = Position(*fault["place"]) if fault["place"] else None
        raise UnreadableInput(fault["source"], fault["reason"], place)
    if "too_large" in outcome:
        raise PayloadTooLarge(outcome["too_large"])
    findings = findings_from_json(outcome["findings"])
    return Judged(findings, outcome["results"], outcome["turtle"])
