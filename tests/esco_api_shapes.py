"""The forms of the answers of ESCO's web-service, as its OpenAPI definition (1.0.12) states them.

Written for these tests from the definition at https://ec.europa.eu/esco/api/doc/ and from what
clients of the service read; objects that would hold what nobody documents are closed.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "integer", "minimum": 0}
URI: Schema = {"type": "string", "pattern": "^http://data.europa.eu/"}
URIS: Schema = {"type": "array", "items": URI}


def closed(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def by_language(value: Schema) -> Schema:
    return {"type": "object", "patternProperties": {"^[a-z]{2}$": value}, "minProperties": 1,
            "additionalProperties": False}  # fmt: skip


SELF = closed({"href": TEXT, "uri": URI, "title": TEXT})
LINKS: Schema = {
    "type": "array",
    "minItems": 1,
    "items": closed({"href": TEXT, "uri": URI, "title": TEXT}, {"code": TEXT, "skillType": URI}),
}
PAGE_LINK = closed({"href": TEXT})
TEXTS = by_language(closed({"literal": TEXT, "mimetype": {"const": "plain/text"}}))
ANCESTOR = closed(
    {
        "className": TEXT,
        "classId": URI | {"pattern": "^http://"},
        "uri": URI,
        "title": TEXT,
        "parents": URIS,
        "_links": closed({"self": SELF}),
    }
)
OF_CONCEPTS = [
    *("isTopConceptInScheme", "isInScheme", "broaderConcept", "narrowerConcept"),
    *("broaderSkill", "narrowerSkill", "broaderOccupation", "narrowerOccupation"),
    *("hasEssentialSkill", "hasOptionalSkill"),
]
OF_SKILLS = [
    *("hasSkillType", "hasReuseLevel", "broaderHierarchyConcept"),
    *("isEssentialForOccupation", "isOptionalForOccupation"),
    *("isEssentialForSkill", "isOptionalForSkill"),
]
OF_OCCUPATIONS = ["iscoUnitGroup", "regulatedProfessionNote", "broaderIscoGroup", "hasNACECode"]


def _thing(class_name: str, class_: str, links: list[str], *, concept: bool = True) -> Schema:
    required: Schema = {
        "className": {"const": class_name},
        "classId": {"const": class_},
        "uri": URI,
        "title": TEXT,
        "preferredLabel": by_language(TEXT),
        "_links": closed({"self": SELF}, dict.fromkeys(links, LINKS)),
    }
    optional: Schema = {"alternativeLabel": by_language({"type": "array", "items": TEXT})}
    if concept:
        required |= {
            "referenceLanguage": {"type": "array", "items": TEXT},
            "status": TEXT,
            "_embedded": closed({"ancestors": {"type": "array", "items": ANCESTOR}}),
        }
        optional |= dict.fromkeys(("description", "definition", "scopeNote"), TEXTS)
        optional["code"] = TEXT
    return closed(required, optional)


SKILL = _thing("Skill", "http://data.europa.eu/esco/model#Skill", OF_CONCEPTS + OF_SKILLS)
OCCUPATION = _thing(
    "Occupation", "http://data.europa.eu/esco/model#Occupation", OF_CONCEPTS + OF_OCCUPATIONS
)
CONCEPT = _thing("Concept", "http://www.w3.org/2004/02/skos/core#Concept", OF_CONCEPTS)
TAXONOMY = _thing(
    "Taxonomy",
    "http://www.w3.org/2004/02/skos/core#ConceptScheme",
    ["hasTopConcept"],
    concept=False,
)
WHOLE: Schema = {"oneOf": [SKILL, OCCUPATION, CONCEPT]}
PART = closed(
    {
        "className": {"enum": ["Skill", "Occupation", "Concept"]},
        "classId": TEXT,
        "uri": URI,
        "title": TEXT,
        "preferredLabel": by_language(TEXT),
        "_links": closed({"self": SELF}),
    },
    {
        "searchHit": TEXT,
        "code": TEXT,
        **dict.fromkeys(
            (
                *("isTopConceptInScheme", "isInScheme", "hasSkillType", "hasReuseLevel"),
                *("broaderHierarchyConcept", "broaderSkill", "broaderIscoGroup"),
                *("broaderOccupation", "broaderConcept"),
            ),
            URIS,
        ),
    },
)


def collection(of: Schema, *, paged: bool) -> Schema:
    required: Schema = {
        "count": NUMBER,
        "language": TEXT,
        "concepts": {"type": "array", "items": closed({"href": TEXT, "uri": URI})},
        "_embedded": {"type": "object", "patternProperties": {"^http://": of},
                      "additionalProperties": False},
    }  # fmt: skip
    if paged:
        ends = closed(
            {"self": PAGE_LINK, "first": PAGE_LINK, "last": PAGE_LINK},
            {"prev": PAGE_LINK, "next": PAGE_LINK},
        )
        required |= {"offset": NUMBER, "limit": NUMBER, "total": NUMBER, "_links": ends}
    return closed(required)


PAGES = closed({"self": PAGE_LINK}, {"prev": PAGE_LINK, "next": PAGE_LINK})


def relation(name: str, of: Schema) -> Schema:
    return closed(
        {
            "total": NUMBER,
            "offset": NUMBER,
            "limit": NUMBER,
            "language": TEXT,
            "uri": URI,
            "relation": {"const": name},
            "_links": PAGES,
            "_embedded": closed({name: {"type": "array", "items": of}}),
        }
    )


def found(of: Schema, *, facets: bool) -> Schema:
    required: Schema = {
        "total": NUMBER,
        "offset": NUMBER,
        "limit": NUMBER,
        "text": {"type": "string"},
        "language": TEXT,
        "type": {"type": "array", "items": {"enum": ["skill", "occupation", "concept"]}},
        "isInScheme": URIS,
        "_links": PAGES,
        "_embedded": closed({"results": {"type": "array", "items": of}}),
    }
    if facets:
        counts = {"type": "object", "additionalProperties": NUMBER}
        required |= {
            "facet": {"type": "array", "items": {"enum": ["type", "isInScheme"]}},
            "facets": closed({}, {"type": counts, "isInScheme": counts}),
        }
    return closed(required)


ERROR = {
    "type": "object",
    "properties": {
        "logref": TEXT,
        "status": {"type": "integer", "minimum": 400},
        "message": TEXT,
        "_links": {"type": "null"},
    },
    "required": ["logref", "status", "message", "_links"],
}
