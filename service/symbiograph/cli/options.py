"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click


def data_dir_option(function: click.decorators.FC) -> click.decorators.FC:
    """Give a command ``--data-dir``, which overrides ``$SYMBIOGRAPH_DATA_DIR``."""
    return click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder that holds the releases; default: $SYMBIOGRAPH_DATA_DIR.",
    )(function)


def mappings_option(function: click.decorators.FC) -> click.decorators.FC:
    """Give a command ``--mappings``, the folder of the mapping sets, as ``place``."""
    return click.option(
        "--mappings",
        "place",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder of the mapping sets, *.sssom.tsv; default: the project's.",
    )(function)
