"""The indexes that are asked: ESCO's releases beside our graph, and labels in other languages."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

from cases import SHARED

from symbiograph.alignment import TARGETS, Aligner, Gathered, build_alignment, gathered
from symbiograph.alignment.embedding.cache import VectorCache
from symbiograph.alignment.embedding.vectors import FOLDER, LANGUAGE, Meanings, embed, file_of
from symbiograph.alignment.index import Index
from symbiograph.build.assembly import as_lines
from symbiograph.build.sources import read_sources
from symbiograph.esco import read_release
from symbiograph.resources import folder
from symbiograph.search import Part
from symbiograph.search.concepts import ALTERNATIVE, PREFERRED, Concept

_LICENCE = "http://data.europa.eu/eli/dec/2011/833/oj"


def index(name: str, place: Path) -> Path:
    """Return the folder of an index, made below ``place`` unless it is there."""
    # As in a data folder, where vectors lie beside the releases.
    made = place / "releases" / name
    if not made.exists():
        started = time.process_time()
        graph = _MAKERS[name]()
        read = time.process_time()
        for file, content in build_alignment(graph).items():
            (made / file).parent.mkdir(parents=True, exist_ok=True)
            (made / file).write_bytes(content)
        print(
            f"{name}: read in {read - started:.1f} s, "
            f"index made in {time.process_time() - read:.1f} s of processor time"
        )
    return made


def aligner(name: str, target: str, place: Path, embeddings: bool) -> Aligner:
    """Return an aligner over an index; ``embeddings`` are made where they lack, or not used."""
    folder = index(name, place) / "alignment" / target
    files = {path.stem: path for path in folder.glob("*.npy")}
    semantics = {}
    if embeddings and LANGUAGE in files:
        semantics[LANGUAGE] = vectors(files[LANGUAGE], place)
    return Aligner(TARGETS[target], files, semantics)


def vectors(file: Path, place: Path) -> Meanings:
    """Return the vectors of an index's concepts, made where they lack."""
    made = file_of(file, place / FOLDER)
    if not made.exists():
        started = time.process_time()
        embed(Index(file), made, VectorCache(place / FOLDER))
        print(f"{made.name}: made in {time.process_time() - started:.1f} s of processor time")
    return Meanings(made)


def iris() -> dict[str, str]:
    """Return the skills of ESCO 1.1.1 by their preferred label."""
    with (SHARED / "esco/1.1.1/skills_en.csv").open(encoding="utf-8-sig") as file:
        return {row["preferredLabel"].strip(): row["conceptUri"] for row in csv.DictReader(file)}


def _english(release: str) -> Gathered:
    document = read_release([SHARED / "esco" / release], languages=["en"]).document
    sources = read_sources(folder("ontology").parent)
    ours = [Part(as_lines(g.triples), None) for g in sources.graphs if g.plan.published]
    return gathered([Part(document, _LICENCE), *ours])


def _german() -> Gathered:
    with (SHARED / "esco/labels/skill_labels_en_de_sv_fi_nl.csv").open(encoding="utf-8") as file:
        found = {
            row["conceptUri"]: Concept({"de": {(PREFERRED, row["de"])}}, kinds={"skill"})
            for row in csv.DictReader(file)
            if row["de"]
        }
    return Gathered(found, {}, {}, [])


def _slovenian() -> Gathered:
    found = {}
    with (SHARED / "esco/labels/occupations_sl.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            labels = {(PREFERRED, row["preferredLabel"].strip())}
            labels |= {(ALTERNATIVE, text.strip()) for text in row["altLabels"].split("\n") if text}
            found[row["conceptUri"]] = Concept({"sl": labels}, kinds={"occupation"})
    return Gathered(found, {}, {}, [])


_MAKERS: dict[str, Callable[[], Gathered]] = {
    "esco-1.1.1": lambda: _english("1.1.1"),
    "esco-1.2.0": lambda: _english("1.2.0"),
    "esco-de": _german,
    "esco-sl": _slovenian,
}
