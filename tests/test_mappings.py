"""SSSOM tables: what is read, what is refused and where, and the triples a row becomes."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest
import yaml
from pyoxigraph import RdfFormat

from symbiograph.errors import UnreadableInput
from symbiograph.mappings import (
    mapping_statements,
    read_mapping_file,
    read_mapping_set,
    set_description,
    sister,
    write_mapping_set,
)
from symbiograph.mappings.exchange import export, read_foreign
from symbiograph.mappings.slots import BUILT_IN_PREFIXES, MAPPING_SLOTS, PROPAGATED, SET_SLOTS
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.resources import folder

HEAD = """#curie_map:
#  skill: https://w3id.org/symbiograph/id/skill/
#  esco: http://data.europa.eu/esco/skill/
#mapping_set_title: Skills to ESCO
#license: https://creativecommons.org/licenses/by/4.0/
#publication_date: "2026-11-21"
#object_source_version: "1.10"
#extension_definitions:
#  - slot_name: remark
#    property: skos:note
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
UUID = "22c45bf7-e52b-475f-847b-c32a87f65a5d"
ROW = f"skill:circular-economy\tskos:exactMatch\tesco:{UUID}\tsemapv:ManualMappingCuration"
IRI = GRAPH + "skills-esco"


def table(row: str = ROW, columns: str = COLUMNS, head: str = HEAD) -> str:
    return f"{head}{columns}\n{row}\n"


def statements(text: str, *, accepted: bool = True) -> set[pyoxigraph.Triple]:
    mappings = read_mapping_set(text, "skills-esco.sssom.tsv")
    return set(mapping_statements(mappings, IRI, accepted=accepted))


def triples(turtle: str) -> set[pyoxigraph.Triple]:
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    return {quad.triple for quad in pyoxigraph.parse(head + turtle, RdfFormat.TURTLE)}


MATCH = f"skill:circular-economy skos:exactMatch esco-skill:{UUID} ."
NODE = f"""sgg:skills-esco a sssom:MappingSet ;
  sssom:mappings mapping:skills-esco-circular-economy-22c45bf7 .
mapping:skills-esco-circular-economy-22c45bf7 a sssom:Mapping ;
  owl:annotatedSource skill:circular-economy ;
  owl:annotatedProperty skos:exactMatch ;
  owl:annotatedTarget esco-skill:{UUID} ;
  sssom:mapping_justification semapv:ManualMappingCuration ;
  sssom:object_source_version "1.10" ."""


def test_a_row_becomes_its_triple_and_a_described_mapping() -> None:
    assert statements(table()) == triples(MATCH + NODE)


def test_every_kind_of_value_gets_its_property_and_datatype() -> None:
    text = table(
        ROW + "\t0.80\tsame label, | and scope\t2026-01-31\tone|t\\|w\\\\o\tour remark\t1.2.0",
        COLUMNS
        + "\tconfidence\tcomment\tmapping_date\tauthor_label\tremark\tobject_source_version",
    )
    described = triples(
        """mapping:skills-esco-circular-economy-22c45bf7
        sssom:confidence 0.8 ; rdfs:comment "same label, | and scope" ;
        dcterms:created "2026-01-31"^^xsd:date ; sssom:author_label "one" , "t|w\\\\o" ;
        skos:note "our remark" ; sssom:object_source_version "1.2.0" ."""
    )
    inherited = triples(
        'mapping:skills-esco-circular-economy-22c45bf7 sssom:object_source_version "1.10" .'
    )
    assert statements(text) == (triples(MATCH + NODE) - inherited) | described


def test_no_term_found_is_a_statement_about_the_scheme_searched() -> None:
    row = "skill:x\tskos:exactMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration"
    source = "http://data.europa.eu/esco/concept-scheme/skills"
    made = statements(table(f"{row}\t{source}", COLUMNS + "\tobject_source"))
    assert triples(f"skill:x sg:hasNoMatchIn <{source}> .") <= made
    assert not [t for t in made if t.predicate.value.startswith(PREFIXES["skos"])]
    assert triples("mapping:skills-esco-x-no-term-found-skills a sssom:Mapping .") <= made
    with pytest.raises(UnreadableInput, match="line 12, column 1: sssom:NoTermFound needs object_"):
        statements(table(row))


