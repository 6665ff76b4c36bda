"""Alignments with other vocabularies: SSSOM tables, read strictly and written in one form."""

from symbiograph.mappings.reading import read_mapping_file, read_mapping_set
from symbiograph.mappings.row import Mapping, MappingSet
from symbiograph.mappings.standing import file_of, set_of, sister, standing_of
from symbiograph.mappings.statements import mapping_statements, set_description
from symbiograph.mappings.writing import write_mapping_set

__all__ = [
    "Mapping",
    "MappingSet",
    "file_of",
    "mapping_statements",
    "read_mapping_file",
    "read_mapping_set",
    "set_description",
    "set_of",
    "sister",
    "standing_of",
    "write_mapping_set",
]
