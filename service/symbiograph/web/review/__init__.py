"""``/review``: a curator goes through candidates of mappings and decides, by keyboard."""

from symbiograph.web.review.routes import blueprint, decisions

__all__ = ["blueprint", "decisions"]
