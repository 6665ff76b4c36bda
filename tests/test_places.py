"""Places for jobs: who comes first where there are fewer places than jobs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from symbiograph.engine.pool.places import Places


def test_who_has_waited_long_comes_before_who_asks_anew() -> None:
    places = Places(["only"])
    assert places.take(0) == "only"
    started = Event()

    def wait() -> str | None:
        started.set()
        return places.take(60)

    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(wait)
        assert started.wait(60)
        # None comes, but time goes by.
        assert [places.take(0.1) for _ in range(3)] == [None] * 3
        places.give_back("only")
        assert places.take(0) is None
        assert waiting.result() == "only"


def test_the_place_last_given_back_is_the_next() -> None:
    places = Places(["cold", "warm"], at_once=2)
    first, second = places.take(0), places.take(0)
    assert {first, second} == {"cold", "warm"}
    assert first is not None
    places.give_back(first)
    assert places.take(0) == first


def test_short_jobs_leave_places_to_each_other_and_long_ones_do_not_count() -> None:
    places = Places(["one", "two"], at_once=1)
    first = places.take(0)
    # The last chance is taken, though one short job runs already.
    second = places.take(0)
    assert {first, second} == {"one", "two"}
    assert places.take(0.05) is None
    assert second is not None
    places.give_back(second)
    # By now the first job is a long one.
    assert places.take(0) == second