def test_what_others_found_no_match_for_and_how_a_table_is_written_is_no_statement() -> None:
    national = read_foreign(NATIONAL, "national.csv", "national").mappings
    made = mapping_statements(national, GRAPH + "national")
    assert len([t for t in made if t.predicate.value == PREFIXES["skos"] + "exactMatch"]) == 1
    assert not [t for t in made if t.predicate.value.endswith(("hasNoMatchIn", "row"))]
    assert len([t for t in made if t.object.value == PREFIXES["sssom"] + "Mapping"]) == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        (table(), False),
        (table(ROW + "\tNot", COLUMNS + "\tpredicate_modifier"), True),
    ],
    ids=["candidate", "negated"],
)
def test_what_is_not_accepted_or_is_negated_gives_no_plain_triple(
    text: str, accepted: bool
) -> None:
    made = statements(text, accepted=accepted)
    assert triples(NODE) <= made
    assert not triples(MATCH) & made


def test_a_record_id_names_the_mapping() -> None:
    made = statements(table(ROW + "\tskill:record", COLUMNS + "\trecord_id"))
    named = "skill:record a sssom:Mapping . sgg:skills-esco sssom:mappings skill:record ."
    assert triples(named) <= made
    assert not [t for t in made if "id/mapping/" in t.subject.value]


def test_the_head_describes_the_set() -> None:
    mappings = read_mapping_set(table(), "skills-esco.sssom.tsv")
    assert set(set_description(mappings, IRI)) == triples(
        """sgg:skills-esco a dcat:Dataset ; dcterms:title "Skills to ESCO"@en ;
        dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
        dcterms:modified "2026-11-21"^^xsd:date ; dcterms:publisher organisation:symbiograph ."""
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (table(ROW.replace("skill:", "skil:")), "line 12, column 1: 'skil:circular-economy' is ne"),
        (table(ROW.replace("esco:", "esco:a b")), f"line 12, column 40: 'esco:a b{UUID}' is neit"),
        (table(ROW.replace("skos:exactMatch", "")), "line 12, column 24: predicate_id is empty"),
        (table(ROW + "\tx"), "line 12, column 112: 5 cells where the header has 4"),
        (
            table(ROW + "\t1.2", COLUMNS + "\tconfidence"),
            "line 12, column 111: confidence is '1.2'",
        ),
        (
            table(ROW + "\thalf", COLUMNS + "\tconfidence"),
            "line 12, column 111: confidence is 'hal",
        ),
        (table(ROW + "\t31.1.", COLUMNS + "\tmapping_date"), "column 111: mapping_date is '31.1.'"),
        (table(columns=COLUMNS + "\tremarks"), "line 11, column 57: unknown column 'remarks'"),
        (table(columns=COLUMNS + "\tobject_id"), "line 11, column 57: column 'object_id' comes tw"),
        (table(columns="subject_id\tobject_id"), "line 11, column 1: no column 'predicate_id'"),
        (table(f"{ROW}\n{ROW}"), "line 13, column 1: the same subject, predicate and object sta"),
        (
            table(f"{ROW}\n{ROW.replace('exact', 'close')}"),
            "line 13, column 1: it relates the same subject and object as line 12",
        ),
        (table(head="#a: [1\n#b: ]: 2\n"), "line 2, column 3: the head is not YAML"),
        (table(head=""), "line 1, column 1: it has no head"),
        (table(head=HEAD + "#titel: x\n"), "line 11, column 2: SSSOM has no set slot 'titel'"),
        (table(head="#curie_map: x\n"), "curie_map must give an IRI for each prefix"),
        (table(head=HEAD + "#  - slot_name: y\n"), "an extension needs a slot_name and a property"),
        (table('"' + ROW), "line 12, column 1: "),
    ],
)
def test_a_faulty_table_is_refused_with_its_place(text: str, fault: str) -> None:
    with pytest.raises(UnreadableInput) as raised:
        statements(text)
    assert fault in raised.value.message
    assert raised.value.message.startswith("skills-esco.sssom.tsv")


def test_empty_lines_and_windows_line_ends_are_no_rows() -> None:
    text = table(ROW + "\n\n").replace("\n", "\r\n")
    assert statements(text) == triples(MATCH + NODE)


def tables() -> list[Path]:
    return sorted(folder("mappings").glob("*.sssom.tsv"))


