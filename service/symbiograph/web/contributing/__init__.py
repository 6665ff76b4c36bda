"""``/contributions``: what partners send of their own, checked, kept, and withdrawn by them."""

from symbiograph.web.contributing.routes import blueprint

__all__ = ["blueprint"]
