"""Queries in processes that can be killed: nobody's query takes the service down.

``start_keeper`` forks the keeper, a process with one thread that holds the image. A web process
runs each :class:`Job` of its :class:`Pool` in a worker, which the keeper has forked and which
writes the response on the client's own socket. The web process waits. It kills a worker that is
late or whose client has gone, learns from the keeper how a worker died, and answers itself where
the worker has written nothing; :class:`~.claim.Claim` decides who of the two may. A
:class:`Doorkeeper` has another keeper where one has died or the image has changed much, and tells
web processes its door.

Linux is what this is made for and tested on. Elsewhere there is no limit on memory, a client that
goes away is noticed when it is written to, and a worker is killed by its number.
"""

from symbiograph.engine.delta import Delta
from symbiograph.engine.pool.channel import Closed
from symbiograph.engine.pool.dispatcher import Dispatcher
from symbiograph.engine.pool.door import Door, keep, start_keeper
from symbiograph.engine.pool.doorkeeper import Doorkeeper, follow
from symbiograph.engine.pool.doorkeeper_process import start_doorkeeper
from symbiograph.engine.pool.inline import Inline
from symbiograph.engine.pool.job import (
    Broken,
    Completed,
    Failed,
    Gone,
    Http,
    Job,
    Offer,
    Outcome,
    Reason,
    Refused,
    header_lines,
)
from symbiograph.engine.pool.neighbours import Neighbours
from symbiograph.engine.pool.pool import Pool
from symbiograph.engine.pool.source import Source
from symbiograph.engine.pool.worker import Limits

__all__ = [
    "Broken",
    "Closed",
    "Completed",
    "Delta",
    "Dispatcher",
    "Door",
    "Doorkeeper",
    "Failed",
    "Gone",
    "Http",
    "Inline",
    "Job",
    "Limits",
    "Neighbours",
    "Offer",
    "Outcome",
    "Pool",
    "Reason",
    "Refused",
    "Source",
    "follow",
    "header_lines",
    "keep",
    "start_doorkeeper",
    "start_keeper",
]
