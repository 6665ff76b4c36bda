"""Curricula that come with a request. They are read in memory, and gone when it is answered."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import IO, Final

from flask import Request, current_app, request

from symbiograph.coverage.curriculum import BASE, Curriculum, Recogniser, read_curriculum
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.search import LabelIndex
from symbiograph.spreadsheets import MOST_BYTES
from symbiograph.web.reader import image, language

FILE: Final = "curriculum"
# The fields in which a page sends a file back, so that nothing has to be kept here.
NAME: Final = "curriculum_name"
CONTENT: Final = "curriculum_content"
# The texts that somebody was asked about, and the skill chosen for each.
TEXT: Final = "text"
CHOICE: Final = "skill"
FIELDS: Final = frozenset({FILE, NAME, CONTENT, TEXT, CHOICE})
MOST_FILES: Final = 2
_MOST_FIELDS: Final = 2 * MOST_BYTES
_MOST_PARTS: Final = 10_000


class RequestInMemory(Request):
    """A request whose files never go to a disk, however large they are."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return BytesIO()


@dataclass(frozen=True)
class Upload:
    """A file as it came, and the curriculum that was read from it."""

    name: str
    content: bytes
    curriculum: Curriculum

    @property
    def encoded(self) -> str:
        """The content as a field of a form holds it."""
        return base64.b64encode(self.content).decode()


def admit() -> None:
    """Let the body of this request hold as many files as are read, and what a page sends back."""
    request.max_content_length = MOST_FILES * MOST_BYTES + _MOST_FIELDS
    request.max_form_memory_size = _MOST_FIELDS
    request.max_form_parts = _MOST_PARTS


def uploads() -> tuple[Upload, ...]:
    """Return the curricula of the current request, in their order.

    Raises :class:`BadArgument` for too many or for what is no file, and like
    :func:`read_curriculum`.
    """
    if request.method != "POST":
        return ()
    files = [*_files(), *_sent_back()]
    if not files:
        return ()
    if len(files) > MOST_FILES:
        raise BadArgument(f"At most {MOST_FILES} curricula are read at a time.", FILE)
    recogniser = recogniser_of_graph().with_choices(choices(), language())
    return tuple(
        Upload(
            name,
            content,
            read_curriculum(content, name, BASE if not n else f"{BASE}/{n + 1}", recogniser),
        )
        for n, (name, content) in enumerate(files)
    )


def _files() -> list[tuple[str, bytes]]:
    """Return the files that were chosen; a form sends an empty one where none was."""
    files = [(file.filename or "", file.read()) for file in request.files.getlist(FILE)]
    return [(name or "curriculum.csv", content) for name, content in files if name or content]


def _sent_back() -> list[tuple[str, bytes]]:
    """Return the files that a page of ours sends back; a new file takes their place."""
    if any(file.filename for file in request.files.getlist(FILE)):
        return []
    names, contents = request.form.getlist(NAME), request.form.getlist(CONTENT)
    try:
        return [
            (name, base64.b64decode(content, validate=True))
            for name, content in zip(names, contents, strict=True)
        ]
    except (binascii.Error, ValueError):
        raise BadArgument(f"{CONTENT} is no file in Base64 for each {NAME}.", CONTENT) from None


def choices() -> dict[str, str]:
    """Return the skills chosen for texts; an empty choice leaves a text uncertain."""
    texts, choices = request.form.getlist(TEXT), request.form.getlist(CHOICE)
    if len(texts) != len(choices):
        raise BadArgument(f"There are {len(texts)} {TEXT} and {len(choices)} {CHOICE}.", CHOICE)
    return {text: choice for text, choice in zip(texts, choices, strict=True) if choice}


def recogniser_of_graph() -> Recogniser:
    """Return what recognises the skills of the present graph."""
    index: LabelIndex | None = current_app.extensions["symbiograph.index"]
    return _recogniser(image(), index)


@lru_cache(maxsize=1)
def _recogniser(of: Image, index: LabelIndex | None) -> Recogniser:
    """Return the recogniser of the present graph; that of one before is let go."""
    return Recogniser.of(of, index)
