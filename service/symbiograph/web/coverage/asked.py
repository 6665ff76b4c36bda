"""What a request about coverage asks: of which graph, for what, with which options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from symbiograph.coverage.dataset import with_curriculum
from symbiograph.coverage.questions import PROGRAMME, QUERIES, taking, with_own
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.queries import Arguments, NamedQuery, find
from symbiograph.web import reader
from symbiograph.web.coverage.uploads import FIELDS, Upload, admit, choices, uploads
from symbiograph.web.queries.preferences import MEMBERS
from symbiograph.web.reader import language

Texts = Mapping[str, Sequence[str]]


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
    def own(self) -> list[str]:
        """The IRIs of the curricula that came with the request."""
        return [upload.curriculum.iri for upload in self.uploads]

    @property
    def of_programme(self) -> Texts:
        """What is said of a programme, in which the curricula that came along are taken."""
        return taking({"lang": [language()], **self.texts}, self.own)

    def arguments(self, query: NamedQuery) -> Arguments:
        """Return the arguments of a query; labels come in the reader's language unless told.

        Curricula that came along are among them: see :func:`with_own`.
        """
        names = {parameter.name for parameter in query.head.parameters}
        texts = {name: values for name, values in self.texts.items() if name in names}
        if "lang" in names and "lang" not in texts:
            texts["lang"] = [language()]
        return with_own(query, texts, self.own, self.image)


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
