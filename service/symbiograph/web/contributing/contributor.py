"""The name of a contributor as a part of a path, where templates have addresses of their own."""

from __future__ import annotations

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter


class Contributor(BaseConverter):
    """``<contributor:name>`` in a rule."""

    regex = r"(?!templates$)[^/]+"
    part_isolating = True


def know_contributors(state: BlueprintSetupState) -> None:
    """Let the rules of an application use it; for :meth:`flask.Blueprint.record_once`."""
    state.app.url_map.converters["contributor"] = Contributor
