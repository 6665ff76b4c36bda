"""What an endpoint need not send: solutions that join with nothing before the clause.

The patterns before a ``SERVICE`` clause are evaluated here first. The values that they give the
variables they share with the clause go along in ``VALUES``, as SPARQL 1.1 Federated Query, section
2.4, shows. Each solution to be joined fits exactly one row of these values, so nothing is lost and
nothing comes twice, provided that every such variable always has a value, and that the endpoint
compares the values as we do. That holds for IRIs. Numbers and texts have forms that count as equal
in one store and not in another, and blank nodes mean nothing elsewhere: such variables are left
out. Filters are, too, because they may speak of what comes only later; without them there are more
values, never fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from pyoxigraph import NamedNode, QuerySolutions, Variable

from symbiograph.engine.federation.inline_data import Row

# Rows of values up to which it pays to send them, and how many go with one request.
MOST_ROWS: Final = 5_000
BATCH: Final = 500


class Restriction(NamedTuple):
    """The rows of values that the ``variables`` can have; without variables, none is known of."""

    variables: Sequence[Variable] = ()
    rows: Sequence[Row] = ()

    def batches(self) -> list[Restriction]:
        """Return restrictions of at most ``BATCH`` rows each that together are this one."""
        starts = range(0, len(self.rows), BATCH)
        return [self._replace(rows=self.rows[start : start + BATCH]) for start in starts]


def restriction(found: QuerySolutions) -> Restriction:
    """Return the restriction by what was ``found``, which is used up."""
    names = found.variables
    rows = [tuple(solution) for solution in islice(found, MOST_ROWS + 1)]
    if len(rows) > MOST_ROWS:
        return Restriction()
    kept = [
        index
        for index, _ in enumerate(names)
        if all(isinstance(row[index], NamedNode) for row in rows)
    ]
    distinct = dict.fromkeys(tuple(row[index] for index in kept) for row in rows)
    return Restriction([names[index] for index in kept], list(distinct))
