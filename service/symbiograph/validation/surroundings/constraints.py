"""The shapes graph by subject and predicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, cast

from pyoxigraph import BlankNode, NamedNode

from symbiograph.validation.report import Term
from symbiograph.validation.shapes import SH, Node, Shapes
from symbiograph.validation.surroundings.paths import (
    Choice,
    Path,
    Repeated,
    Sequence,
    Step,
    Untold,
    reverse,
)

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST: Final = _RDF + "first"
_REST: Final = _RDF + "rest"
_NIL: Final = NamedNode(_RDF + "nil")
_REPEATED: Final = ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")


class Constraints:
    """What shapes say, by shape; names are those of SHACL without its namespace."""

    def __init__(self, shapes: Shapes) -> None:
        self._of: dict[Node, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in shapes.triples:
            values = self._of[cast(Node, triple.subject)][triple.predicate.value]
            values.append(cast(Term, triple.object))

    def names(self, shape: Node) -> set[str]:
        """Return the names of SHACL that ``shape`` uses."""
        used = self._of.get(shape, {})
        return {name.removeprefix(SH) for name in used if name.startswith(SH)}

    def values(self, shape: Node, name: str) -> list[Term]:
        """Return the values that ``shape`` has for a name of SHACL."""
        return self._values(shape, SH + name)

    def nodes(self, shape: Node, name: str) -> list[Node]:
        """Return those values that stand for further shapes and the like."""
        return [cast(Node, value) for value in self.values(shape, name)]

    def members(self, head: Term) -> Iterator[Node]:
        """Yield the members of a list."""
        while head != _NIL:
            node = cast(Node, head)
            yield cast(Node, self._values(node, _FIRST)[0])
            head = self._values(node, _REST)[0]

    def path(self, shape: Node) -> Path | None:
        """Return the path of a property shape; a node shape has none. Raises :class:`Untold`."""
        found = self.nodes(shape, "path")
        return self._path(found[0]) if found else None

    def _path(self, node: Node) -> Path:
        if isinstance(node, NamedNode):
            return Step(node)
        if self._values(node, _FIRST):
            return Sequence(tuple(self._path(part) for part in self.members(node)))
        for kind in self.names(node):
            value = self.nodes(node, kind)[0]
            if kind == "inversePath":
                return reverse(self._path(value))
            if kind == "alternativePath":
                return Choice(tuple(self._path(part) for part in self.members(value)))
            if kind in _REPEATED:
                return Repeated(self._path(value))
        raise Untold

    def query(self, constraint: Node) -> str:
        """Return the text of a SPARQL constraint with its prefixes; raises :class:`Untold`."""
        selects = self.values(constraint, "select")
        if len(selects) != 1 or isinstance(selects[0], BlankNode):
            raise Untold
        declarations = [
            declaration
            for owner in self.nodes(constraint, "prefixes")
            for declaration in self.nodes(owner, "declare")
        ]
        lines = (
            f"PREFIX {self.values(each, 'prefix')[0].value}: "
            f"<{self.values(each, 'namespace')[0].value}>\n"
            for each in declarations
        )
        return "".join(lines) + selects[0].value

    def _values(self, node: Node, predicate: str) -> list[Term]:
        return self._of[node].get(predicate, []) if node in self._of else []
