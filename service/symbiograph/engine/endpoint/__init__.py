"""Another store in place of the embedded one: queries go to its SPARQL 1.1 endpoint.

The same workers as for the embedded store ask it, one query each at a time, so the same limits
hold: a worker that is late is killed, and with it the connection to the store.
"""

from __future__ import annotations

from symbiograph.engine.endpoint.address import Endpoint
from symbiograph.engine.endpoint.asking import EndpointSource, with_base
from symbiograph.engine.endpoint.exchange import Exchange
from symbiograph.engine.endpoint.loading import Loading
from symbiograph.engine.endpoint.vendors import refuse_calls

__all__ = ["Endpoint", "EndpointSource", "Exchange", "Loading", "refuse_calls", "with_base"]
