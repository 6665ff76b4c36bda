"""What ``symbiograph serve`` starts where another store answers in place of the embedded one."""

from __future__ import annotations

import socket
from collections.abc import Iterable

import click

from symbiograph.engine.endpoint import Endpoint, EndpointSource
from symbiograph.engine.pool import Limits, start_doorkeeper
from symbiograph.settings import Settings
from symbiograph.writing import Base, ForwardingDesk


def stand_before_store(
    settings: Settings, base: Base, limits: Limits, inherited: Iterable[socket.socket]
) -> tuple[socket.socket, ForwardingDesk]:
    """Return where workers are to be had that ask the store of ``settings``, and what has it write.

    The doorkeeper is forked here, while this process has one thread. Raises :class:`SettingError`.
    """
    endpoint = Endpoint.of(settings)
    click.echo(f"Queries go to {endpoint.query}")
    bell = start_doorkeeper(EndpointSource(endpoint, base.name), limits, inherited)
    desk = ForwardingDesk(
        endpoint, base.territory, settings.data_dir, base.identity, settings.update_timeout
    )
    return bell, desk
