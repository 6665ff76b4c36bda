"""Documents that change with the graph alone: who has the present one is told so (304).

A tag names the request and the content of the graph, so that it can be compared before anything is
made. The date is that since which this service serves this content (RFC 9110, sections 8.8 and 13).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from typing import Final

from flask import Blueprint, Response, request

from symbiograph.web.reader import image, languages

# A new version may write the same content otherwise.
_PROGRAM: Final = importlib.metadata.version("symbiograph")
_DATA: Final = (".ttl", ".jsonld", ".nt", ".rdf")


def keep_fresh(blueprint: Blueprint) -> None:
    """Let the documents of a blueprint have validators, and be asked for conditionally."""
    blueprint.before_request(_unchanged)
    blueprint.after_request(validated)


def _unchanged() -> Response | None:
    """Return 304 where the client names the document that it would get."""
    if not request.if_none_match.contains_weak(_tag()):
        return None
    return Response(status=304)


def validated(response: Response) -> Response:
    """Give a document its validators, and to a redirect what decides where it leads.

    Where the client has the document already, the response becomes 304.
    """
    response.vary.add("Accept")
    if not _is_data():
        response.vary.add("Accept-Language")
    if response.status_code not in (200, 304):
        return response
    response.set_etag(_tag(), weak=True)
    response.last_modified = image().since
    response.headers["Cache-Control"] = "no-cache"
    if response.status_code == 200:
        response.make_conditional(request)
    return response


def _tag() -> str:
    """Return a name for the document that answers the current request."""
    parts = (
        _PROGRAM,
        image().generation,
        request.full_path,
        request.script_root,
        request.headers.get("Accept", ""),
        "" if _is_data() else ",".join(languages()),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _is_data() -> bool:
    """Tell whether the address is that of data, which hold the texts of all languages."""
    return request.path.endswith(_DATA)
