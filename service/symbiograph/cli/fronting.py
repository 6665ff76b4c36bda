"""What ``symbiograph serve`` starts where another store answers in place of the embedded one."""

from __future__ import annotations

import click

from symbiograph.engine.endpoint import Endpoint, EndpointSource
from symbiograph.engine.pool import Limits, Pool, start_keeper
from symbiograph.settings import Settings
from symbiograph.writing import Base, ForwardingDesk


def stand_before_store(
    settings: Settings, base: Base, limits: Limits
) -> tuple[Pool, ForwardingDesk]:
    """Return what has queries answered by the store of ``settings``, and what has it write.

    The keeper of the workers that ask it is forked here, while this process has one thread. Raises
    :class:`SettingError`.
    """
    endpoint = Endpoint.of(settings)
    click.echo(f"Queries go to {endpoint.query}")
    door = start_keeper(EndpointSource(endpoint, base.name), limits)
    # Workers wait for the store, not for a processor, so all of them may do so at once.
    share = max(settings.query_workers // settings.workers, 1)
    pool = Pool(door, share, settings.query_patience, share)
    desk = ForwardingDesk(
        endpoint, base.territory, settings.data_dir, base.identity, settings.update_timeout
    )
    return pool, desk
