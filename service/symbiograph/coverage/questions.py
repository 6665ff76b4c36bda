"""What can be asked about coverage: named queries, and the smallest programme with its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.curriculum.tables.languages import LANGUAGE, LANGUAGES
from symbiograph.coverage.programme import Counting, Limits, Objective, Programme, problem, solve
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.prefixes import SG
from symbiograph.queries import Head, NamedQuery, Parameter, read_arguments
from symbiograph.queries.binding import Argument

# The matrix as a graph, for who asks for RDF.
MATRIX_GRAPH: Final = "coverage/matrix-graph"
# The short name of each question, and the named query that answers it.
QUERIES: Final = {
    "matrix": "coverage/matrix",
    "gap": "coverage/profile-gap",
    "overlap": "coverage/overlap",
    "surplus": "coverage/surplus",
    "shares": "coverage/shares",
    "compare": "coverage/programmes-compared",
    "elm": "coverage/elm",
}
NEEDS: Final = ("profile", "sector", "group")
MOST_ALTERNATIVES: Final = 20
_SECONDS: Final = 5.0
_EQF: Final = range(1, 9)

# The options of a programme, written as those of a named query, so that they are read alike.
PROGRAMME: Final = NamedQuery(
    name="coverage/programme",
    text="",
    head=Head(
        title="The smallest programme that teaches what is needed",
        description=(
            "Chooses the training units that cover as many of the needed skills as the limits "
            "allow, with the fewest units and then the fewest hours or credits, or the other way "
            "round, and puts them in an order to take them in. It is solved exactly: the answer "
            "tells what is proven, what cannot be covered and why, and which units a limit leaves "
            "out. What a unit does not state is never counted as nought: a limit on it leaves the "
            "unit out, and says so."
        ),
        parameters=(
            Parameter("profile", "iri", "Job profile", class_iri=SG + "Role", many=True),
            Parameter("sector", "iri", "Sector", class_iri=SG + "Sector", many=True),
            Parameter("group", "iri", "Skill group", class_iri=SG + "SkillGroup", many=True),
            Parameter(
                "units",
                "iri",
                "Training units that learners take anyway",
                class_iri=SG + "TrainingUnit",
                many=True,
                optional=True,
            ),
            Parameter(
                "candidates",
                "iri",
                "Training units to choose from",
                "Without any, all of the graph.",
                class_iri=SG + "TrainingUnit",
                many=True,
                optional=True,
            ),
            Parameter(
                "counting",
                "enumeration",
                "What counts as taught",
                values=tuple(Counting),
                default=Counting.EXACT,
            ),
            Parameter(
                "objective",
                "enumeration",
                "What is made smallest, first things first",
                values=tuple(Objective),
                default=Objective.UNITS_HOURS,
            ),
            Parameter("hours", "decimal", "Most hours", optional=True),
            Parameter("credits", "decimal", "Most credits", optional=True),
            Parameter(
                "credit_scheme",
                "iri",
                "Scheme of the credits",
                class_iri=SG + "CreditScheme",
                optional=True,
            ),
            Parameter("most_units", "integer", "Most units", optional=True),
            Parameter("eqf_from", "integer", "Lowest EQF level", optional=True),
            Parameter("eqf_to", "integer", "Highest EQF level", optional=True),
            Parameter("provider", "iri", "Provider", many=True, optional=True),
            Parameter(
                "language",
                "text",
                "Language of teaching",
                "A code such as en.",
                many=True,
                optional=True,
            ),
            Parameter(
                "mode",
                "iri",
                "Mode of delivery",
                class_iri=SG + "DeliveryMode",
                many=True,
                optional=True,
            ),
            Parameter(
                "wholes",
                "enumeration",
                "Whether programmes may be chosen as a whole",
                values=("no", "yes"),
                default="no",
            ),
            Parameter(
                "alternatives",
                "integer",
                "Other programmes that are equally good",
                f"As many as this at most, from 0 to {MOST_ALTERNATIVES}.",
                default="0",
            ),
            Parameter("lang", "language", "Language of the labels", default="en"),
        ),
        columns=(),
        any_of=NEEDS,
    ),
    examples={},
)


@dataclass(frozen=True)
class Options:
    """How a programme is to be chosen."""

    needs: tuple[str, ...]
    taken: tuple[str, ...] = ()
    candidates: tuple[str, ...] | None = None
    counting: Counting = Counting.EXACT
    objective: Objective = Objective.UNITS_HOURS
    limits: Limits = field(default_factory=Limits)
    alternatives: int = 0
    language: str = "en"


def taking(texts: Mapping[str, Sequence[str]], own: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return what is said of a programme, with one's own curricula (IRIs) taken already."""
    taken = [*texts.get("units", ()), *own]
    return {**texts, "units": taken} if taken else dict(texts)


