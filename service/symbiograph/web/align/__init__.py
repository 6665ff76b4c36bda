"""``/align``: the concepts that a text may mean; JSON for programs, a page for people."""

from symbiograph.web.align.routes import blueprint

__all__ = ["blueprint"]
