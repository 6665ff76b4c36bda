"""Who reads: the languages of a request, and where its links to IRIs lead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from flask import current_app, g, request
from pyoxigraph import DefaultGraph, NamedNode, Store

from symbiograph.engine.image import Image
from symbiograph.engine.live import LiveImage
from symbiograph.errors import BadArgument, BadRequest
from symbiograph.prefixes import BASE

LANGUAGE_NAMES: Final = {
    "bg": "Български",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
    "hu": "Magyar",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "sl": "Slovenščina",
    "sv": "Svenska",
}
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Link:
    """Where an IRI leads: a path of this service, or the address of somebody else's page."""

    href: str
    external: bool = False


def image() -> Image:
    """Return the image that the current request is answered from; it stays the same to its end."""
    if "image" not in g:
        live: LiveImage = current_app.extensions["symbiograph.live"]
        g.image = live.enter()
    found: Image = g.image
    return found


def let_go(_: BaseException | None) -> None:
    """Say that the current request reads the image no more."""
    found: Image | None = g.pop("image", None)
    if found is not None:
        live: LiveImage = current_app.extensions["symbiograph.live"]
        live.leave(found)


def languages() -> tuple[str, ...]:
    """Return the reader's languages, best first: ``?lang=`` and then ``Accept-Language``.

    Raises :class:`BadRequest` for a ``lang`` that is no language tag.
    """
    asked = request.args.get("lang")
    if asked and not _TAG.fullmatch(asked):
        raise BadRequest(f"lang={asked!r} is no language tag; write for example lang=de")
    accepted = [tag for tag, quality in request.accept_languages if quality > 0]
    return (asked, *accepted) if asked else tuple(accepted)


def language() -> str:
    """Return the reader's best language, without its region; English where none is told."""
    return next((tag.partition("-")[0] for tag in languages() if tag != "*"), "en")


def whole_number(name: str, default: int) -> int:
    """Return a parameter of the request; raises :class:`BadArgument` for no whole number."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadArgument(f"{name}={text!r} is no whole number.", name)
    return int(text)


def is_tag(text: str) -> bool:
    """Tell whether ``text`` has the form of a language tag."""
    return _TAG.fullmatch(text) is not None


def chosen_language() -> str | None:
    """Return the language asked for by ``?lang=``, which links of the page carry on."""
    asked = request.args.get("lang", "")
    return asked if _TAG.fullmatch(asked) else None


@dataclass(frozen=True)
class Links:
    """Makes links for one reader: below ``root``, keeping the language asked for."""

    root: str = ""
    language: str | None = None

    def path(self, path: str, **parameters: str | int) -> str:
        """Return the link to a path of this service, whose fragment may follow ``#``."""
        path, hash_, fragment = path.partition("#")
        if self.language:
            parameters = {**parameters, "lang": self.language}
        query = "?" + urlencode(parameters) if parameters else ""
        return self.root + quote(path, safe="/:@!$&'()*+,;=~.-_") + query + hash_ + fragment

    def to(self, store: Store, node: NamedNode) -> Link | None:
        """Return where ``node`` is described: here, or at its publisher; ``None`` for nowhere.

        A foreign IRI that the graph says something about leads to our page on it, which names the
        publisher's.
        """
        iri = node.value
        if iri.startswith(BASE):
            return Link(self.path("/" + iri[len(BASE) :]))
        if next(store.quads_for_pattern(node, None, None, DefaultGraph()), None):
            return Link(self.path("/describe", iri=iri))
        return Link(iri, external=True) if web_address(iri) else None


def links() -> Links:
    """Return what makes the links of the current request's reader."""
    return Links(request.script_root, chosen_language())


def path_to(path: str, **parameters: str | int) -> str:
    """Return the link to a path of this service, with the language that was asked for kept."""
    return links().path(path, **parameters)


def link_to(store: Store, node: NamedNode) -> Link | None:
    """Return where ``node`` is described, as :meth:`Links.to` does, for the current reader."""
    return links().to(store, node)


def in_language(tag: str) -> str:
    """Return the link to the current page with its labels in another language."""
    parameters = [(name, value) for name, value in request.args.items(True) if name != "lang"]
    return request.script_root + quote(request.path) + "?" + urlencode([*parameters, ("lang", tag)])


def web_address(text: str) -> bool:
    """Tell whether ``text`` is an address that a browser may follow."""
    return text.startswith(("https://", "http://"))
