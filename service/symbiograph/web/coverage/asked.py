"""What a request about coverage asks: of which graph, for what, with which options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from pyoxigraph import NamedNode

from symbiograph.coverage.dataset import with_curriculum
from symbiograph.coverage.questions import PROGRAMME, QUERIES
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.queries import Arguments, NamedQuery, find, read_arguments
from symbiograph.queries.binding import Argument
from symbiograph.web import reader
from symbiograph.web.coverage.uploads import FIELDS, Upload, admit, choices, uploads
from symbiograph.web.queries.preferences import MEMBERS

Texts = Mapping[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """A request: the image that answers it, what it says by name, and the curricula it brings.

    ``choices`` are the skills chosen for texts that were uncertain.
    """

    image: Image
    texts: Texts
    uploads: tuple[Upload, ...]
    choices: Mapping[str, str]

    @property
    def own(self) -> list[NamedNode]:
        """The curricula that came with the request."""
        return [NamedNode(upload.curriculum.iri) for upload in self.uploads]

    @property
    def of_programme(self) -> Texts:
        """What is said of a programme, in which the curricula that came along are taken."""
        texts = {"lang": [language()], **self.texts}
        taken = [*texts.get("units", ()), *(node.value for node in self.own)]
        return {**texts, "units": taken} if taken else texts

    def arguments(self, query: NamedQuery) -> Arguments:
        """Return the arguments of a query; labels come in the reader's language unless told.

        Curricula that came along are the units, or the programmes to compare that are not named.
        """
        names = {parameter.name for parameter in query.head.parameters}
        texts = {name: values for name, values in self.texts.items() if name in names}
        if "lang" in names and "lang" not in texts:
            texts["lang"] = [language()]
        found: dict[str, list[Argument]] = read_arguments(query, texts, self.image)
        if "units" in names and self.own:
            found["units"] = [*found.get("units", ()), *self.own]
        open_ = [name for name in ("first", "second") if name in names and name not in found]
        found |= {name: [own] for name, own in zip(open_, self.own, strict=False)}
        return found


def read(*known: NamedQuery) -> Asked:
    """Return what the current request asks, which may use the parameters of ``known``.

    Raises :class:`BadArgument` for a name that none of them has, and like :func:`uploads`.
    """
    if request.method == "POST":
        admit()
        # A form of the page sends all that it knows, whatever it is asked for.
        known = (*known, PROGRAMME, *map(find, QUERIES.values()))
    names = {parameter.name for query in known for parameter in query.head.parameters}
    texts = {}
    for name, values in request.values.lists():
        if name not in names | MEMBERS | FIELDS:
            allowed = sorted(names | MEMBERS)
            reason = f"There is no parameter {name!r} here; there are {', '.join(allowed)}."
            raise BadArgument(reason, name, allowed)
        given = [value for value in values if value.strip()]
        if given and name in names:
            texts[name] = given
    image = reader.image()
    brought = uploads()
    if brought:
        image = with_curriculum(image, [upload.curriculum for upload in brought])
    return Asked(image, texts, brought, choices() if brought else {})


def language() -> str:
    """Return the reader's best language."""
    return next((tag.partition("-")[0] for tag in reader.languages() if tag != "*"), "en")
