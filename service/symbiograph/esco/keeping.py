"""A release that was read, judged and put on the shelf, with the labels it borrows."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from symbiograph.engine.release import checksum
from symbiograph.errors import BuildError, EscoReleaseUnclear
from symbiograph.esco.importing import Imported
from symbiograph.esco.judgement import judge, shapes_checksum
from symbiograph.esco.lending import lend
from symbiograph.esco.shelf import GRAPH_FILE, Manifest, Shelf, loan_file
from symbiograph.validation import ValidationReport, as_text


@dataclass(frozen=True)
class Kept:
    """What became of an import: whether anything changed, and what the shapes say."""

    changed: bool
    report: ValidationReport
    lent: dict[str, dict[str, int]]


def keep(imported: Imported, shelf: Shelf, lenders: Sequence[Imported] = ()) -> Kept:
    """Judge a release and keep it, in place of what was imported of it before.

    ``lent`` counts concepts with labels of another release, by lender and language. Raises
    :class:`BuildError` where the shapes do not allow the graph, and :class:`EscoReleaseUnclear`
    where a lender is the same release; nothing is written then.
    """
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(checksum, imported.document)
        report = judge(imported.document)
    if not report.accepted:
        raise BuildError(f"ESCO {imported.release} breaks the shapes.\n{as_text(report)}")
    documents = {GRAPH_FILE: imported.document}
    lent = {}
    for lender in lenders:
        if lender.release == imported.release:
            raise EscoReleaseUnclear(
                f"Both are ESCO {lender.release}: import the files together, without --labels-from."
            )
        loan = lend(lender.document, imported.document)
        documents[loan_file(lender.release)] = loan.document
        lent[lender.release] = loan.concepts
    inputs = dict(imported.inputs)
    for lender in lenders:
        inputs |= {f"{lender.release}: {name}": sha for name, sha in lender.inputs.items()}
    manifest = Manifest(
        imported.release,
        imported.detected.evidence,
        imported.languages,
        imported.counts,
        imported.missing,
        inputs,
        imported.last_change,
        shapes_checksum(),
    )
    known = {GRAPH_FILE: made.result()}
    return Kept(shelf.put(manifest, documents, known), report, lent)
