"""``/coverage``: what curricula teach of what people need, of the graph's or of one's own."""

from symbiograph.web.coverage.routes import blueprint

__all__ = ["blueprint"]
