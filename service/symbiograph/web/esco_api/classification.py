"""One release of ESCO, read by triple patterns from its own graph."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Quad

from symbiograph.description import choose
from symbiograph.engine.image import Image
from symbiograph.esco import model
from symbiograph.prefixes import GRAPH

Kind = OneOf["skill", "occupation", "concept", "taxonomy"]
Statements = dict[str, list[NamedNode | Literal]]

_KIND_OF_CLASS: Final[dict[str, Kind]] = {
    model.SKILL: "skill",
    model.OCCUPATION: "occupation",
    model.CONCEPT_SCHEME: "taxonomy",
    model.ESCO_SCHEME: "taxonomy",
}
_OBSOLETE: Final = "obsolete"
# The CSV files name these and do not describe them.
_TITLES: Final = {
    model.DATA + "skill-type/skill": "skill",
    model.DATA + "skill-type/knowledge": "knowledge",
    model.DATA + "skill-reuse-level/transversal": "transversal skills and competences",
    model.DATA + "skill-reuse-level/cross-sector": "cross-sector skills and competences",
    model.DATA + "skill-reuse-level/sector-specific": "sector specific skills and competences",
    model.DATA + "skill-reuse-level/occupation-specific": (
        "occupation specific skills and competences"
    ),
}


class Named(NamedTuple):
    """A concept as a link to it shows it; ``code`` and ``skill_type`` are empty for none."""

    uri: str
    kind: Kind
    title: str
    code: str
    skill_type: str


class Classification:
    """The concepts of one release for a reader of one language."""

    def __init__(self, image: Image, release: str, language: str) -> None:
        self.image = image
        self.release = release
        self.language = language
        self._graph = NamedNode(f"{GRAPH}esco-{release}")

    def statements(self, uri: str) -> Statements:
        """Return what the release states of ``uri``, by IRI of the property."""
        found: Statements = {}
        for quad in self._quads(uri, None):
            if isinstance(quad.object, NamedNode | Literal):
                found.setdefault(quad.predicate.value, []).append(quad.object)
        return found

    def uris(self, uri: str, property_: str) -> list[str]:
        """Return the IRIs that ``uri`` is related to by a property, sorted."""
        found = (quad.object for quad in self._quads(uri, property_))
        return sorted(value.value for value in found if isinstance(value, NamedNode))

    def literals(self, uri: str, property_: str) -> list[Literal]:
        """Return the texts of a property."""
        found = (quad.object for quad in self._quads(uri, property_))
        return [value for value in found if isinstance(value, Literal)]

    def is_named(self, uri: str) -> bool:
        """Tell whether the release states anything of ``uri``, or relates something to it."""
        arriving = self.image.store.quads_for_pattern(None, None, NamedNode(uri), self._graph)
        return next(iter(self._quads(uri, None)), None) is not None or (
            next(arriving, None) is not None
        )

    def is_obsolete(self, uri: str) -> bool:
        """Tell whether the release has withdrawn the concept."""
        return any(status.value == _OBSOLETE for status in self.literals(uri, model.STATUS))

    def named(self, uri: str) -> Named:
        """Return what a link to ``uri`` shows; the end of an IRI stands in for a label."""
        return _named(self.image, self.release, self.language, uri)

    def title(self, uri: str, labels: list[Literal]) -> str:
        """Return the label to show, in the reader's language if there is one, else in English."""
        chosen = choose(labels, (self.language,))
        return chosen.value if chosen else _TITLES.get(uri, uri.rpartition("/")[2])

    def _quads(self, uri: str, property_: str | None) -> list[Quad]:
        predicate = None if property_ is None else NamedNode(property_)
        pattern = self.image.store.quads_for_pattern(NamedNode(uri), predicate, None, self._graph)
        return list(pattern)


# The same few schemes and groups are named in every answer, and have thousands of statements.
@lru_cache(maxsize=1 << 15)
def _named(image: Image, release: str, language: str, uri: str) -> Named:
    source = Classification(image, release, language)
    types = source.uris(uri, model.TYPE)
    kind = next((_KIND_OF_CLASS[type_] for type_ in types if type_ in _KIND_OF_CLASS), None)
    if kind is None:
        kind = "taxonomy" if uri.startswith(model.SCHEMES) else "concept"
    labels = source.literals(uri, model.PREF_LABEL)
    codes = source.literals(uri, model.NOTATION)
    code = codes[0].value if codes else ""
    if not code and uri.startswith(model.NACE):
        code = uri.removeprefix(model.NACE)
    skill_types = source.uris(uri, model.SKILL_TYPE) if kind == "skill" else []
    return Named(uri, kind, source.title(uri, labels), code, "".join(skill_types[:1]))
