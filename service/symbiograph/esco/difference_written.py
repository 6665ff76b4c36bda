"""The difference of two releases for programs: CSV, JSON, and RDF in Turtle.

In RDF each concept that changed has a change set of the Changeset vocabulary
(http://purl.org/vocab/changeset/schema#): statements that were removed and that were added. A
proposal is a ``sssom:Mapping`` whose evidence is of the kind ``proposal``. It is told of, not
stated: no triple joins the two concepts.
"""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from symbiograph.esco import model
from symbiograph.esco.concepts import KINDS
from symbiograph.esco.difference import BETWEEN_CONCEPTS, WHATS, Change, Difference
from symbiograph.esco.replacement import Proposal
from symbiograph.prefixes import GRAPH, PREFIXES, SG

# What is proposed for a concept that was removed, by its IRI.
Proposals = Mapping[str, Sequence[Proposal]]

COLUMNS: Final = (
    "change", "kind", "concept", "name", "language", "old", "old_name", "new", "new_name",
    "score", "reasons",
)  # fmt: skip
_CHANGESET: Final = "http://purl.org/vocab/changeset/schema#"
_REPLACED_BY: Final = PREFIXES["dcterms"] + "isReplacedBy"


def as_csv(difference: Difference, proposals: Proposals) -> str:
    """Return a row for each change; a proposal is a row after its concept's, ``proposed``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in difference.changes:
        row = [change.what, change.kind, change.concept, change.name, change.language]
        for values in (change.old, change.new):
            names = _names(difference, change, values)
            row += [" ".join(values), "; ".join(names)]
        writer.writerow([*row, "", ""])
        if change.what == "removed":
            for found in proposals.get(change.concept, ()):
                of = ["proposed", change.kind, change.concept, change.name, "", "", ""]
                reasons = "; ".join(found.reasons)
                writer.writerow([*of, found.concept, found.name, f"{found.score:.3f}", reasons])
    return text.getvalue()


def as_json(difference: Difference, proposals: Proposals, notice: str) -> str:
    """Return one object: both releases, the counts, what was not compared, and every change."""
    counts = difference.counts()
    document = {
        "old": difference.old.release,
        "new": difference.new.release,
        "notice": notice,
        "counts": {
            what: {kind: counts[what, kind] for kind in KINDS if (what, kind) in counts}
            for what in WHATS
        },
        "notCompared": difference.not_compared,
        "changes": [_object(difference, change, proposals) for change in difference.changes],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def proposal_object(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as JSON has it."""
    return {
        "concept": proposal.concept,
        "name": proposal.name,
        "score": proposal.score,
        "reasons": list(proposal.reasons),
    }


def as_turtle(difference: Difference, proposals: Proposals, notice: str) -> str:
    """Return change sets, one for each concept that changed, and the proposals, as Turtle."""
    triples = [*_change_sets(difference, notice), *_proposed(difference, proposals)]
    prefixes = {
        name: PREFIXES[name]
        for name in ("dcterms", "esco", "owl", "rdf", "sg", "skos", "sssom", "semapv", "xsd")
    }
    prefixes |= {"cs": _CHANGESET, "evidence-kind": PREFIXES["evidence-kind"]}
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def _names(difference: Difference, change: Change, values: Sequence[str]) -> list[str]:
    return [difference.name(v) for v in values] if change.what in BETWEEN_CONCEPTS else []


def _object(difference: Difference, change: Change, proposals: Proposals) -> dict[str, Any]:
    written: dict[str, Any] = {
        "change": change.what,
        "kind": change.kind,
        "concept": change.concept,
        "name": change.name,
    }
    if change.language:
        written["language"] = change.language
    for side, values in (("old", change.old), ("new", change.new)):
        if change.what in BETWEEN_CONCEPTS:
            written[side] = [{"concept": v, "name": difference.name(v)} for v in values]
        elif values:
            written[side] = values[0]
    if change.what == "removed":
        written["proposals"] = [proposal_object(p) for p in proposals.get(change.concept, ())]
    return written


