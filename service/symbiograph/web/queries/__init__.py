"""``/queries``: the named queries, their answers in many formats, and a page to ask them on.

Other blueprints answer named queries from an image of their own by :func:`respond`.
"""

from symbiograph.web.queries.answering import respond
from symbiograph.web.queries.page import Shown
from symbiograph.web.queries.preferences import Preferences, preferences
from symbiograph.web.queries.routes import blueprint

__all__ = ["Preferences", "Shown", "blueprint", "preferences", "respond"]
