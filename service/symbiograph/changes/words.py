"""The words of the stream: terms of LDES, TREE and others, and what they are used for."""

from __future__ import annotations

from typing import Final

from symbiograph.changes.entry import CREATE, DELETE, UPDATE
from symbiograph.prefixes import PREFIXES

# Seconds after which asking again may be worth it.
POLLING: Final = 5

LDES: Final = "https://w3id.org/ldes#"
TREE: Final = "https://w3id.org/tree#"
ACTIVITY: Final = "https://www.w3.org/ns/activitystreams#"
SCHEMA: Final = "https://schema.org/"
SHACL: Final = "http://www.w3.org/ns/shacl#"
NAMESPACES: Final = {**PREFIXES, "ldes": LDES, "tree": TREE, "as": ACTIVITY, "schema": SCHEMA}

TYPE: Final = f"<{PREFIXES['rdf']}type>"
TIMESTAMP: Final = f"<{PREFIXES['prov']}generatedAtTime>"
SEQUENCE: Final = f"<{SCHEMA}position>"
VERSION_OF: Final = f"<{PREFIXES['dcterms']}isVersionOf>"
PART_OF: Final = f"<{PREFIXES['dcterms']}isPartOf>"
HAS_PART: Final = f"<{PREFIXES['dcterms']}hasPart>"
SUBJECT: Final = f"<{PREFIXES['foaf']}primaryTopic>"
COMMIT_OF: Final = f"<{PREFIXES['prov']}wasGeneratedBy>"
STATUS: Final = f"<{SCHEMA}actionStatus>"
COMPLETED: Final = f"<{SCHEMA}CompletedActionStatus>"
UNDER_WAY: Final = f"<{SCHEMA}ActiveActionStatus>"
MEMBER: Final = f"<{TREE}member>"
# Added to the IRI of the stream: the graphs that are merged.
MERGE: Final = "#default-graph"

# What the stream says of itself.
CONTEXT: Final = {
    "timestampPath": TIMESTAMP,
    "sequencePath": SEQUENCE,
    "versionOfPath": VERSION_OF,
    "versionCreatePath": TYPE,
    "versionCreateObject": f"<{ACTIVITY}{CREATE}>",
    "versionUpdatePath": TYPE,
    "versionUpdateObject": f"<{ACTIVITY}{UPDATE}>",
    "versionDeletePath": TYPE,
    "versionDeleteObject": f"<{ACTIVITY}{DELETE}>",
    "transactionPath": COMMIT_OF,
    "transactionFinalizedPath": STATUS,
    "transactionFinalizedObject": COMPLETED,
}
_AN_IRI: Final = f"<{SHACL}nodeKind> <{SHACL}IRI>"
# What each member has: a property, whether it must be there, and of what kind its value is.
SHAPE: Final = (
    (VERSION_OF, True, _AN_IRI),
    (TIMESTAMP, True, f"<{SHACL}datatype> <{PREFIXES['xsd']}dateTime>"),
    (SEQUENCE, True, f"<{SHACL}datatype> <{PREFIXES['xsd']}integer>"),
    (PART_OF, False, _AN_IRI),
    (SUBJECT, True, _AN_IRI),
    (COMMIT_OF, True, _AN_IRI),
    (STATUS, True, _AN_IRI),
)
