"""Mapping sets in the formats of others: SSSOM in JSON and RDF, SKOS, the table of ESCO."""

from symbiograph.mappings.exchange.esco_table import looks_inverse
from symbiograph.mappings.exchange.formats import (
    FORMATS,
    Foreign,
    Format,
    adopted,
    export,
    left_out,
    read_foreign,
)

__all__ = [
    "FORMATS",
    "Foreign",
    "Format",
    "adopted",
    "export",
    "left_out",
    "looks_inverse",
    "read_foreign",
]
