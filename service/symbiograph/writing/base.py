"""What the written graphs stand beside: a release, or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Quad, Store

from symbiograph.engine.delta import exchange
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.writing.draft import Draft
from symbiograph.writing.ledger import Change, Ledger
from symbiograph.writing.territory import Territory


@dataclass(frozen=True)
class Base:
    """What the written graphs stand beside: its name, and the rules for its graphs.

    Two processes whose bases have the same ``identity`` hold the same graphs.
    """

    name: str
    identity: str
    territory: Territory

    @classmethod
    def of(cls, release: Release) -> Base:
        """Return ``release`` as a base."""
        return cls(release.id, release.id, Territory(release.manifest.graphs))

    @classmethod
    def without_release(cls) -> Base:
        """Return the base of a service that was given no release; none is like another."""
        return cls("empty", secrets.token_hex(16), Territory(None))

    def generation(self, sequence: int) -> str:
        """Return the name of the content after the commit ``sequence``."""
        return f"{self.name}+{sequence}" if sequence else self.name

    def with_written(self, image: Image, ledger: Ledger) -> tuple[Image, int]:
        """Add the written graphs to ``image``, in its stores; return it and the last commit in it.

        A graph that a newer release brings itself is left as the release has it.
        """
        written = ledger.state()
        change = Change(frozenset(written.present), frozenset(written.absent))
        draft = self.apply(image.store, change)
        if image.default is not None:
            exchange(image.default, *draft.change_of_default())
        ledger.keep_checkpoint(written)
        generation = self.generation(written.sequence)
        return Image(image.store, generation, image.default), written.sequence

    def apply(self, store: Store, change: Change) -> Draft:
        """Change ``store`` as far as its graphs can be written here."""
        draft = Draft(store, self.territory)
        draft.remove(self._own(change.removed))
        draft.add(self._own(change.added))
        return draft

    def _own(self, quads: Iterable[Quad]) -> list[Quad]:
        return [q for q in quads if self.territory.refusal(q.graph_name) is None]
