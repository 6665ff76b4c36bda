"""Writing: tokens, the one writer, its durable commits, and those who follow them."""

from __future__ import annotations

from symbiograph.writing.base import Base
from symbiograph.writing.condition import ANY, Condition
from symbiograph.writing.desk import Desk
from symbiograph.writing.draft import Draft
from symbiograph.writing.follower import Follower
from symbiograph.writing.forwarding import Forwarded, ForwardingDesk
from symbiograph.writing.guard import Post, start_guard
from symbiograph.writing.ledger import Entry, Ledger, Record
from symbiograph.writing.lock import is_free
from symbiograph.writing.maintenance import Workplace, at_writer, back_up, restored
from symbiograph.writing.messages import Done
from symbiograph.writing.writer import Writer

__all__ = [
    "ANY",
    "Base",
    "Condition",
    "Desk",
    "Done",
    "Draft",
    "Entry",
    "Follower",
    "Forwarded",
    "ForwardingDesk",
    "Ledger",
    "Post",
    "Record",
    "Workplace",
    "Writer",
    "at_writer",
    "back_up",
    "is_free",
    "restored",
    "start_guard",
]
