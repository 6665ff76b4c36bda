"""A data folder that is kept equal to what another service tells of its changes.

The documents are walked as they lead on, and each commit of the source becomes one here. To take a
commit in twice does nothing the second time, so the place may be written down after it.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from symbiograph.changes.following.fetching import Source
from symbiograph.changes.following.position import Position, position
from symbiograph.changes.following.reading import (
    Beginning,
    Node,
    Version,
    read_beginning,
    read_node,
)
from symbiograph.changes.words import POLLING
from symbiograph.errors import NotFollowable, SettingError
from symbiograph.writing import at_writer
from symbiograph.writing.ledger import Ledger
from symbiograph.writing.messages import Done

LOCK: Final = "mirror.lock"
_ENDING: Final = "/changes"
_DEEPEST: Final = 8

HandIn = Callable[..., Done]


class Progress(NamedTuple):
    """What a mirror has done: a page read, or a commit of the source taken in.

    ``added`` and ``removed`` count triples, and are ``None`` for a page.
    """

    what: str
    added: int | None = None
    removed: int | None = None


class Mirror:
    """Keeps ``data_dir`` equal to the service at ``address``, or with such a stream there.

    ``seconds`` is what one write may take.
    """

    def __init__(self, data_dir: Path, address: str, seconds: float, source: Source) -> None:
        bare = address.rstrip("/")
        self._address = bare if bare.endswith(_ENDING) else bare + _ENDING
        self._data_dir = data_dir
        self._seconds = seconds
        self._source = source
        # How often the source wants to be asked, in seconds, as far as it has said so.
        self.polling = POLLING

    def catch_up(self, *, anew: bool = False) -> Iterator[Progress]:
        """Take in all that is new, or all there is ``anew``, and yield what has been done.

        Raises :class:`SourceFailed`, :class:`NotFollowable`, :class:`SettingError` where another
        process keeps this mirror, and what the writer raises.
        """
        with self._alone(), position(self._data_dir) as place:
            place.follow(self._address)
            # Where the commits are not those that were made here, the place is not theirs.
            if anew or Ledger(self._data_dir).name_of(place.commit[0]) != place.commit:
                place.begin("")
            fetched = self._source.fetch(self._address, place.tag)
            if fetched is None:
                return
            beginning = read_beginning(fetched)
            self.polling = beginning.polling
            if beginning.stream != place.stream:
                place.begin(beginning.stream)
            with at_writer(self._data_dir, self._seconds) as hand_in:
                walk = _Walk(self._source, place, beginning, self._noting(hand_in, place))
                for address in beginning.relations:
                    yield from walk.visit(address)
                yield from walk.finish()
            if not place.waits():
                place.tag = fetched.tag

    def _noting(self, hand_in: HandIn, place: Position) -> HandIn:
        """Return what hands in in the name of this mirror, and notes the commit."""

        def noting(*values: Any) -> Done:
            done = hand_in("exchange", f"mirror of {self._address}", *values)
            place.commit = Ledger(self._data_dir).name_of(done.sequence)
            return done

        return noting

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._data_dir.mkdir(parents=True, exist_ok=True)
        with (self._data_dir / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SettingError(
                    f"Another process keeps the mirror in {self._data_dir}."
                ) from None
            yield


class _Walk:
    """One way through the documents of a stream."""

    def __init__(
        self, source: Source, place: Position, beginning: Beginning, hand_in: HandIn
    ) -> None:
        self._source = source
        self._place = place
        self._beginning = beginning
        self._hand_in = hand_in

    def visit(self, address: str, depth: int = 1) -> Iterator[Progress]:
        """Read a document and those it leads to, and take in each commit once it is complete."""
        place = self._place
        if place.is_done(address):
            return
        if depth > _DEEPEST:
            raise NotFollowable(f"{address} lies more than {_DEEPEST} links below the root.")
        fetched = self._source.fetch(address, place.tag_of(address))
        if fetched is None:
            return
        node: Node = read_node(fetched, self._beginning.stream)
        place.keep(node.versions)
        yield from self._take_in()
        for relation in node.relations:
            yield from self.visit(relation, depth + 1)
        # Not before: a mirror that is ended on the way is to be led there again.
        place.pass_by(address, fetched.tag, lasts=fetched.lasts)
        yield Progress(address)

    def finish(self) -> Iterator[Progress]:
        """Look whether there is a gap, and let the default graph be the merge of what it should."""
        yield from self._take_in()
        place = self._place
        if place.complete_but_for_gaps():
            raise NotFollowable(
                f"{self._beginning.stream} has no member {place.next}, but later ones."
            )
        merged = self._beginning.merged
        if merged is not None and merged != place.merged:
            done = self._hand_in([], b"", [], merged, True)
            place.add_graphs([""])
            place.set_merged(merged)
            if done.added or done.removed:
                yield Progress("the default graph", done.added, done.removed)

    def _take_in(self) -> Iterator[Progress]:
        place = self._place
        while versions := place.complete():
            is_first = versions[0].number == 1
            # What an earlier stream had and this one has not goes with its first commit.
            whole = self._filled() if is_first else []
            place.add_graphs({version.graph for version in versions})
            done = self._hand_in(*_exchanged(versions), whole, *self._merge())
            place.pass_on(versions[-1].number)
            yield Progress(f"member {versions[-1].number}", done.added, done.removed)

    def _filled(self) -> list[str]:
        """Return the graphs that this mirror has filled, a default graph that is a merge apart."""
        is_merge = self._beginning.merged is not None
        return [graph for graph in self._place.graphs() if graph or not is_merge]

    def _merge(self) -> tuple[list[str] | None, bool]:
        """Return what is merged, as long as it is what was: a change of it comes at the end."""
        merged = self._place.merged
        return (merged or None), False


def _exchanged(versions: list[Version]) -> tuple[list[tuple[str, str]], bytes]:
    """Return the descriptions that change, and what they are then."""
    described = [(version.graph, version.subject) for version in versions]
    return described, "".join(version.quads for version in versions).encode()
