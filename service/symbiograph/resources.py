"""The data folders of the project: inside an installed wheel, or else beside the checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

from symbiograph.errors import ResourceMissing

Folder = Literal["ontology", "shapes", "mappings", "queries"]


def folder(name: Folder) -> Path:
    """Return the path of one data folder; raises :class:`ResourceMissing` where there is none.

    A wheel carries the folders in ``symbiograph/_data``; an editable install finds them at the top
    of the checkout.
    """
    package = Path(str(files("symbiograph")))
    for candidate in (package / "_data" / name, package.parents[1] / name):
        if candidate.is_dir():
            return candidate
    raise ResourceMissing(f"The folder {name!r} is neither in the installed package nor beside it.")
