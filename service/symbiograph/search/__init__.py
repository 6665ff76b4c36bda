"""Label search: an index of all labels of a release, built with it and read by many processes."""

from symbiograph.search.beside import FilePart, IndexingBeside
from symbiograph.search.building import BuiltIndex, build_index
from symbiograph.search.concepts import Part
from symbiograph.search.document import as_document
from symbiograph.search.hits import MOST_HITS, Hit, Hits, LanguageText, Matched
from symbiograph.search.index import INDEX_FILE, LabelIndex
from symbiograph.search.meaning import Meanings

__all__ = [
    "INDEX_FILE",
    "MOST_HITS",
    "BuiltIndex",
    "FilePart",
    "Hit",
    "Hits",
    "IndexingBeside",
    "LabelIndex",
    "LanguageText",
    "Matched",
    "Meanings",
    "Part",
    "as_document",
    "build_index",
]
