"""What can be wrong in mapping sets, told so that a person can mend it, and what mends itself."""

from symbiograph.mappings.checks.finding import KINDS, Change, Examined, Finding, examine
from symbiograph.mappings.checks.form import form_findings
from symbiograph.mappings.checks.logic import logic_findings
from symbiograph.mappings.checks.mending import mended
from symbiograph.mappings.checks.own import Described, own_findings, read_described

__all__ = [
    "KINDS",
    "Change",
    "Described",
    "Examined",
    "Finding",
    "examine",
    "form_findings",
    "logic_findings",
    "mended",
    "own_findings",
    "read_described",
]
