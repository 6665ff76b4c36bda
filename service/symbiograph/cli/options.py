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
