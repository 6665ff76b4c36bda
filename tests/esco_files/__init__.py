"""A small release of ESCO as hand-made files, in the forms that its releases have had."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from symbiograph.resources import folder

ESCO = "http://data.europa.eu/esco/"
SKILL, OCCUPATION = ESCO + "skill/", ESCO + "occupation/"
SCHEME = ESCO + "concept-scheme/"

Table = list[dict[str, str]]

# One group, two skills, one occupation: enough for every column.
SKILLS: Table = [
    {
        "conceptType": "KnowledgeSkillCompetence", "conceptUri": SKILL + "s1",
        "skillType": "skill/competence", "reuseLevel": "cross-sector",
        "preferredLabel": "  reuse\u00a0 waste heat ",
        "altLabels": "use excess heat, from anywhere\nreuse waste heat\nheat reuse",
        "hiddenLabels": "heat reuse\nwaste heet", "status": "released",
        "modifiedDate": "2022-08-25T12:53:49.834Z", "scopeNote": "Not cooling.", "definition": "",
        "inScheme": f"{SCHEME}skills,\n{SCHEME}member-skills",
        "description": 'Use "excess" heat.\nTwice.',
    },
    {
        "conceptType": "KnowledgeSkillCompetence", "conceptUri": SKILL + "s2",
        "skillType": "knowledge", "reuseLevel": "sector-specific", "preferredLabel": "heat pumps",
        "altLabels": "", "hiddenLabels": "", "status": "released",
        "modifiedDate": "2016-12-20T17:43:43Z", "scopeNote": "", "definition": "",
        "inScheme": SCHEME + "skills", "description": "How pumps lift heat.",
    },
]  # fmt: skip
GROUPS: Table = [
    {
        "conceptType": "SkillGroup", "conceptUri": SKILL + "S1.2",
        "preferredLabel": "handling heat", "altLabels": "", "hiddenLabels": "",
        "status": "released", "modifiedDate": "", "scopeNote": "",
        "inScheme": SCHEME + "skills", "description": "Heat.", "code": "S1.2",
    },
]  # fmt: skip
OCCUPATIONS: Table = [
    {
        "conceptType": "Occupation", "conceptUri": OCCUPATION + "o1", "iscoGroup": "2149",
        "preferredLabel": "heat engineer", "altLabels": "engineer of heat", "hiddenLabels": "",
        "status": "released", "modifiedDate": "2021-01-01T00:00:00Z",
        "regulatedProfessionNote": ESCO + "regulated-professions/unregulated", "scopeNote": "",
        "definition": "", "inScheme": SCHEME + "occupations", "description": "Plans heat.",
        "code": "2149.9",
    },
]  # fmt: skip
NEEDS: Table = [
    {"occupationUri": OCCUPATION + "o1", "relationType": relation, "skillType": "", "skillUri": s}
    for relation, s in (
        ("essential", SKILL + "s1"), ("optional", SKILL + "s1"), ("optional", SKILL + "s2"),
    )
]  # fmt: skip
RELATED: Table = [
    {
        "originalSkillUri": SKILL + "s1", "originalSkillType": "knowledge",
        "relationType": "essential", "relatedSkillType": "knowledge",
        "relatedSkillUri": SKILL + "s2",
    },
]  # fmt: skip
BROADER: Table = [
    {
        "conceptType": "KnowledgeSkillCompetence", "conceptUri": SKILL + "s1",
        "broaderType": "SkillGroup", "broaderUri": SKILL + "S1.2",
    },
]  # fmt: skip
GREEN: Table = [
    {
        "conceptType": "KnowledgeSkillCompetence", "conceptUri": SKILL + "s1",
        "preferredLabel": "another name", "status": "released", "skillType": "knowledge",
        "reuseLevel": "", "altLabels": "a | b", "description": "Another text.",
        "broaderConceptUri": f"{SKILL}S1.2 | {SKILL}S9", "broaderConceptPT": "x | y",
    },
]  # fmt: skip

TABLES = {
    "skills_en.csv": SKILLS,
    "skillGroups_en.csv": GROUPS,
    "occupations_en.csv": OCCUPATIONS,
    "occupationSkillRelations.csv": NEEDS,
    "skillSkillRelations.csv": RELATED,
    "broaderRelationsSkillPillar.csv": BROADER,
    "greenSkillsCollection_en.csv": GREEN,
}


def as_csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode()


def changed(table: Table, row: int = 0, **values: str) -> Table:
    """Return a table with other values in one row; other columns are added to all."""
    return [{**r, **(values if i == row else dict.fromkeys(values.keys() - r.keys(), ""))}
            for i, r in enumerate(table)]  # fmt: skip


def write_release(place: Path, **tables: Table) -> Path:
    """Write the release into ``place``, some tables replaced by name without its ending."""
    place.mkdir(parents=True, exist_ok=True)
    for name, table in {**TABLES, **{f"{n}.csv": t for n, t in tables.items()}}.items():
        (place / name).write_bytes(as_csv(table))
    return place


def write_project(root: Path) -> Path:
    """Write a project of one class and the shapes for ESCO, which builds in no time."""
    (root / "ontology").mkdir(parents=True)
    (root / "ontology" / "symbiograph.ttl").write_text(
        "<https://w3id.org/symbiograph/ontology#Skill> "
        '<http://www.w3.org/2000/01/rdf-schema#label> "skill"@en .\n'
    )
    (root / "shapes").mkdir()
    shutil.copy(folder("shapes") / "esco.shapes.ttl", root / "shapes")
    return root
