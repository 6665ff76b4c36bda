"""Numbers that all web processes count together, as Prometheus reads them.

They stand in memory that is shared by a fork. Each process counts in a column of its own, so no
lock is held over processes; a process that ends leaves what it has counted.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from collections.abc import Iterator
from threading import Lock
from typing import Final

# More than web processes live at a time; the next ones go on in columns of ended ones.
_COLUMNS: Final = 64
_NUMBER: Final = struct.Struct("@d")
BOUNDS: Final = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0, 60.0)
OUTCOMES: Final = (
    *("completed", "refused", "gone", "deadline", "memory", "crash"),
    *("bytes", "fault", "no worker"),
)
_QUERIES: Final = [f'symbiograph_queries_total{{outcome="{name}"}}' for name in OUTCOMES]
_BUCKETS: Final = [
    *(f'symbiograph_query_seconds_bucket{{le="{bound:g}"}}' for bound in BOUNDS),
    'symbiograph_query_seconds_bucket{le="+Inf"}',
]
_SECONDS: Final = "symbiograph_query_seconds_sum"
WRITE_KINDS: Final = ("update", "put", "post", "delete", "patch", "decisions")
WRITE_OUTCOMES: Final = ("done", "refused", "invalid", "failed")
_WRITES: Final = [
    f'symbiograph_writes_total{{kind="{kind}",outcome="{outcome}"}}'
    for kind in WRITE_KINDS
    for outcome in WRITE_OUTCOMES
]
_WRITE_BUCKETS: Final = [
    *(f'symbiograph_write_seconds_bucket{{le="{bound:g}"}}' for bound in BOUNDS),
    'symbiograph_write_seconds_bucket{le="+Inf"}',
]
_WRITE_SECONDS: Final = "symbiograph_write_seconds_sum"
_ADDED: Final = "symbiograph_triples_added_total"
_REMOVED: Final = "symbiograph_triples_removed_total"
_BYTES: Final = "symbiograph_result_bytes_total"
_RESPONSES: Final = [
    f'symbiograph_http_responses_total{{status="{kind}xx"}}' for kind in range(1, 6)
]
_FAMILIES: Final[tuple[tuple[str, str, str, list[str]], ...]] = (
    ("symbiograph_queries_total", "counter", "Queries by how they ended.", _QUERIES),
    (
        "symbiograph_query_seconds",
        "histogram",
        "Seconds from the start of a query to its end.",
        [*_BUCKETS, _SECONDS],
    ),
    (_BYTES, "counter", "Bytes of results sent.", [_BYTES]),
    ("symbiograph_writes_total", "counter", "Writes by kind and by how they ended.", _WRITES),
    (
        "symbiograph_write_seconds",
        "histogram",
        "Seconds from the arrival of a write to its answer.",
        [*_WRITE_BUCKETS, _WRITE_SECONDS],
    ),
    (_ADDED, "counter", "Triples added by writes, but for those to another store.", [_ADDED]),
    (_REMOVED, "counter", "Triples removed by writes, but for those to another store.", [_REMOVED]),
    ("symbiograph_http_responses_total", "counter", "Responses by class of status.", _RESPONSES),
)
_NAMES: Final = [name for *_, names in _FAMILIES for name in names]
_PLACES: Final = {name: place * _NUMBER.size for place, name in enumerate(_NAMES)}
_COLUMN: Final = len(_NAMES) * _NUMBER.size


class Counters:
    """The numbers of a service; made before its web processes are forked."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _COLUMNS * _COLUMN)
        self._start = 0
        self._lock = Lock()

    def enter(self, process: int) -> None:
        """Count from now on as the web process with this number."""
        self._start = process % _COLUMNS * _COLUMN

    def query(self, outcome: str, seconds: float, size: int = 0) -> None:
        """Count a query that has ended, by one of ``OUTCOMES``."""
        with self._lock:
            self._add(f'symbiograph_queries_total{{outcome="{outcome}"}}', 1)
            self._add(_BUCKETS[bisect_left(BOUNDS, seconds)], 1)
            self._add(_SECONDS, seconds)
            self._add(_BYTES, size)

    def write(self, kind: str, outcome: str, seconds: float, added: int, removed: int) -> None:
        """Count a write: one of ``WRITE_KINDS``, one of ``WRITE_OUTCOMES``, and its triples."""
        with self._lock:
            self._add(f'symbiograph_writes_total{{kind="{kind}",outcome="{outcome}"}}', 1)
            self._add(_WRITE_BUCKETS[bisect_left(BOUNDS, seconds)], 1)
            self._add(_WRITE_SECONDS, seconds)
            self._add(_ADDED, added)
            self._add(_REMOVED, removed)

    def response(self, status: int) -> None:
        """Count a response."""
        with self._lock:
            self._add(_RESPONSES[status // 100 - 1], 1)

    def _add(self, name: str, number: float) -> None:
        place = self._start + _PLACES[name]
        (present,) = _NUMBER.unpack_from(self._memory, place)
        _NUMBER.pack_into(self._memory, place, present + number)

    def lines(self) -> Iterator[str]:
        """Yield the numbers of all processes in Prometheus' text format."""
        for family, kind, meaning, names in _FAMILIES:
            yield f"# HELP {family} {meaning}"
            yield f"# TYPE {family} {kind}"
            below = 0.0
            for name in names:
                total = self._total(name)
                if name in _BUCKETS or name in _WRITE_BUCKETS:
                    # Each counts its own here, and those below it as well in what is told.
                    total = below = below + total
                yield f"{name} {total:.15g}"
            if kind == "histogram":
                yield f"{family}_count {below:.15g}"

    def _total(self, name: str) -> float:
        places = range(_PLACES[name], _COLUMNS * _COLUMN, _COLUMN)
        return float(sum(_NUMBER.unpack_from(self._memory, place)[0] for place in places))
