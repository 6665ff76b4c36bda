"""``SERVICE``, evaluated by our own code: the engine can neither be asked to nor be kept from it.

Each ``SERVICE`` clause that asks a listed endpoint is answered before the query runs: its group is
sent there as a query of its own, and what comes back takes the clause's place as inline data
(``VALUES``), which the engine joins as SPARQL 1.1 Federated Query, section 4, joins a service's
solutions. What the engine gets has no ``SERVICE`` left; it is asked once more whether that is so.
"""

from symbiograph.engine.federation.consultation import HEADER, Consultation, header_value
from symbiograph.engine.federation.endpoints import Endpoint, Federation
from symbiograph.engine.federation.federated import Federated
from symbiograph.engine.federation.partners import Partners

__all__ = [
    "HEADER",
    "Consultation",
    "Endpoint",
    "Federated",
    "Federation",
    "Partners",
    "header_value",
]
