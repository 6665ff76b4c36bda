"""What can be reconciled: five services, each with the types and properties of its entities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from symbiograph.esco import model
from symbiograph.prefixes import ID, PREFIXES, SG, VOCABULARY

_SKOS: Final = PREFIXES["skos"]
_CODE: Final = PREFIXES["dcterms"] + "identifier"


class Holds(StrEnum):
    """What the values of a property are."""

    TEXT = "text"
    THING = "thing"
    FLAG = "flag"
    DATE = "date"


@dataclass(frozen=True)
class EntityType:
    """A type of entities: those that ``property`` relates to ``value``, both IRIs.

    ``broader`` are ids of types. Ids hold nothing that a client would have to escape, because
    OpenRefine does not.
    """

    id: str
    name: str
    value: str
    property: str = model.TYPE
    broader: tuple[str, ...] = ()


@dataclass(frozen=True)
class Property:
    """A property of entities: the values of any of the graph's ``properties``.

    ``above`` leads to what also counts when a value is asked for, such as all broader groups.
    ``service`` is the name of the service whose entities the values are.
    """

    id: str
    name: str
    description: str
    properties: tuple[str, ...]
    holds: Holds = Holds.TEXT
    above: str = ""
    service: str = ""


@dataclass(frozen=True)
class Service:
    """A reconciliation service; its name is that of the target of an aligner.

    Entities are of ``types[0]`` and their IRIs begin with ``start``. ``kind`` and ``scheme`` are
    what the label index calls them. ``code`` is the property of the graph that gives their codes.
    """

    name: str
    title: str
    description: str
    start: str
    kind: str
    scheme: str
    types: tuple[EntityType, ...]
    properties: tuple[Property, ...]
    code: str = ""

    @property
    def schema_space(self) -> str:
        """The IRI of the class of all entities."""
        return self.types[0].value

    def property(self, id_: str) -> Property | None:
        """Return a property by its id."""
        return next((one for one in self.properties if one.id == id_), None)

    def type(self, id_: str) -> EntityType | None:
        """Return a type by its id."""
        return next((one for one in self.types if one.id == id_), None)


_ID: Final = Property("id", "identifier", "The IRI.", ())
_LABEL: Final = Property("label", "label", "The preferred label.", (model.PREF_LABEL,))
_ALTERNATIVE: Final = Property(
    "alternative-label", "alternative label", "Other words for it.", (model.ALT_LABEL,)
)
_DESCRIPTION: Final = Property(
    "description",
    "description",
    "What it is, in a sentence or two.",
    (model.DEFINITION, model.DESCRIPTION),
)
_STATUS: Final = Property(
    "status", "status", "Whether the release has it in force or withdrawn.", (model.STATUS,)
)
_MODIFIED: Final = Property(
    "modified", "modified", "When ESCO last changed it.", (model.MODIFIED,), Holds.DATE
)


def _mapped(service: str, whose: str) -> tuple[Property, ...]:
    """Return the properties that lead to what something is mapped to, by relation."""
    relations = {
        "exact-match": ("exactMatch", f"{whose} that are the same."),
        "close-match": ("closeMatch", f"{whose} that are nearly the same."),
        "broad-match": ("broadMatch", f"{whose} that are broader."),
        "narrow-match": ("narrowMatch", f"{whose} that are narrower."),
    }
    return tuple(
        Property(id_, id_.replace("-", " "), said, (_SKOS + name,), Holds.THING, service=service)
        for id_, (name, said) in relations.items()
    )


def _thing(id_: str, said: str, *properties: str, above: str = "", service: str = "") -> Property:
    name = id_.replace("-", " ")
    return Property(id_, name, said, properties, Holds.THING, above, service)


def _hierarchy(service: str, broader: str) -> tuple[Property, ...]:
    return (
        _thing("broader", broader, model.BROADER, above=model.BROADER_TRANSITIVE),
        _thing("narrower", "What is one step below it.", model.NARROWER, service=service),
    )


ESCO_SKILLS: Final = Service(
    name="esco-skills",
    title="ESCO skills",
    description="Skills, competences and knowledge of the ESCO release in use.",
    start=model.DATA + "skill/",
    kind="skill",
    scheme="esco-skills",
    types=(
        EntityType("esco-skill", "ESCO skill", model.SKILL),
        EntityType(
            "competence",
            "skill/competence",
            model.SKILL_TYPES["skill/competence"],
            model.SKILL_TYPE,
            ("esco-skill",),
        ),
        EntityType(
            "knowledge",
            "knowledge",
            model.SKILL_TYPES["knowledge"],
            model.SKILL_TYPE,
            ("esco-skill",),
        ),
    ),
    properties=(
        _ID,
        _LABEL,
        _ALTERNATIVE,
        _DESCRIPTION,
        _thing("kind", "Skill or knowledge.", model.SKILL_TYPE),
        _thing("reuse-level", "How widely it is used.", model.REUSE_LEVEL),
        *_hierarchy("esco-skills", "The skill or group above it; a group at any height counts."),
        _thing("scheme", "ESCO's sets, such as green or digital skills.", model.IN_SCHEME),
        _thing(
            "essential-for",
            "Occupations it is essential for.",
            model.ESSENTIAL[1],
            service="esco-occupations",
        ),
        _thing(
            "optional-for",
            "Occupations it is optional for.",
            model.OPTIONAL[1],
            service="esco-occupations",
        ),
        *_mapped("skills", "Skills of symbiograph"),
        _STATUS,
        _MODIFIED,
    ),
)
ESCO_OCCUPATIONS: Final = Service(
    name="esco-occupations",
    title="ESCO occupations",
    description="Occupations of the ESCO release in use.",
    start=model.DATA + "occupation/",
    kind="occupation",
    scheme="esco-occupations",
    code=model.NOTATION,
    types=(EntityType("esco-occupation", "ESCO occupation", model.OCCUPATION),),
    properties=(
        _ID,
        _LABEL,
        _ALTERNATIVE,
        _DESCRIPTION,
        Property("code", "code", "ESCO's code, such as 1349.12.", (model.NOTATION,)),
        _thing(
            "isco-group",
            "The ISCO-08 group, by code or name; a group at any height counts.",
            model.ISCO_GROUP,
            above=model.BROADER_TRANSITIVE,
        ),
        *_hierarchy("esco-occupations", "The occupation or ISCO-08 group above it."),
        _thing("essential-skill", "Skills it needs.", model.ESSENTIAL[0], service="esco-skills"),
        _thing(
            "optional-skill", "Skills that help in it.", model.OPTIONAL[0], service="esco-skills"
        ),
        *_mapped("profiles", "Job profiles of symbiograph"),
        _STATUS,
        _MODIFIED,
    ),
)
SKILLS: Final = Service(
    name="skills",
    title="Skills of industrial symbiosis",
    description="Skills, knowledge and attitudes that industrial symbiosis calls for.",
    start=ID + "skill/",
    kind="skill",
    scheme="",
    code=_CODE,
    types=(
        EntityType("skill-concept", "skill", SG + "Skill"),
        *(
            EntityType(
                kind,
                kind,
                f"{VOCABULARY}skill-kind/{kind}",
                SG + "hasSkillKind",
                ("skill-concept",),
            )
            for kind in ("skill", "knowledge", "attitude")
        ),
    ),
    properties=(
        _ID,
        _LABEL,
        _ALTERNATIVE,
        _DESCRIPTION,
        Property("code", "code", "Our code, such as ISK-085.", (_CODE,)),
        _thing("kind", "Skill, knowledge or attitude.", SG + "hasSkillKind"),
        _thing("group", "The group of skills it is in.", SG + "hasSkillGroup"),
        _thing("theme", "A theme it belongs to.", SG + "hasSkillTheme"),
        *_hierarchy("skills", "The skill above it."),
        *_mapped("esco-skills", "ESCO skills"),
        _thing(
            "required-by",
            "Job profiles that need it.",
            SG + "isSkillRequiredBy",
            service="profiles",
        ),
        _thing("taught-by", "Training units that teach it.", SG + "isTaughtBy"),
    ),
)
PROFILES: Final = Service(
    name="profiles",
    title="Job profiles of industrial symbiosis",
    description="Job profiles of industrial symbiosis and energy efficiency.",
    start=ID + "profile/",
    kind="profile",
    scheme="",
    code=_CODE,
    types=(
        EntityType("profile", "job profile", SG + "JobProfile"),
        *(
            EntityType(
                function,
                f"{function} profile",
                f"{VOCABULARY}function/{function}",
                SG + "hasFunction",
                ("profile",),
            )
            for function in ("managerial", "operational")
        ),
    ),
    properties=(
        _ID,
        _LABEL,
        _ALTERNATIVE,
        _DESCRIPTION,
        Property("code", "code", "Our code, such as ISJ-048.", (_CODE,)),
        _thing("function", "Managerial or operational.", SG + "hasFunction"),
        _thing("functional-area", "The area it works in.", SG + "hasFunctionalArea"),
        _thing("sector", "A sector it matters to.", SG + "isRelevantToSector"),
        _thing("requires-skill", "Skills it needs.", SG + "requiresSkill", service="skills"),
        *_mapped("esco-occupations", "ESCO occupations"),
    ),
)
WASTE_CODES: Final = Service(
    name="waste-codes",
    title="European List of Waste",
    description="Codes, sub-chapters and chapters of the European List of Waste that are here.",
    start=VOCABULARY + "list-of-waste/",
    kind="concept",
    scheme="list-of-waste",
    code=model.NOTATION,
    types=(
        EntityType("waste-list-entry", "List of Waste entry", SG + "WasteListEntry"),
        EntityType(
            "waste-code", "List of Waste code", SG + "WasteCode", broader=("waste-list-entry",)
        ),
        EntityType(
            "waste-sub-chapter",
            "List of Waste sub-chapter",
            SG + "WasteSubChapter",
            broader=("waste-list-entry",),
        ),
        EntityType(
            "waste-chapter",
            "List of Waste chapter",
            SG + "WasteChapter",
            broader=("waste-list-entry",),
        ),
    ),
    properties=(
        _ID,
        _LABEL,
        Property("code", "code", "The code, such as 10 08 04.", (model.NOTATION,)),
        Property(
            "hazardous", "hazardous", "Whether it is hazardous.", (SG + "isHazardous",), Holds.FLAG
        ),
        _thing("entry-type", "Absolute or mirror entry.", SG + "hasEntryType"),
        *_hierarchy("waste-codes", "The chapter or sub-chapter above it, by code or name."),
        _thing(
            "mirror-entry",
            "The entry for the same waste with the other hazard.",
            SG + "hasMirrorEntry",
            service="waste-codes",
        ),
    ),
)

SERVICES: Final[Mapping[str, Service]] = {
    service.name: service
    for service in (ESCO_SKILLS, ESCO_OCCUPATIONS, SKILLS, PROFILES, WASTE_CODES)
}