@pytest.mark.parametrize("path", tables(), ids=lambda path: path.name)
def test_no_row_of_our_tables_is_dropped(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")][1:]
    mappings = read_mapping_set(text, path.name)
    assert len(mappings.mappings) == len(rows) > 0
    for mapping in mappings.mappings:
        confidence = mapping.one("confidence")
        assert confidence is None or isinstance(confidence, Decimal)


def test_the_slots_are_those_of_the_sssom_schema(shared: Path) -> None:
    schema = yaml.safe_load((shared / "ontologies/sssom/sssom_schema.yaml").read_text("utf-8"))
    slots = schema["slots"]
    assert list(MAPPING_SLOTS) == schema["classes"]["mapping"]["slots"]
    structured = {"curie_map", "mappings", "extension_definitions"}
    of_a_set = schema["classes"]["mapping set"]["slots"]
    assert list(SET_SLOTS) == [name for name in of_a_set if name not in structured]
    propagated = {n for n, s in slots.items() if s.get("annotations", {}).get("propagated")}
    assert propagated == PROPAGATED
    prefixes = {**schema["prefixes"], **BUILT_IN_PREFIXES}
    kinds = {"EntityReference": "entity", "NonRelativeURI": "uri", "double": "number"}
    for name, slot in {**MAPPING_SLOTS, **SET_SLOTS}.items():
        prefix, _, local = slots[name].get("slot_uri", f"sssom:{name}").partition(":")
        declared = prefixes[prefix]
        namespace = declared if isinstance(declared, str) else declared["prefix_reference"]
        assert slot.iri == namespace + local
        assert slot.many == bool(slots[name].get("multivalued"))
        kind = slots[name].get("range", "text")
        assert slot.kind == kinds.get(kind, kind if kind == "date" else "text")


# In a process of its own: the package and pandas warn while they are imported.
OFFICIAL = """
import json, sys
from pathlib import Path
from click.testing import CliRunner
from sssom.cli import main
from sssom.parsers import parse_sssom_json, parse_sssom_rdf, parse_sssom_table
from sssom.writers import write_json, write_rdf, write_table

folder, *paths = map(Path, sys.argv[1:])
exits = [CliRunner().invoke(main, ["validate", str(path)]).exit_code for path in paths]
rows = [len(parse_sssom_table(path).df) for path in paths]
rows.append(len(parse_sssom_json(folder / "ours.json").df))
rows.append(len(parse_sssom_rdf(folder / "ours.ttl").df))
for name, write in ("tsv", write_table), ("json", write_json), ("ttl", write_rdf):
    write(parse_sssom_table(paths[0]), folder / f"theirs.{name}")
print(json.dumps([exits, rows]))
"""


@pytest.mark.slow
def test_the_official_tool_reads_what_we_write_and_writes_what_we_read(tmp_path: Path) -> None:
    sets = [read_mapping_file(path) for path in tables()]
    (tmp_path / "ours.json").write_text(export(sets[-1], "sssom-json"), encoding="utf-8")
    (tmp_path / "ours.ttl").write_text(export(sets[-1], "sssom-rdf"), encoding="utf-8")
    national = read_foreign(NATIONAL, "national.csv", "national").mappings
    made = [national, sister(sets[0], "candidate", datetime.date(2026, 1, 31))]
    made[1].mappings.extend(row.but(mapping_tool_version="2") for row in sets[0].mappings[:2])
    paths = tables()
    for one, name in zip(made, ("national", "x.candidates"), strict=True):
        paths.append(tmp_path / f"{name}.sssom.tsv")
        paths[-1].write_text(write_mapping_set(one), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", OFFICIAL, tmp_path, *paths],
        capture_output=True,
        text=True,
        check=True,
    )
    exits, rows = json.loads(run.stdout.splitlines()[-1])
    assert exits == [0] * len(paths)
    assert rows == [len(one.mappings) for one in (*sets, *made, sets[-1], sets[-1])]
    for name in ("tsv", "json", "ttl"):
        read = read_foreign((tmp_path / f"theirs.{name}").read_bytes(), f"theirs.{name}", "x")
        assert read.faults == []
        assert {row.key for row in read.mappings.mappings} == {r.key for r in sets[0].mappings}
        assert read.mappings.one("mapping_set_id") == sets[0].one("mapping_set_id")


NATIONAL = b"""Classification 1 URI,Classification 1 PrefLabel,Classification 2 ID,Mapping relation
http://data.europa.eu/esco/skill/s1,"reuse ""waste"" heat",K 1,skos:exactMatch
,,K|2,
"""
