"""Two releases of ESCO compared, on hand-made ones: every sort of change, and what is proposed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, Store

from esco_files import (
    BROADER,
    ESCO,
    NEEDS,
    OCCUPATION,
    RELATED,
    SKILL,
    SKILLS,
    write_release,
)
from symbiograph.cli import main
from symbiograph.esco import NOTICE, Shelf
from symbiograph.esco.concepts import Classification, Concept, read_classification, read_concepts
from symbiograph.esco.difference import Change, compare
from symbiograph.esco.graph import escaped, unescaped
from symbiograph.esco.replacement import THRESHOLD, Replacements
from symbiograph.prefixes import PREFIXES

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
HEAD += "PREFIX cs: <http://purl.org/vocab/changeset/schema#>\n"
S1, S2, S3, O1 = SKILL + "s1", SKILL + "s2", SKILL + "s3", OCCUPATION + "o1"
GROUP = SKILL + "S1.2"
# s1 is replaced by s3, which takes over its label; s2 changes in every way.
NEW_SKILLS = [
    {
        **SKILLS[1], "preferredLabel": "heat-pump technology", "altLabels": "heat pumps",
        "skillType": "skill/competence", "reuseLevel": "cross-sector", "status": "obsolete",
    },
    {
        **SKILLS[0], "conceptUri": S3, "preferredLabel": "recover waste heat",
        "altLabels": "reuse waste heat",
    },
]  # fmt: skip
NEW_TABLES = {
    "skills_en": NEW_SKILLS,
    "occupationSkillRelations": [
        {**NEEDS[0], "relationType": "optional", "skillUri": S3},
        {**NEEDS[0], "skillUri": S2},
    ],
    "skillSkillRelations": [{**RELATED[0], "originalSkillUri": S3}],
    "broaderRelationsSkillPillar": [
        {**BROADER[0], "conceptUri": S3},
        {**BROADER[0], "conceptUri": S2},
    ],
    "greenSkillsCollection_en": [
        {"conceptUri": S3, "preferredLabel": "recover waste heat", "conceptType": ""}
    ],
}


def run(data: Path, *arguments: object) -> Result:
    command = ["esco", *map(str, arguments), "--data-dir", str(data)]
    return CliRunner().invoke(main, command, catch_exceptions=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two releases."""
    root = tmp_path_factory.mktemp("versions")
    folder = root / "data"
    for release, tables in (("1.1.1", {}), ("1.2.0", NEW_TABLES)):
        result = run(folder, "import", write_release(root / release, **tables))
        assert result.exit_code == 0, result.output
    return folder


def classification(data: Path, release: str) -> Classification:
    return read_classification(Shelf(data).find(release))


def changes(data: Path, old: str = "1.1.1", new: str = "1.2.0") -> list[Change]:
    return compare(classification(data, old), classification(data, new)).changes


def test_a_concept_is_read_as_the_release_has_it(data: Path) -> None:
    concepts = classification(data, "1.1.1").concepts
    assert concepts[S1] == Concept(
        S1,
        "skill",
        {"en": "reuse waste heat"},
        {"en": {"use excess heat, from anywhere", "heat reuse"}},
        {"en": 'Use "excess" heat.\nTwice.'},
        {GROUP},
        {S2},
        set(),
        "skill",
        "cross-sector",
        None,
        "released",
    )
    assert {iri: c.kind for iri, c in concepts.items() if iri != S1} == {
        S2: "skill",
        O1: "occupation",
        GROUP: "skill group",
    }
    assert concepts[O1].isco_group == "C2149"
    assert concepts[O1].name("de") == "heat engineer"
    assert classification(data, "1.1.1").users == {S1: {O1}, S2: {O1}}


def test_what_is_only_referred_to_is_no_concept() -> None:
    line = f'<{S1}> <{PREFIXES["skos"]}prefLabel> "a"@en .\n'
    assert read_concepts(line.encode()) == {}
    assert read_concepts(b"") == {}


