"""The names that a graph knows, as far as cells of a table may hold them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.contributing.names import is_contributed
from symbiograph.prefixes import PREFIXES, expand
from symbiograph.search.folding import words
from symbiograph.validation.findings import Known
from symbiograph.validation.surroundings import Find

_NOTATION: Final = NamedNode(PREFIXES["skos"] + "notation")
_AUTHORITY: Final = PREFIXES["language"]
# Tags, the authority's codes and names of the languages that European partners write in.
LANGUAGES: Final = {
    "bg": ("BUL", "Bulgarian"), "cs": ("CES", "Czech"), "da": ("DAN", "Danish"),
    "de": ("DEU", "German"), "el": ("ELL", "Greek"), "en": ("ENG", "English"),
    "es": ("SPA", "Spanish"), "et": ("EST", "Estonian"), "fi": ("FIN", "Finnish"),
    "fr": ("FRA", "French"), "ga": ("GLE", "Irish"), "hr": ("HRV", "Croatian"),
    "hu": ("HUN", "Hungarian"), "is": ("ISL", "Icelandic"), "it": ("ITA", "Italian"),
    "lt": ("LIT", "Lithuanian"), "lv": ("LAV", "Latvian"), "mt": ("MLT", "Maltese"),
    "nl": ("NLD", "Dutch"), "no": ("NOR", "Norwegian"), "pl": ("POL", "Polish"),
    "pt": ("POR", "Portuguese"), "ro": ("RON", "Romanian"), "sk": ("SLK", "Slovak"),
    "sl": ("SLV", "Slovenian"), "sv": ("SWE", "Swedish"), "tr": ("TUR", "Turkish"),
    "uk": ("UKR", "Ukrainian"),
}  # fmt: skip


class Vocabulary:
    """Looks names up in the graph of ``find``, by classes such as ``sg:Skill``.

    A name never means a thing of a contribution, which may be withdrawn; its IRI does.
    """

    def __init__(self, find: Find) -> None:
        self._known = Known(find)
        self._members = cache(self._found)
        self._lasting = cache(self._not_contributed)

    def named(self, text: str, classes: tuple[str, ...]) -> list[NamedNode]:
        """Return what ``text`` names: an IRI, ``prefix:name``, a code or a name in any language."""
        bare = text.strip().strip("<>")
        iri = expand(bare) or bare
        same = [thing for thing in self._members(classes) if thing.value == iri]
        if same:
            return same
        return self._known.named(Literal(text), self._lasting(classes))

    def nearest(self, text: str, classes: tuple[str, ...]) -> list[NamedNode]:
        """Return what may be meant by a text that names nothing."""
        return self._known.nearest(Literal(text), self._lasting(classes))

    def name(self, thing: NamedNode) -> str:
        """Return the English name of a thing; where others share it, its code or IRI."""
        code = self.code(thing)
        label = self._known.label(thing)
        return label or code or thing.value

    def code(self, thing: NamedNode) -> str | None:
        """Return the notation of a thing."""
        values = self._known.values(thing, _NOTATION)
        return next((value.value for value in values if isinstance(value, Literal)), None)

    def names(self, classes: tuple[str, ...]) -> list[str]:
        """Return the English names of all members of classes, by the alphabet."""
        return sorted({self.name(thing) for thing in self._lasting(classes)}, key=str.casefold)

    def language_tag(self, text: str) -> str | None:
        """Return the tag of a language that is named otherwise."""
        folded = " ".join(words(text))
        for tag, (code, name) in LANGUAGES.items():
            if folded in (tag, code.lower(), name.lower()):
                return tag
        return None

    def _not_contributed(self, classes: tuple[str, ...]) -> tuple[NamedNode, ...]:
        return tuple(thing for thing in self._members(classes) if not is_contributed(thing.value))

    def _found(self, classes: tuple[str, ...]) -> tuple[NamedNode, ...]:
        kinds = (expand(name) for name in classes)
        things = (t for kind in kinds if kind for t in self._known.members(NamedNode(kind)))
        return tuple(dict.fromkeys(things))


def teaching_language(tag: str) -> NamedNode | None:
    """Return the language of the EU's authority list for a tag."""
    known = LANGUAGES.get(tag)
    return NamedNode(_AUTHORITY + known[0]) if known else None


def tags() -> Iterable[str]:
    """Return the tags of the languages that are known by name."""
    return LANGUAGES.keys()
