"""The register of our IRIs: what exists under each path, and what a mistyped one may have meant."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from symbiograph.description import select
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, PREFIXES

_SUGGESTIONS: Final = 6
# Whatever has a type or a name. To go through all triples takes a minute on a large graph on disk.
_DESCRIBED: Final = f"""PREFIX rdfs: <{PREFIXES["rdfs"]}> PREFIX skos: <{PREFIXES["skos"]}>
SELECT DISTINCT ?s {{
  {{ ?s a ?class }} UNION {{ ?s rdfs:label ?name }} UNION {{ ?s skos:prefLabel ?name }}
  FILTER(STRSTARTS(STR(?s), "{BASE}"))
}}"""
_LANGUAGES: Final = f"""PREFIX rdfs: <{PREFIXES["rdfs"]}> PREFIX skos: <{PREFIXES["skos"]}>
SELECT DISTINCT (LANG(?name) AS ?tag) {{
  {{ ?s rdfs:label ?name }} UNION {{ ?s skos:prefLabel ?name }} FILTER(isLiteral(?name))
}}"""


class Directory:
    """The paths below ``https://w3id.org/symbiograph/`` that have a type or a name in the graph.

    ``languages`` holds the tags of those names.
    """

    def __init__(self, store: Store) -> None:
        rows = select(store, _DESCRIBED)
        folders: dict[str, list[str]] = {}
        for row in rows:
            node = row["s"]
            if isinstance(node, NamedNode) and "#" not in node.value:
                folder, _, name = node.value[len(BASE) :].rpartition("/")
                folders.setdefault(folder, []).append(name)
        self._folders = {folder: tuple(sorted(names)) for folder, names in folders.items()}
        tags = select(store, _LANGUAGES)
        found = {tag.value for row in tags if isinstance(tag := row["tag"], Literal)}
        self.languages = tuple(sorted(found - {""}))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted last segments of what is described under ``folder``."""
        return self._folders.get(folder, ())

    def folders(self, top: str) -> tuple[str, ...]:
        """Return the sorted names of the folders under ``top``, such as the kinds under ``id``."""
        start = top + "/"
        return tuple(sorted(f[len(start) :] for f in self._folders if f.startswith(start)))

    def near(self, top: str, name: str) -> list[str]:
        """Return the folders under ``top`` whose names resemble ``name``."""
        return get_close_matches(name, self.folders(top), _SUGGESTIONS, 0.5)

    def suggestions(self, path: str) -> list[str]:
        """Return paths of described things that resemble ``path``, the likeliest first."""
        folder, _, name = path.rpartition("/")
        found = [f"{other}/{name}" for other, names in self._folders.items() if name in names]
        names = self.names(folder)
        words = set(name.split("-"))
        found += [f"{folder}/{known}" for known in names if words <= set(known.split("-"))]
        found += [f"{folder}/{known}" for known in get_close_matches(name, names, _SUGGESTIONS)]
        if not found and not names:
            near = get_close_matches(folder, self._folders, 2)
            found = [f"{other}/{known}" for other in near for known in self.names(other)]
        if not found:
            found = [folder if names else "id"]
        return [f"/{one}" for one in dict.fromkeys(found)][:_SUGGESTIONS]


@lru_cache(maxsize=2)
def directory_of(image: Image) -> Directory:
    """Return the directory of an image, which never changes."""
    return Directory(image.store)
