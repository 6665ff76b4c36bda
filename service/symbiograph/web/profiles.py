"""A thing in a vocabulary that others use: ``?vocabulary=elm``, or the header ``Accept-Profile``.

After W3C's Content Negotiation by Profile: a profile is the namespace of a vocabulary, and the
answer names it in a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from flask import Response, redirect, request
from pyoxigraph import DefaultGraph, NamedNode, Store, Triple
from werkzeug.wrappers import Response as AnyResponse

from symbiograph.description import describe, triples
from symbiograph.errors import NotAcceptable
from symbiograph.negotiation import choose
from symbiograph.prefixes import ID
from symbiograph.vocabularies import Vocabulary, out_of_ours, vocabularies, vocabulary
from symbiograph.web import data, signposts
from symbiograph.web.reader import image, path_to

HEADER: Final = "Accept-Profile"
OURS: Final = "symbiograph"
_SUFFIXES: Final = {
    media_type: suffix for suffix, media_type in data.MEDIA_TYPES.items() if suffix != data.HTML
}
_PROFILE: Final = re.compile(r"<([^<>]*)>\s*(?:;\s*q\s*=\s*(0(?:\.\d+)?|1(?:\.0+)?)\s*)?(?:,|$)")


def asked() -> Vocabulary | None:
    """Return the vocabulary that the request asks for, ``None`` for ours.

    Profiles that nobody here knows are passed over. Raises :class:`BadArgument` for a parameter
    that names no vocabulary.
    """
    name = request.args.get("vocabulary")
    if name is not None:
        return None if name == OURS else vocabulary(name)
    if data.split(request.path)[1]:
        return None
    by_profile = {one.namespaces[0]: one for one in vocabularies()}
    stated = _PROFILE.findall(request.headers.get(HEADER, ""))
    wanted = [(float(quality or 1), -place, iri) for place, (iri, quality) in enumerate(stated)]
    for quality, _, iri in sorted(wanted, reverse=True):
        if quality and iri in by_profile:
            return by_profile[iri]
    return None


def answer(theirs: Vocabulary, path: str, iri: NamedNode, suffix: str) -> AnyResponse:
    """Answer with what the graph says of ``iri`` in a vocabulary, or lead there.

    Raises :class:`NotAcceptable` where it has no words for this thing.
    """
    if not suffix:
        suffix = _SUFFIXES[choose(request.headers.get("Accept"), tuple(_SUFFIXES))]
        return redirect(path_to(path + suffix, vocabulary=theirs.name), 303)
    written = [*out_of_ours(_around(image().store, iri), theirs.name).triples]
    if not any(triple.subject == iri for triple in written):
        names = [OURS, *(one.name for one in vocabularies())]
        raise NotAcceptable(f"{theirs.title} has no words for {iri.value}.", names)
    response = Response(data.written(written, suffix), mimetype=data.MEDIA_TYPES[suffix])
    profile = f'<{theirs.namespaces[0]}>; rel="profile"'
    response.headers["Link"] = f"{signposts.of_data(iri.value, path)}, {profile}"
    return response


def _around(store: Store, iri: NamedNode) -> Iterator[Triple]:
    """Yield what the graph says of a thing, and of the things of ours that it is linked with."""
    description = describe(store, iri, data.CAP)
    yield from triples(store, description)
    linked = {fact.value for fact in description.facts if isinstance(fact.value, NamedNode)}
    linked.update(subject for incoming in description.incoming for subject in incoming.subjects)
    for thing in sorted((one for one in linked if one.value.startswith(ID)), key=str):
        quads = store.quads_for_pattern(thing, None, None, DefaultGraph())
        yield from (quad.triple for quad in quads)
