"""Where partners' graphs are written, as the commands about partners are told."""

from __future__ import annotations

from pathlib import Path

import click

from symbiograph.errors import SettingError
from symbiograph.harvesting import DataFolder, Limits, Place, Service
from symbiograph.settings import Settings


def service_options(function: click.decorators.FC) -> click.decorators.FC:
    """Give a command ``--service`` and ``--token-from``."""
    token = click.option(
        "--token-from",
        metavar="VARIABLE",
        default="SYMBIOGRAPH_TOKEN",
        show_default=True,
        help="Environment variable with the token for that service.",
    )
    service = click.option(
        "--service",
        metavar="URL",
        help="Write to the service at this address; by default in the data folder.",
    )
    return service(token(function))


def place_of(settings: Settings, folder: Path, service: str | None, token_from: str) -> Place:
    """Return where to write; raises :class:`SettingError` where that cannot be."""
    if service:
        return Service.of(service, token_from, Limits.of(settings))
    if settings.endpoint:
        raise SettingError(
            "SYMBIOGRAPH_ENDPOINT is set, and partners' graphs are judged before they are stored, "
            "which cannot be done in a store behind the service. Harvest without the setting."
        )
    return DataFolder(folder, settings.update_timeout)
