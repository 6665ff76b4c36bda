"""A fault with all that its edit is worked out from, and the change that an edit stands for."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from symbiograph.validation.findings.known import Known
from symbiograph.validation.report import Term, ValidationResult
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings.constraints import Constraints


@dataclass(frozen=True)
class Change:
    """Triples to take out and to put in; ``certain`` where nothing is left to decide."""

    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]
    certain: bool = True


@dataclass(frozen=True)
class Fault:
    """A result with the triples of the data that it is about."""

    result: ValidationResult
    triples: tuple[Triple, ...]
    shape: Node
    says: Constraints
    known: Known

    @property
    def predicate(self) -> NamedNode | None:
        """The property that the constraint judges, ``None`` for a longer path or none."""
        path = self.result.path or ""
        simple = path.startswith("<") and path.endswith(">") and path.count("<") == 1
        return NamedNode(path[1:-1]) if simple else None

    def values(self, name: str) -> list[Term]:
        """Return what the shape states, alone or as one of several choices."""
        found = list(self.says.values(self.shape, name))
        for head in self.says.values(self.shape, "or"):
            for choice in self.says.members(head):
                found += self.says.values(choice, name)
        return found
