"""ESCO as people download it, read into its own published model: one named graph per release.

Source of the model: the ESCO ontology, http://data.europa.eu/esco/model (2.0.0), and the file
``dictionary_en.csv`` of release 1.2.1, which gives the property of each column. README.md says
what is written and what is not.
"""

from __future__ import annotations

from symbiograph.esco.importing import Imported, read_release
from symbiograph.esco.judgement import judge, shapes_checksum
from symbiograph.esco.keeping import keep
from symbiograph.esco.neighbourhood import held_of, neighbourhood
from symbiograph.esco.shelf import Held, Shelf

# What reuse of ESCO asks for, https://esco.ec.europa.eu/en/about-esco/data-protection-and-copyright
NOTICE = "This service uses the ESCO classification of the European Commission."

__all__ = [
    "NOTICE",
    "Held",
    "Imported",
    "Shelf",
    "held_of",
    "judge",
    "keep",
    "neighbourhood",
    "read_release",
    "shapes_checksum",
]
