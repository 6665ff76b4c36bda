"""``/reconcile``: the Reconciliation Service API, version 0.2 and the draft of 1.0."""

from symbiograph.web.reconcile import listing, routes, suggestions
from symbiograph.web.reconcile.addresses import blueprint

__all__ = ["blueprint", "listing", "routes", "suggestions"]
