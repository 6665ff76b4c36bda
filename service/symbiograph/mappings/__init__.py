"""Alignments with other vocabularies: SSSOM tables, read strictly and turned into triples."""

from symbiograph.mappings.sssom import Mapping, MappingSet, read_mapping_set
from symbiograph.mappings.statements import mapping_statements, set_description

__all__ = ["Mapping", "MappingSet", "mapping_statements", "read_mapping_set", "set_description"]