def with_own(
    query: NamedQuery, texts: Mapping[str, Sequence[str]], own: Sequence[str], image: Image
) -> dict[str, list[Argument]]:
    """Return the arguments of a query for ``texts`` and for one's own curricula (IRIs).

    These are its units, or the programmes to compare that are not named. Raises
    :class:`BadArgument` like :func:`read_arguments`.
    """
    names = {parameter.name for parameter in query.head.parameters}
    found = read_arguments(query, texts, image)
    nodes = [NamedNode(iri) for iri in own]
    if "units" in names and nodes:
        found["units"] = [*found.get("units", ()), *nodes]
    open_ = [name for name in ("first", "second") if name in names and name not in found]
    return found | {name: [node] for name, node in zip(open_, nodes, strict=False)}


def read_options(texts: Mapping[str, Sequence[str]], image: Image) -> Options:
    """Return the options that ``texts`` stand for, by parameter of :data:`PROGRAMME`.

    Raises :class:`BadArgument` with what is allowed.
    """
    given = read_arguments(PROGRAMME, texts, image)
    for name, terms in given.items():
        if len(terms) > 1 and not PROGRAMME.parameter(name).many:
            raise BadArgument(f"{name} takes one value.", name)
    needs = tuple(iri for name in NEEDS for iri in _iris(given, name))
    if not needs:
        reason = f"A programme needs a value for one of {', '.join(NEEDS)}."
        raise BadArgument(reason, NEEDS[0], list(NEEDS))
    return Options(
        needs=needs,
        taken=_iris(given, "units"),
        candidates=_iris(given, "candidates") or None,
        counting=Counting(_text(given, "counting") or Counting.EXACT),
        objective=Objective(_text(given, "objective") or Objective.UNITS_HOURS),
        limits=Limits(
            hours=_decimal(given, "hours"),
            credits=_decimal(given, "credits"),
            credit_scheme=next(iter(_iris(given, "credit_scheme")), None),
            units=_whole(given, "most_units", range(1, 10_000)),
            eqf_from=_whole(given, "eqf_from", _EQF),
            eqf_to=_whole(given, "eqf_to", _EQF),
            providers=frozenset(_iris(given, "provider")),
            languages=frozenset(map(_language, _texts(given, "language"))),
            modes=frozenset(_iris(given, "mode")),
            wholes=_text(given, "wholes") == "yes",
        ),
        alternatives=_whole(given, "alternatives", range(MOST_ALTERNATIVES + 1)) or 0,
        language=_text(given, "lang") or "en",
    )


def programme(options: Options, image: Image) -> Programme:
    """Return the smallest programme, found in ``image``; raises like :func:`solve`."""
    found = problem(
        image,
        options.needs,
        options.candidates,
        counting=options.counting,
        taken=options.taken,
        language=options.language,
    )
    return solve(
        found,
        options.objective,
        options.limits,
        alternatives=options.alternatives,
        seconds=_SECONDS,
    )


def _iris(given: Mapping[str, Sequence[Argument]], name: str) -> tuple[str, ...]:
    return tuple(term.value for term in given.get(name, ()) if isinstance(term, NamedNode))


def _texts(given: Mapping[str, Sequence[Argument]], name: str) -> tuple[str, ...]:
    return tuple(term.value for term in given.get(name, ()) if isinstance(term, Literal))


def _text(given: Mapping[str, Sequence[Argument]], name: str) -> str:
    return next(iter(_texts(given, name)), "")


def _decimal(given: Mapping[str, Sequence[Argument]], name: str) -> Decimal | None:
    text = _text(given, name)
    if not text:
        return None
    if Decimal(text) <= 0:
        raise BadArgument(f"{name} is {text}, not a number above 0.", name)
    return Decimal(text)


def _whole(given: Mapping[str, Sequence[Argument]], name: str, allowed: range) -> int | None:
    text = _text(given, name)
    if not text:
        return None
    if len(text) > 9 or int(text) not in allowed:
        reason = f"{name} is {text}, not between {allowed.start} and {allowed.stop - 1}."
        raise BadArgument(reason, name)
    return int(text)


def _language(text: str) -> str:
    code = text.strip().lower()
    if code not in LANGUAGES:
        reason = f"language is {text!r}, none of {', '.join(LANGUAGES)}."
        raise BadArgument(reason, "language", list(LANGUAGES))
    return LANGUAGE + LANGUAGES[code][0]
