"""``/validate``: anybody's data judged by the shapes; nothing is kept."""

from symbiograph.web.validating.routes import blueprint

__all__ = ["blueprint"]