def _change_sets(difference: Difference, notice: str) -> Iterator[Triple]:
    old, new = difference.old.release, difference.new.release
    changes = sorted(difference.changes, key=lambda change: change.concept)
    number = 0
    for concept, of_concept in groupby(changes, key=lambda change: change.concept):
        node = NamedNode(_name(old, new, concept))
        yield _says(node, model.TYPE, NamedNode(_CHANGESET + "ChangeSet"))
        yield _says(node, _CHANGESET + "subjectOfChange", NamedNode(concept))
        yield _says(node, _CHANGESET + "changeReason", Literal(f"ESCO {old} → {new}. {notice}"))
        yield _says(node, PREFIXES["prov"] + "used", NamedNode(f"{GRAPH}esco-{old}"))
        yield _says(node, PREFIXES["prov"] + "used", NamedNode(f"{GRAPH}esco-{new}"))
        for change in of_concept:
            for role, statement in _statements(change):
                number += 1
                reified = BlankNode(f"s{number}")
                yield _says(node, _CHANGESET + role, reified)
                rdf = PREFIXES["rdf"]
                yield _says(reified, model.TYPE, NamedNode(rdf + "Statement"))
                yield _says(reified, rdf + "subject", statement.subject)
                yield _says(reified, rdf + "predicate", statement.predicate)
                yield _says(reified, rdf + "object", statement.object)


def _statements(change: Change) -> Iterator[tuple[str, Triple]]:
    """Yield what a change removes and adds; a move is told by what is broader before and after."""
    concept = NamedNode(change.concept)
    if change.what in ("removed", "added"):
        role = "removal" if change.what == "removed" else "addition"
        yield role, _says(concept, model.TYPE, NamedNode(model.CONCEPT))
    elif change.what != "moved":
        predicate, term = _terms(change)
        for role, values in (("removal", change.old), ("addition", change.new)):
            for value in values:
                yield role, _says(concept, predicate, term(value))


def _terms(change: Change) -> tuple[str, Callable[[str], NamedNode | Literal]]:
    """Return the property that a change is about, and how its values are written."""
    match change.what.partition(" ")[0]:
        case "relabelled":
            return model.PREF_LABEL, lambda text: Literal(text, language=change.language)
        case "alternative":
            return model.ALT_LABEL, lambda text: Literal(text, language=change.language)
        case "kind":
            return model.SKILL_TYPE, lambda code: NamedNode(f"{model.DATA}skill-type/{code}")
        case "reuse":
            return model.REUSE_LEVEL, lambda code: NamedNode(model.REUSE_LEVELS[code])
        case "status":
            return model.STATUS, Literal
        case "broader":
            return model.BROADER, NamedNode
        case relation:
            return model.RELATION_TYPES[relation][0], NamedNode


def _proposed(difference: Difference, proposals: Proposals) -> Iterator[Triple]:
    evidence = NamedNode(_name("proposal", difference.old.release, difference.new.release))
    sssom, owl, rdfs = (PREFIXES[name] for name in ("sssom", "owl", "rdfs"))
    yield _says(evidence, model.TYPE, NamedNode(SG + "Evidence"))
    label = "Replacements that symbiograph proposes for concepts which ESCO removed"
    yield _says(evidence, model.PREF_LABEL, Literal(label, language="en"))
    kind = NamedNode(PREFIXES["evidence-kind"] + "proposal")
    yield _says(evidence, SG + "hasEvidenceKind", kind)
    for gone, found in sorted(proposals.items()):
        for proposal in found:
            node = NamedNode(
                _name(difference.old.release, difference.new.release, gone, proposal.concept)
            )
            yield _says(node, model.TYPE, NamedNode(sssom + "Mapping"))
            yield _says(node, owl + "annotatedSource", NamedNode(gone))
            yield _says(node, owl + "annotatedProperty", NamedNode(_REPLACED_BY))
            yield _says(node, owl + "annotatedTarget", NamedNode(proposal.concept))
            justification = NamedNode(PREFIXES["semapv"] + "CompositeMatching")
            yield _says(node, sssom + "mapping_justification", justification)
            score = Literal(str(proposal.score), datatype=NamedNode(model.DECIMAL))
            yield _says(node, sssom + "similarity_score", score)
            reasons = Literal("; ".join(proposal.reasons), language="en")
            yield _says(node, rdfs + "comment", reasons)
            yield _says(node, SG + "hasEvidence", evidence)


def _says(subject: NamedNode | BlankNode, predicate: str, value: Any) -> Triple:
    return Triple(subject, NamedNode(predicate), value)


def _name(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)).urn
