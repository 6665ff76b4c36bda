"""A part of a path without a dot, so that names of files beside it are none of these."""

from __future__ import annotations

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter


class Undotted(BaseConverter):
    """``<undotted:slug>`` in a rule."""

    regex = r"[^/.]+"
    part_isolating = True


def know_undotted(state: BlueprintSetupState) -> None:
    """Let the rules of an application use it; for :meth:`flask.Blueprint.record_once`."""
    state.app.url_map.converters["undotted"] = Undotted
