"""Judging what somebody sent in a process of its own, which can be ended.

The process gets the documents and asks back for what it has to look up in the graph. So a document
that takes long, or more memory than there is, costs nobody else anything.
"""

from __future__ import annotations

from symbiograph.validation.aside.asking import Judged, Report, Sent, judged_aside

__all__ = ["Judged", "Report", "Sent", "judged_aside"]
