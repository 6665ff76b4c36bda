"""JSON-LD that stands in a web page."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any, Final

from symbiograph.errors import Position, UnreadableInput

_JSON_LD: Final = "application/ld+json"


def embedded_data(page: bytes, name: str) -> bytes:
    """Return the JSON-LD of a web page as one document, in the order of its elements.

    Raises :class:`UnreadableInput` where there is none, and with the place in the page where one
    is no JSON.
    """
    reader = _Reader()
    reader.feed(page.decode(errors="replace"))
    reader.close()
    if not reader.found:
        reason = f"the page holds no data: no <script type={_JSON_LD!r}>. Send the data themselves"
        raise UnreadableInput(name, reason)
    documents: list[Any] = []
    for line, text in reader.found:
        try:
            documents.append(json.loads(text))
        except json.JSONDecodeError as error:
            place = Position(line + error.lineno - 1, error.colno)
            raise UnreadableInput(name, error.msg, place) from error
        except RecursionError as error:
            raise UnreadableInput(name, "it is nested too deeply") from error
        except ValueError as error:
            raise UnreadableInput(name, "a number in it has too many digits") from error
    return json.dumps(
        [one for d in documents for one in (d if isinstance(d, list) else [d])]
    ).encode()


class _Reader(HTMLParser):
    """Gathers the elements with JSON-LD: the line that each begins on, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        media_type = (dict(attrs).get("type") or "").partition(";")[0].strip().lower()
        self._inside = tag == "script" and media_type == _JSON_LD
        if self._inside:
            self.found.append((self.getpos()[0], ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            line, text = self.found[-1]
            self.found[-1] = line, text + data