@pytest.mark.parametrize("text", ["", "plain", 'a "b" \\ \\n \n\r\t', "\x01\x7f", "\\u0041", "é😀"])
def test_what_was_escaped_is_read_as_it_was(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_every_sort_of_change_is_told(data: Path) -> None:
    told = [(c.what, c.concept, c.language, c.old, c.new) for c in changes(data)]
    none: tuple[str, ...] = ()
    assert told == [
        ("removed", S1, "", none, none),
        ("added", S3, "", none, none),
        ("relabelled", S2, "en", ("heat pumps",), ("heat-pump technology",)),
        ("alternative label added", S2, "en", none, ("heat pumps",)),
        ("moved", S2, "", none, (GROUP,)),
        ("kind changed", S2, "", ("knowledge",), ("skill",)),
        ("reuse level changed", S2, "", ("sector-specific",), ("cross-sector",)),
        ("status changed", S2, "", ("released",), ("obsolete",)),
        ("broader removed", S1, "", (GROUP,), none),
        ("broader added", S2, "", none, (GROUP,)),
        ("broader added", S3, "", none, (GROUP,)),
        ("essential removed", S1, "", (S2,), none),
        ("essential removed", O1, "", (S1,), none),
        ("essential added", S3, "", none, (S2,)),
        ("essential added", O1, "", none, (S2,)),
        ("optional removed", O1, "", (S1,), none),
        ("optional removed", O1, "", (S2,), none),
        ("optional added", O1, "", none, (S3,)),
    ]
    backwards = [c.what for c in changes(data, "1.2.0", "1.1.1")]
    assert sorted(backwards) == sorted(
        " ".join({"added": "removed", "removed": "added"}.get(w, w) for w in what.split())
        for what, *_ in told
    )
    assert changes(data, "1.1.1", "1.1.1") == []


def test_what_a_release_lacks_is_told_and_not_called_removed(data: Path, tmp_path: Path) -> None:
    source = write_release(tmp_path / "1.2.1", **NEW_TABLES)
    for name in ("skills_en.csv", "occupationSkillRelations.csv"):
        (source / name).unlink()
    assert run(tmp_path / "data", "import", source).exit_code == 0
    partial = classification(tmp_path / "data", "1.2.1")
    difference = compare(classification(data, "1.1.1"), partial)
    assert {c.what for c in difference.changes if c.what in ("removed", "added")} == set()
    assert not any(c.concept == O1 for c in difference.changes)
    assert "skills: ESCO 1.2.1, as imported, lacks them" in difference.not_compared
    told = "essential relations of occupations: ESCO 1.2.1, as imported, lacks them"
    assert told in difference.not_compared
    german = compare(classification(data, "1.1.1"), partial, "de")
    assert "labels of occupations in 'de': ESCO 1.1.1, as imported, lacks them" in (
        german.not_compared
    )


def test_the_table_begins_with_counts_and_says_what_it_leaves_out(data: Path) -> None:
    result = run(data, "diff", "1.1.1", "1.2.0", "--limit", "1")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert lines[0] == "ESCO 1.1.1 → 1.2.0"
    assert "removed 1 0 0" in lines
    assert "replacements are proposed for 1 of 1 removed concepts" in lines
    assert "optional removed: the first 1 of 2; --limit 0 shows all, --format csv writes all" in (
        lines
    )
    assert NOTICE in lines
    assert "the first" not in run(data, "diff", "1.1.1", "1.2.0", "--limit", "0").output
    only = run(data, "diff", "1.1.1", "1.2", "--only", "relabelled").output
    assert "\nrelabelled: 1\n" in only
    assert "\nremoved: 1\n" not in only


def test_the_difference_for_programs_is_whole(data: Path) -> None:
    written = run(data, "diff", "1.1.1", "1.2.0", "--format", "csv", "--limit", "1").output
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [r["change"] for r in rows if r["change"] != "proposed"] == [
        c.what for c in changes(data)
    ]
    (proposed,) = (row for row in rows if row["change"] == "proposed")
    assert (proposed["concept"], proposed["new"]) == (S1, S3)
    assert "its label is an alternative label" in proposed["reasons"]
    moved = next(row for row in rows if row["change"] == "moved")
    assert (moved["old"], moved["new"], moved["new_name"]) == ("", GROUP, "handling heat")
    document = json.loads(run(data, "diff", "1.1.1", "1.2.0", "--format", "json").output)
    assert document["notice"] == NOTICE
    assert document["counts"]["optional removed"] == {"occupation": 2}
    assert len(document["changes"]) == len(changes(data))
    (found,) = document["changes"][0]["proposals"]
    assert (found["concept"], found["name"]) == (S3, "recover waste heat")


def test_rdf_tells_of_changes_and_marks_proposals(data: Path) -> None:
    written = run(data, "diff", "1.1.1", "1.2.0", "--format", "turtle").output
    store = Store()
    store.load(written.encode(), RdfFormat.TURTLE)

    def holds(pattern: str) -> bool:
        return bool(store.query(f"{HEAD} ASK {{ {pattern} }}"))

    for role, predicate, value in (
        ("removal", "skos:prefLabel", '"heat pumps"@en'),
        ("addition", "skos:altLabel", '"heat pumps"@en'),
        ("addition", "esco:skillType", f"<{ESCO}skill-type/skill>"),
        ("addition", "esco:skillReuseLevel", f"<{ESCO}skill-reuse-level/cross-sector>"),
        ("addition", "skos:broader", f"<{GROUP}>"),
        ("removal", "<http://purl.org/iso25964/skos-thes#status>", '"released"'),
    ):
        statement = f"rdf:subject <{S2}> ; rdf:predicate {predicate} ; rdf:object {value}"
        assert holds(f"?c cs:subjectOfChange <{S2}> ; cs:{role} [ {statement} ]"), predicate
    assert holds(f"?c cs:removal [ rdf:subject <{S1}> ; rdf:object skos:Concept ]")
    proposal = f"owl:annotatedSource <{S1}> ; owl:annotatedTarget <{S3}>"
    kind = "sg:hasEvidence/sg:hasEvidenceKind evidence-kind:proposal"
    assert holds(f"?m a sssom:Mapping ; {proposal} ; {kind} ; sssom:similarity_score ?score")
    assert not holds(f"<{S1}> ?any ?thing")


def test_a_release_that_was_not_imported_is_named(data: Path) -> None:
    result = run(data, "diff", "1.1.1", "1.0.8")
    assert result.exit_code == 2
    assert "ESCO 1.0.8 has not been imported; imported are: 1.1.1, 1.2.0" in result.output
    assert "symbiograph esco import FOLDER" in result.output
    assert "write it like 1.2.0" in run(data, "diff", "old", "1.2.0").output


def test_a_proposal_has_reasons_and_a_bad_one_is_not_made(data: Path) -> None:
    old, new = classification(data, "1.1.1"), classification(data, "1.2.0")
    replacements = Replacements(new, old)
    (best,) = replacements.propose(old.concepts[S1])
    assert best.concept == S3
    assert best.parts == {"label": 0.9, "description": 1.0, "occupations": 1.0, "hierarchy": 1.0}
    assert best.score == 0.95
    assert best.reasons == (
        "its label is an alternative label of this one",
        "descriptions alike: 1.00",
        "1 of 1 occupations use it",
        "neighbours in the hierarchy",
    )
    assert replacements.propose(old.concepts[S1], hidden={S3}) == []
    # A label that an existing concept takes over says as much as the same label.
    without = Concept(S3, "skill", {"en": "recover waste heat"})
    before = Classification("1.1.1", {**old.concepts, S3: without})
    taken = Replacements(new, before).propose(old.concepts[S1])[0]
    assert taken.reasons[0] == "its label became an alternative label of this one"
    assert taken.score == 1.0
    obsolete = Concept("urn:x", "skill", {"en": "heat pumps"})
    assert replacements.propose(obsolete) == []
    other = Concept("urn:x", "skill", {"en": "weigh paper, glass and waste"})
    (bad,) = Replacements(new).ranked(other)
    assert bad.score < THRESHOLD
    assert Replacements(new).propose(other) == []
    occupation = Concept("urn:x", "occupation", {"en": "engineer of heat"})
    (found,) = Replacements(new).propose(occupation)
    assert (found.concept, found.score) == (O1, 0.9)


def test_proposals_do_not_depend_on_order(data: Path) -> None:
    new = classification(data, "1.2.0")
    turned = Classification("1.2.0", dict(reversed(new.concepts.items())), new.missing)
    gone = Concept("urn:x", "skill", {"en": "reuse waste heat"})
    assert Replacements(new).ranked(gone) == Replacements(turned).ranked(gone)
