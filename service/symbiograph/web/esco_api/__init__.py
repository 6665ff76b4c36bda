"""``/esco/api``: what the Commission's ESCO web-service answers, from the imported releases."""

from symbiograph.web.esco_api.routes import blueprint

__all__ = ["blueprint"]
