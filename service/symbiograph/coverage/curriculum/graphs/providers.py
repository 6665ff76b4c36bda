"""Who provides units, as uploaded RDF names them."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.curriculum.graphs.description import Node, key_of
from symbiograph.coverage.curriculum.model import Provider
from symbiograph.coverage.curriculum.names import Vocabulary


class Providers:
    """The providers of one file: those of the graph by IRI or name, others numbered."""

    def __init__(self, vocabulary: Vocabulary, base: str) -> None:
        self._known = vocabulary.providers
        self._base = base
        self._own: dict[str, Provider] = {}

    def of_node(self, node: Node, names: tuple[Literal, ...]) -> Provider | None:
        """Return the provider that a thing is; ``None`` for one without a name."""
        if isinstance(node, NamedNode) and node.value in self._known.labels:
            return Provider(node.value, self._known.labels[node.value], is_known=True)
        found = {iri for name in names for iri in self._known.find(name.value)}
        if len(found) == 1:
            (iri,) = found
            return Provider(iri, self._known.labels[iri], is_known=True)
        if not names:
            return None
        iri = f"{self._base}#provider-{len(self._own) + 1}"
        return self._own.setdefault(key_of(node), Provider(iri, names, is_known=False))
