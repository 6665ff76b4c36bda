"""``/changes``: the changes as an event stream for programs, a page and a feed for people."""

from symbiograph.web.changes.routes import blueprint

__all__ = ["blueprint"]
