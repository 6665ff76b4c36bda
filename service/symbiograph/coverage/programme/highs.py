"""Binary programmes solved by HiGHS, with the bound that it proves.

HiGHS works on one thread, so that equal problems have equal answers, and without the GIL, so that
other threads of the process go on. Coefficients are whole numbers: bounds are rounded up to the
next, and values are counted anew from the chosen columns.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from symbiograph.errors import SymbiographError

if TYPE_CHECKING:
    import highspy

# What HiGHS calls feasible may be off by this much.
_TOLERANCE: Final = 1e-6

_OPTIONS: Final = (
    ("threads", 1),
    # Weights are whole numbers: a bound less than one below a value proves it.
    ("mip_rel_gap", 0.0),
    ("mip_abs_gap", 0.999),
    # Large weights must not add up to a limit that is broken.
    ("mip_feasibility_tolerance", 1e-9),
    # The stages start from good solutions: time is better spent on bounds.
    ("mip_heuristic_run_rens", False),
    ("mip_heuristic_run_root_reduced_cost", False),
    ("mip_heuristic_run_feasibility_jump", False),
)


@dataclass(frozen=True)
class Row:
    """``lower`` ≤ the sum of the weighted columns ≤ ``upper``; ``None`` bounds nothing."""

    weights: tuple[tuple[int, int], ...]
    lower: int | None = None
    upper: int | None = None

    @classmethod
    def of(cls, columns: Iterable[int], lower: int | None = None, upper: int | None = None) -> Row:
        """Return the row in which each of the columns counts once."""
        return cls(tuple((column, 1) for column in sorted(columns)), lower, upper)


@dataclass(frozen=True)
class Outcome:
    """The columns that are one, ``None`` without a solution, and what was proven.

    No solution is smaller than ``bound``. ``infeasible`` tells that there is none at all.
    """

    chosen: frozenset[int] | None
    bound: int
    infeasible: bool
    nodes: int


def minimise(
    weights: Sequence[int],
    rows: Sequence[Row],
    seconds: float,
    start: Collection[int] | None = None,
) -> Outcome:
    """Choose columns within the rows so that the sum of their weights is as small as possible.

    There are as many columns as weights, and no weight is negative. ``start`` is a known solution
    to improve. After ``seconds`` the best solution found comes back with the bound proven till
    then.
    """
    # Not before it is needed: numpy starts threads of its own, and the service forks.
    import highspy
    import numpy

    if not weights:  # HiGHS says "Empty" whatever the rows say
        fits = all((row.lower or 0) <= 0 <= (row.upper or 0) for row in rows)
        return Outcome(frozenset() if fits else None, 0, infeasible=not fits, nodes=0)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    for name, value in _OPTIONS:
        highs.setOptionValue(name, value)
    highs.setOptionValue("time_limit", max(seconds, 0.01))
    highs.passModel(_model(weights, rows))
    if start is not None:
        columns = numpy.array(range(len(weights)), dtype=numpy.int32)
        ones = set(start)
        values = numpy.array([float(column in ones) for column in range(len(weights))])
        highs.setSolution(len(weights), columns, values)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Outcome(None, 0, infeasible=True, nodes=0)
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit):
        raise SymbiographError(f"HiGHS ends with {highs.modelStatusToString(status)}.")
    info = highs.getInfo()
    chosen = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible.value:
        solution = enumerate(highs.getSolution().col_value)
        chosen = frozenset(column for column, value in solution if value > 0.5)
    proven = info.mip_dual_bound
    bound = math.ceil(proven - _TOLERANCE) if math.isfinite(proven) else 0
    return Outcome(chosen, bound, infeasible=False, nodes=max(0, info.mip_node_count))


def _model(weights: Sequence[int], rows: Sequence[Row]) -> highspy.HighsLp:
    import highspy
    import numpy

    lp = highspy.HighsLp()
    lp.num_col_ = len(weights)
    lp.num_row_ = len(rows)
    lp.col_cost_ = numpy.array(weights, dtype=float)
    lp.col_lower_ = numpy.zeros(len(weights))
    lp.col_upper_ = numpy.ones(len(weights))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(weights)
    infinity = highspy.kHighsInf
    lp.row_lower_ = numpy.array([-infinity if r.lower is None else float(r.lower) for r in rows])
    lp.row_upper_ = numpy.array([infinity if r.upper is None else float(r.upper) for r in rows])
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = numpy.cumsum([0, *(len(row.weights) for row in rows)], dtype=numpy.int32)
    entries = list(chain.from_iterable(row.weights for row in rows))
    matrix.index_ = numpy.array([column for column, _ in entries], dtype=numpy.int32)
    matrix.value_ = numpy.array([float(weight) for _, weight in entries])
    return lp
