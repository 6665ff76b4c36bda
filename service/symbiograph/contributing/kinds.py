"""The tables that can be filled: for each kind its columns, their meaning, and an example.

Templates, the reading of tables and the documentation are made from this one definition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from symbiograph.contributing.forms import (
    Address,
    Form,
    Language,
    Name,
    Number,
    Term,
    Text,
    Year,
)
from symbiograph.errors import NotFound
from symbiograph.prefixes import PREFIXES


@dataclass(frozen=True)
class Column:
    """A column: its name, what to write in it, how it is read, and an example.

    ``many`` values are separated by semicolons.
    """

    name: str
    meaning: str
    form: Form
    example: str = ""
    required: bool = False
    many: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of table: its name in addresses, its title, what it is for, and its columns."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]


SKILL: Final = Term(("sg:Skill",), "skill")
_ROLE: Final = Term(("sg:Role",), "job profile or target group")
_SECTOR: Final = Term(("sg:Sector",), "sector")
_LEVEL: Final = Term(("sg:ProficiencyLevel",), "level of proficiency", few=True)
_PLACE: Final = Term(("sg:Region",), "region or country")
_STREAM: Final = Term(("sg:ResourceStream",), "stream", or_new=True)
_STREAM_KIND: Final = Term(("sg:StreamKind",), "kind of stream", few=True)
_ACTIVITY: Final = Term(
    ("sg:EconomicActivity",), "economic activity of NACE", preferred=PREFIXES["nace2"]
)
_ORGANISATION: Final = Term(("org:Organization", "sg:Project"), "organisation", or_new=True)
_UNIT: Final = Term(("sg:MeasurementUnit",), "unit", few=True)
_PERIOD: Final = Term(("sg:Period",), "period", few=True)

_ID: Final = Column(
    "id", "A number or short name of your own; it stays the same when the row changes.", Name(), "1"
)
_LANGUAGE: Final = Column(
    "language",
    "The language that the words of this row are in. Without it English.",
    Language(),
    "en",
)
_NOTE: Final = Column("note", "What else a reader should know.", Text())
_SOURCE: Final = Column(
    "source",
    "The address of a page on which this can be read.",
    Address(),
    "https://www.example.org/",
)

_UNITS: Final = Kind(
    "units",
    "Training units",
    "Courses, modules and programmes, with the skills that they teach.",
    (
        _ID,
        Column("title", "The name of the unit.", Text(), "Waste heat for beginners", required=True),
        Column(
            "type",
            "What sort of unit it is.",
            Term(("sg:TrainingUnitType",), "type of training unit", few=True),
            "module",
            required=True,
        ),
        Column("provider", "Who offers it.", _ORGANISATION, "Example College", required=True),
        Column(
            "skills",
            "The skills that it teaches.",
            SKILL,
            "waste heat recovery; conduct energy audits",
            many=True,
        ),
        Column(
            "outcome",
            "What a learner can do afterwards. Without it the title stands in.",
            Text(),
            "Find out where a plant gives off heat",
        ),
        Column(
            "outcome type",
            "What sort of outcome that is. Without it a skill.",
            Term(("sg:OutcomeType",), "type of outcome", few=True),
            "skill",
        ),
        Column("hours", "Hours of learning, self-study included.", Number(), "12.5"),
        Column("credits", "Credit points.", Number(), "0.5"),
        Column(
            "credit scheme",
            "The scheme of the credit points.",
            Term(("sg:CreditScheme",), "credit scheme", few=True),
            "ECTS",
        ),
        Column(
            "EQF level",
            "Levels of the European Qualifications Framework.",
            Term(("sg:QualificationLevel",), "EQF level"),
            "5",
            many=True,
        ),
        Column(
            "mode",
            "How it is taught.",
            Term(("sg:DeliveryMode",), "mode of delivery", few=True),
            "online",
            many=True,
        ),
        Column("taught in", "The languages of teaching.", Language(), "en; de", many=True),
        Column("part of", "The id of the row of the larger unit that this is a part of.", Name()),
        _LANGUAGE,
        _NOTE,
        _SOURCE,
    ),
)
_REQUIREMENTS: Final = Kind(
    "requirements",
    "Requirements of profiles",
    "Which skill a job profile needs, and at which level.",
    (
        _ID,
        Column("profile", "Who needs the skill.", _ROLE, "Energy manager", required=True),
        Column("skill", "The skill that is needed.", SKILL, "waste heat recovery", required=True),
        Column(
            "necessity",
            "Whether it is essential or optional.",
            Term(("sg:Necessity",), "necessity", few=True),
            "essential",
        ),
        Column("level now", "The level that is needed today.", _LEVEL, "intermediate"),
        Column("level in future", "The level that will be needed.", _LEVEL, "advanced"),
        Column(
            "sectors",
            "The sectors for which this holds. Without them for all.",
            _SECTOR,
            "steel",
            many=True,
        ),
        Column(
            "importance",
            "How important it is, in your words.",
            Text(),
            "asked for in most job offers",
        ),
        _LANGUAGE,
        _NOTE,
        _SOURCE,
    ),
)


def _streams(name: str, title: str, about: str, who: str, example: str) -> Kind:
    about_party = f"The company or plant by which it is {who.removesuffix(' by')}."
    return Kind(
        name,
        title,
        about,
        (
            _ID,
            Column(who, about_party, Text(), example, required=True),
            Column(
                "stream",
                "The material, energy, water or other resource.",
                _STREAM,
                "fly ash",
                required=True,
            ),
            Column(
                "kind",
                "What sort of stream it is; for one that this graph does not know.",
                _STREAM_KIND,
                "material",
            ),
            Column("activity", "What that plant does, by NACE.", _ACTIVITY, "35.11"),
            Column("place", "Where it is: a country or a region of NUTS.", _PLACE, "Denmark"),
            Column("amount", "How much of it.", Number(), "1200"),
            Column("unit", "The unit of the amount.", _UNIT, "tonne"),
            Column(
                "period", "What time the amount is for. Without it a year.", _PERIOD, "per year"
            ),
            Column("use", "What it is or could be used for, in your words.", Text(), "cement"),
            _LANGUAGE,
            _NOTE,
            _SOURCE,
        ),
    )


_OBSERVATIONS: Final = Kind(
    "observations",
    "Regional observations",
    "What was observed of jobs and skills in a region, with its figure and how reliable it is.",
    (
        _ID,
        Column("title", "A short heading.", Text(), "Energy auditors are sought", required=True),
        Column(
            "statement",
            "What was observed, in a sentence.",
            Text(1000),
            "Firms look for energy auditors in vain.",
            required=True,
        ),
        Column("region", "Where: a country or a region of NUTS.", _PLACE, "Denmark", required=True),
        Column("sectors", "The sectors that it is about.", _SECTOR, "steel", many=True),
        Column(
            "type",
            "What sort of observation it is.",
            Term(("sg:ObservationType",), "type of observation"),
            "shortage",
            required=True,
        ),
        Column(
            "reliability",
            "Who says so.",
            Term(("sg:Reliability",), "degree of reliability", few=True),
            "study",
            required=True,
        ),
        Column("from year", "The first year that it is about.", Year(), "2025", required=True),
        Column("to year", "The last year. Without it the first one.", Year(), "2026"),
        Column(
            "lowest value", "The figure, or the lower end of a range.", Number(signed=True), "120"
        ),
        Column("highest value", "The upper end of the range.", Number(signed=True), "150"),
        Column("of what", "What the figure counts.", Text(), "vacancies"),
        Column("skills", "The skills that it is about.", SKILL, "conduct energy audits", many=True),
        Column(
            "profiles", "The job profiles that it is about.", _ROLE, "Energy manager", many=True
        ),
        _LANGUAGE,
        _NOTE,
        Column("source", _SOURCE.meaning, Address(), _SOURCE.example, required=True),
    ),
)
KINDS: Final = {
    kind.name: kind
    for kind in (
        _UNITS,
        _REQUIREMENTS,
        _streams(
            "offers",
            "Offers",
            "What a company gives away or sells: material, energy, water.",
            "offered by",
            "Example Power Station",
        ),
        _streams(
            "needs",
            "Needs",
            "What a company looks for: material, energy, water.",
            "needed by",
            "Example Cement Works",
        ),
        _OBSERVATIONS,
    )
}


def kind_of(name: str) -> Kind:
    """Return a kind of table; raises :class:`NotFound` with those that there are."""
    if name not in KINDS:
        raise NotFound(f"There is no table of {name!r}.", list(KINDS))
    return KINDS[name]
