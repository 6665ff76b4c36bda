"""Addresses of pages with a slash at the end: they lead to those without."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from flask import current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

# Protocols that take a slash, and graphs whose names may end on one.
_AS_THEY_ARE: Final = frozenset({"sparql", "update", "graph_store", "esco_api", "reconcile"})
_SAFE: Final = "/:@!$&'()*+,;=~.-_"


def without_slash() -> Response | None:
    """Return the redirect (308) to the address without its slash, if there is a page at that."""
    path = request.path
    if not path.endswith("/") or path == "/" or request.method not in ("GET", "HEAD"):
        return None
    adapter = current_app.create_url_adapter(request)
    if request.blueprint in _AS_THEY_ARE or adapter is None:
        return None
    # One slash before it: two would begin the name of another host.
    bare = "/" + path.strip("/")
    try:
        adapter.match(bare, "GET")
    except HTTPException:
        return None
    query = request.query_string.decode("ascii", "replace")
    return redirect(quote(bare, safe=_SAFE) + ("?" + query if query else ""), 308)
