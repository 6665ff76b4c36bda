"""Partners' graphs: fetched where partners keep them, judged, and written as commits."""

from __future__ import annotations

from symbiograph.harvesting.addresses import Reach
from symbiograph.harvesting.conversation import Conversation
from symbiograph.harvesting.harvest import Outcome, failed, harvest, last_harvest, withdraw
from symbiograph.harvesting.limits import Limits
from symbiograph.harvesting.partners import KINDS, Partner, add, partner, partners, remove
from symbiograph.harvesting.places import DataFolder, Place, Service

__all__ = [
    "KINDS",
    "Conversation",
    "DataFolder",
    "Limits",
    "Outcome",
    "Partner",
    "Place",
    "Reach",
    "Service",
    "add",
    "failed",
    "harvest",
    "last_harvest",
    "partner",
    "partners",
    "remove",
    "withdraw",
]
