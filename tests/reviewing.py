"""A small project whose mapping set has rows of every kind, and the service that reviews it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from rich.console import Console

from esco_files import BROADER, NEEDS, SKILL, SKILLS, write_project, write_release
from server import Reply, send
from symbiograph.build import Steps, build
from symbiograph.cli import main
from symbiograph.engine.release import Release
from symbiograph.mappings import read_mapping_set, write_mapping_set
from symbiograph.prefixes import GRAPH, ID, PREFIXES

OURS = ID + "skill/"
HEAT, PUMPS, CHEESE = SKILL + "s1", SKILL + "s2", SKILL + "s3"
SET = "skills-esco"
EXACT = PREFIXES["skos"] + "exactMatch"
CLOSE = PREFIXES["skos"] + "closeMatch"
ESCO_SKILLS = [*SKILLS, {**SKILLS[1], "conceptUri": CHEESE, "preferredLabel": "make cheese",
                         "description": "Turn milk into cheese."}]  # fmt: skip
_TEXTS = {
    "waste-heat": ("reuse of waste heat", "Using heat that would be lost."),
    "pumps": ("heat pumps for factories", "Choosing pumps that lift heat."),
    "heat-reuse": ("heat reuse", "The same, by another name."),
    "barter": ("barter residues", "Exchanging residues without money."),
    "cheese": ("cheese making", "Making cheese from milk."),
}
_FACTS = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX skos: <{PREFIXES["skos"]}>
PREFIX xsd: <{PREFIXES["xsd"]}>
<{GRAPH}skills> dcterms:title "Skills"@en ; dcterms:description "Some."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:source <https://example.org/> ; dcterms:publisher <https://example.org/us> ;
    dcterms:modified "2026-11-21"^^xsd:date .
""" + "".join(
    f'<{OURS}{name}> a sg:Skill , skos:Concept ; skos:prefLabel "{label}"@en ; '
    f'skos:definition "{said}"@en .\n'
    for name, (label, said) in _TEXTS.items()
)
_HEAD = f"""#sssom_version: "1.1"
#curie_map:
#  escoscheme: http://data.europa.eu/esco/concept-scheme/
#  escoskill: {SKILL}
#  graph: {GRAPH}
#  skill: {OURS}
#mapping_set_id: {GRAPH}{SET}{{ending}}
#mapping_set_title: Skills to ESCO skills
#mapping_set_description: For tests.
#creator_label:
#  - symbiograph
#license: https://creativecommons.org/licenses/by/4.0/
#subject_source: graph:skills
#object_source: escoscheme:skills
#object_source_version: 1.1.1
#publication_date: 2026-11-21
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tobject_category\t\
mapping_justification\tauthor_label\tmapping_date\tconfidence\tcomment
"""
_MANUAL = "semapv:ManualMappingCuration\tsymbiograph"
_LEXICAL = "semapv:LexicalMatching\tsymbiograph"
# In each file one row has a date and another none, so that a new row moves nothing to the head.
_ROWS = {
    "": f"skill:heat-reuse\theat reuse\tskos:closeMatch\tescoskill:s1\treuse waste heat\t"
    f"skill/competence\t{_MANUAL}\t\t0.8\tWider.\n"
    f"skill:heat-reuse\theat reuse\tskos:relatedMatch\tescoskill:s2\theat pumps\t"
    f"knowledge\t{_MANUAL}\t2026-11-01\t0.6\tA means.\n",
    ".candidates": f"skill:pumps\theat pumps for factories\tskos:closeMatch\tescoskill:s2\t"
    f"heat pumps\tknowledge\t{_LEXICAL}\t\t0.6\tLike words.\n"
    f"skill:waste-heat\treuse of waste heat\tskos:exactMatch\tescoskill:s1\treuse waste heat\t"
    f"skill/competence\t{_LEXICAL}\t2026-11-01\t0.7\tLike words.\n",
    ".rejected": f"skill:cheese\tcheese making\tskos:exactMatch\tescoskill:s1\treuse waste heat\t"
    f"skill/competence\t{_MANUAL}\t\t0.9\tNo heat in it.\n"
    f"skill:cheese\tcheese making\tskos:exactMatch\tescoskill:s2\theat pumps\t"
    f"knowledge\t{_MANUAL}\t2026-11-01\t0.9\tNo heat in it.\n",
}


def write_mappings(folder: Path) -> Path:
    """Write the three files of the set."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending, rows in _ROWS.items():
        name = f"{SET}{ending}.sssom.tsv"
        held = read_mapping_set(_HEAD.format(ending=ending) + rows, name)
        (folder / name).write_text(write_mapping_set(held), encoding="utf-8")
    return folder


def make_reviewed(data_dir: Path) -> Release:
    """Build the release in which there is something to review."""
    root = write_project(data_dir.with_suffix(".project"))
    (root / "ontology" / "facts").mkdir()
    (root / "ontology" / "facts" / "skills.ttl").write_text(_FACTS, encoding="utf-8")
    write_mappings(root / "mappings")
    broader = [*BROADER, {**BROADER[0], "conceptUri": PUMPS}]
    esco = write_release(
        data_dir.with_suffix(".esco") / "1.1.1",
        skills_en=ESCO_SKILLS,
        broaderRelationsSkillPillar=broader,
        occupationSkillRelations=NEEDS,
    )
    command = ["esco", "import", str(esco), "--data-dir", str(data_dir)]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return build(data_dir, root, Steps(Console(file=io.StringIO())))


# In a process of its own: the package and pandas warn while they are imported.
_OFFICIAL = """
import json, sys
from click.testing import CliRunner
from sssom.cli import main
from sssom.constants import SchemaValidationType
from sssom.parsers import parse_sssom_table
from sssom.validators import validate

path = sys.argv[1]
code = CliRunner().invoke(main, ["validate", path]).exit_code
parsed = parse_sssom_table(path)
reports = validate(parsed, [SchemaValidationType.JsonSchema], fail_on_error=False)
faults = [result.message for report in reports.values() for result in report.results]
print(json.dumps([code, len(parsed.df), faults]))
"""


def official(path: Path) -> tuple[int, int, list[str]]:
    """What the official tool says of a file: exit code, rows read, faults by the schema."""
    command = [sys.executable, "-c", _OFFICIAL, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    code, rows, faults = json.loads(run.stdout.splitlines()[-1])
    return code, rows, faults


def decision(subject: str, target: str, verdict: str = "accepted", **more: Any) -> dict[str, Any]:
    """A decision as the page sends it."""
    return {
        "subject": OURS + subject,
        "object": target,
        "verdict": verdict,
        "predicate": EXACT,
        "confidence": 0.9,
        "comment": "",
        "decided": "2026-11-22T10:00:00.000Z",
        "replaces": None,
        **more,
    }


def hand_in(address: str, token: str, *decisions: dict[str, Any]) -> Reply:
    """Send decisions with a token."""
    body = json.dumps({"decisions": list(decisions)}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return send(address, f"/review/{SET}/decisions", method="POST", headers=headers, body=body)
