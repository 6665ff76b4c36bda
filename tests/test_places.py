"""Places for jobs: who comes first where there are fewer places than jobs."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from threading import Event

import pytest

from symbiograph.engine.pool import places as module
from symbiograph.engine.pool.neighbours import Neighbours
from symbiograph.engine.pool.places import LONG, SHORT, Places


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


# From here on time goes by as the tests will: what happens turns on 10 ms, which a busy machine may
# take between any two lines. Real workers are in test_pool.py and processes/test_step_back.py.


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


class Called:
    """Counts how often somebody in the queue is called."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def test_who_lines_up_has_a_place_in_turn(clock: Clock) -> None:
    places = Places(["one", "two"], at_once=2)
    first, second, third = Called(), Called(), Called()
    queue = [places.line_up(call) for call in (first, second, third)]
    assert [waiting.since for waiting in queue] == [clock.now] * 3
    assert places.try_turn(queue[1]) is None
    one = places.try_turn(queue[0])
    assert isinstance(one, str)
    # Whoever is first by that is told so.
    assert (first.times, second.times, third.times) == (0, 1, 0)
    two = places.try_turn(queue[1])
    assert {one, two} == {"one", "two"}
    assert places.try_turn(queue[2]) is None
    told = third.times
    places.give_back(one)
    assert third.times == told + 1
    assert places.try_turn(queue[2]) == one


def test_a_short_job_is_waited_for_until_it_is_short_no_longer(clock: Clock) -> None:
    places = Places(["one", "two"], at_once=1)
    assert places.take(0)
    waiting = places.line_up(Called())
    clock.now += SHORT / 2
    assert places.try_turn(waiting) == pytest.approx(clock.now + SHORT / 2)
    clock.now += SHORT
    assert places.try_turn(waiting) in {"one", "two"}


@pytest.mark.usefixtures("clock")
def test_the_last_chance_is_not_missed() -> None:
    places = Places(["one", "two"], at_once=1)
    assert places.take(0)
    first, second = places.line_up(Called()), places.line_up(Called())
    assert isinstance(places.try_turn(first), float)
    # Not even then does anybody come before the first.
    assert places.try_turn(second, last_chance=True) is None
    assert places.try_turn(first, last_chance=True) in {"one", "two"}
    # Nor where there is no place.
    assert places.try_turn(second, last_chance=True) is None


@pytest.mark.usefixtures("clock")
def test_who_gives_up_lets_the_next_come_first() -> None:
    places = Places(["only"])
    only = places.take(0)
    assert only
    last = Called()
    first, second, third = (places.line_up(call) for call in (Called(), Called(), last))
    places.give_up(second)
    assert last.times == 0
    places.give_up(first)
    assert last.times == 1
    places.give_back(only)
    assert last.times == 2
    assert places.try_turn(third) == only


def test_who_lined_up_long_ago_comes_before_who_asks_anew(clock: Clock) -> None:
    places = Places(["only"])
    only = places.take(0)
    assert only
    waiting = places.line_up(Called())
    places.give_back(only)
    # Not long yet.
    assert places.take(0) == only
    places.give_back(only)
    clock.now += 2 * LONG
    assert places.take(0) is None
    assert places.try_turn(waiting) == only


def test_short_jobs_leave_neighbours_their_share(clock: Clock) -> None:
    ours = Neighbours()
    theirs = copy(ours)
    theirs.enter(1)
    here, there = Places(["a", "b", "c"], 2, ours), Places(["d", "e", "f"], 2, theirs)
    assert here.take(0)
    assert there.take(0)
    waiting = here.line_up(Called())
    assert isinstance(here.try_turn(waiting), float)
    # That job has ended, or is long by then.
    clock.now += SHORT / 2
    assert isinstance(here.try_turn(waiting), float)
    clock.now += SHORT
    assert here.try_turn(waiting)


@pytest.mark.usefixtures("clock")
def test_a_job_that_has_ended_makes_room_for_neighbours() -> None:
    ours = Neighbours()
    theirs = copy(ours)
    theirs.enter(1)
    here, there = Places(["a", "b"], 2, ours), Places(["c"], 2, theirs)
    assert here.take(0)
    only = there.take(0)
    assert only
    waiting = here.line_up(Called())
    assert isinstance(here.try_turn(waiting), float)
    there.give_back(only)
    assert here.try_turn(waiting) in {"a", "b"}


def test_one_short_job_runs_whatever_neighbours_do(clock: Clock) -> None:
    ours = Neighbours()
    theirs = copy(ours)
    theirs.enter(1)
    theirs.tell(clock.now, 100, 0)
    places = Places(["a", "b"], 2, ours)
    assert places.try_turn(places.line_up(Called())) in {"a", "b"}
    assert isinstance(places.try_turn(places.line_up(Called())), float)


@pytest.mark.parametrize("seconds", [SHORT / 2, 2 * SHORT])
def test_jobs_that_end_tell_whether_there_are_short_ones(clock: Clock, seconds: float) -> None:
    places = Places(["one", "two"])
    assert not places.have_short_jobs()
    place = places.take(0)
    assert place
    assert not places.have_short_jobs()
    clock.now += seconds
    places.give_back(place)
    assert places.have_short_jobs() == (seconds < SHORT)
    clock.now += 0.09
    assert places.have_short_jobs() == (seconds < SHORT)
    clock.now += 0.02
    assert not places.have_short_jobs()


def test_short_jobs_of_neighbours_count_as_well(clock: Clock) -> None:
    ours = Neighbours()
    theirs = copy(ours)
    theirs.enter(1)
    here, there = Places(["a"], neighbours=ours), Places(["b"], neighbours=theirs)
    place = there.take(0)
    assert place
    there.give_back(place)
    assert here.have_short_jobs()
    clock.now += 0.2
    # What is told of later does not make it last longer.
    assert there.take(0)
    assert not here.have_short_jobs()


def test_a_row_counts_for_others_and_for_a_while() -> None:
    one = Neighbours()
    two, three = copy(one), copy(one)
    two.enter(1)
    three.enter(2)
    one.tell(10.0, 1, 0)
    two.tell(10.5, 2, 7.0)
    three.tell(11.0, 4, 6.0)
    assert [each.short_jobs(11.0, 2.0) for each in (one, two, three)] == [6, 5, 3]
    assert [each.short_jobs(11.0, 1.0) for each in (one, two, three)] == [6, 4, 2]
    assert [each.short_jobs(11.5, 1.0) for each in (one, two, three)] == [4, 4, 0]
    assert one.short_jobs(12.0, 1.0) == 0
    assert {each.last_short_job() for each in (one, two, three)} == {7.0}
    two.tell(12.0, 0, 7.0)
    assert one.short_jobs(12.0, 2.0) == 4


def test_neighbours_are_processes() -> None:
    text = """
import os
from symbiograph.engine.pool.neighbours import Neighbours
ours = Neighbours()
if os.fork() == 0:
    # The seventeenth has the row of the second.
    ours.enter(17)
    ours.tell(5.0, 3, 4.0)
    os._exit(0)
os.wait()
print(ours.short_jobs(5.0, 1.0), ours.last_short_job())
ours.enter(1)
print(ours.short_jobs(5.0, 1.0))
"""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3", "4.0", "0"]
