"""The image that moves on: what readers see of a change, small or large."""

from __future__ import annotations

import threading

import pytest
from pyoxigraph import NamedNode, Quad, Store

from symbiograph.engine.image import Image
from symbiograph.engine.live import MOST_IN_PLACE, LiveImage
from symbiograph.engine.pool import Delta

EX = "http://example.org/"


def quad(number: int) -> Quad:
    return Quad(NamedNode(f"{EX}{number}"), NamedNode(EX + "p"), NamedNode(EX + "o"))


def lines(*numbers: int) -> str:
    return "".join(f"{quad(number)} .\n" for number in numbers)


def live_image(*numbers: int) -> LiveImage:
    store = Store()
    store.extend(map(quad, numbers))
    return LiveImage(Image(store, "one"))


def content(image: Image) -> set[Quad]:
    return set(image.store)


@pytest.mark.parametrize("size", [1, MOST_IN_PLACE - 1, MOST_IN_PLACE, 3 * MOST_IN_PLACE])
def test_a_step_changes_what_the_next_reader_sees(size: int) -> None:
    live = live_image(0)
    live.step(Delta("two", lines(*range(1, size + 1)), lines(0)))
    image = live.enter()
    assert (image.generation, live.generation) == ("two", "two")
    assert content(image) == {quad(number) for number in range(1, size + 1)}


@pytest.mark.parametrize("size", [1, 2 * MOST_IN_PLACE])
def test_a_reader_keeps_what_it_began_with(size: int) -> None:
    live = live_image(0)
    before = live.enter()
    live.step(Delta("two", lines(*range(1, size + 1)), lines(0)))
    after = live.enter()
    assert content(before) == {quad(0)}
    assert len(content(after)) == size
    live.leave(before)
    live.leave(after)


def test_small_changes_need_no_second_store_without_readers() -> None:
    live = live_image(0)
    first = live.enter()
    live.leave(first)
    live.step(Delta("two", lines(1), ""))
    second = live.enter()
    assert second is not first
    assert second.store is first.store


def test_a_change_waits_for_readers_that_end_soon() -> None:
    live = live_image(0)
    reader = live.enter()
    changer = threading.Thread(target=live.step, args=[Delta("two", lines(1), "")])
    changer.start()
    live.leave(reader)
    changer.join()
    after = live.enter()
    assert content(after) == {quad(0), quad(1)}


def test_a_copy_is_emptied_when_its_last_reader_leaves() -> None:
    live = live_image(0)
    large = lines(*range(1, 2 * MOST_IN_PLACE))
    live.step(Delta("two", large, ""))
    copy = live.enter()
    again = live.enter()
    assert copy is again
    live.step(Delta("three", "", large))
    live.leave(copy)
    assert len(content(again)) == 2 * MOST_IN_PLACE
    live.leave(again)
    assert content(copy) == set()
    assert content(live.enter()) == {quad(0)}


def test_a_graph_left_empty_is_no_graph_any_more() -> None:
    store = Store()
    inside = Quad(NamedNode(EX + "s"), NamedNode(EX + "p"), NamedNode(EX + "o"), NamedNode(EX))
    store.add(inside)
    live = LiveImage(Image(store, "one"))
    live.step(Delta("two", "", f"{inside} .\n"))
    assert list(live.enter().store.named_graphs()) == []


def test_many_readers_and_changes_never_meet_halfway() -> None:
    """Every change moves one triple, so that a reader that sees none or two saw half of it."""
    live = live_image(0)
    faults: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            image = live.enter()
            if (seen := len(content(image))) != 1:
                faults.append(seen)
            live.leave(image)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(300):
        live.step(Delta(f"step {number}", lines(number + 1), lines(number)))
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert content(live.enter()) == {quad(300)}
