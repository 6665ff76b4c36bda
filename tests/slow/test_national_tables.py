"""A whole national table, as it is written and the other way round, against a whole ESCO."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from symbiograph.esco import Shelf, keep, read_release
from symbiograph.esco.concepts import read_classification
from symbiograph.esco.mapping_check import hierarchy
from symbiograph.mappings.checks import logic_findings, read_described
from symbiograph.mappings.exchange import read_foreign
from symbiograph.resources import folder


def test_the_german_table_reads_broad_and_narrow_the_other_way_round(
    shared: Path, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path)
    keep(read_release([shared / "esco" / "1.1.1"]), shelf)
    above = hierarchy([read_classification(shelf.find("1.1.1"))])
    above += read_described(folder("ontology")).broader
    content = (shared / "crosswalk" / "de_skills_esco_mapping_table.csv").read_bytes()
    cycles = []
    for inverse in (False, True):
        read = read_foreign(content, "de.csv", "de", inverse=inverse).mappings
        kinds = Counter(finding.kind for finding in logic_findings([read], above))
        cycles.append(kinds["cycle"])
    broad = [row.key for row in read.mappings if row.key[1].endswith("narrowMatch")]
    each = [len(broad) / len({key[side] for key in broad}) for side in (0, 2)]
    told = " ".join((folder("mappings") / "README.md").read_text("utf-8").split())
    assert f"has {each[0]:.1f} rows with `skos:broadMatch`, a German one {each[1]:.1f}." in told
    assert f"finds {cycles[0]} cycles in the German set as it is written, and {cycles[1]} " in told
