"""``symbiograph ontology``: its versions, what each one changed, and a new one."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from symbiograph.errors import NotFound
from symbiograph.resources import folder
from symbiograph.versions import (
    FOLDER,
    Version,
    as_lines,
    current,
    difference,
    faults,
    freeze,
    raise_to,
    versions,
)

_root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of the ontology; else the project's own.",
)


@click.group()
def ontology() -> None:
    """The versions of the ontology."""


@ontology.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@_root_option
def diff(old: str | None, new: str | None, root: Path | None) -> None:
    """Tell what version NEW changed against OLD, such as 0.1.0.

    Without NEW that is what the files say now, without OLD the newest version that is frozen.
    """
    root = root or folder("ontology")
    frozen = versions(root / FOLDER)
    after = _named(frozen, new) if new else current(root)
    before = _named(frozen, old) if old else (frozen or [after])[-1]
    lines = [*as_lines(difference(before.triples, after.triples))]
    click.echo("\n".join(lines or [f"Nothing changed since version {before}."]))


@ontology.command()
@_root_option
def check(root: Path | None) -> None:
    """Tell whether the ontology is the frozen content of its version; exit 1 where it is not."""
    root = root or folder("ontology")
    found = faults(root)
    for fault in found:
        click.echo(fault)
    if found:
        sys.exit(1)
    click.echo(f"Version {current(root)} is as it was frozen.")


@ontology.command("raise")
@click.argument("number")
@_root_option
def raise_version(number: str, root: Path | None) -> None:
    """Give the ontology the version NUMBER, with its relation to the one before, and freeze it."""
    file = raise_to(root or folder("ontology"), number, date.today())
    click.echo(f"{FOLDER}/{file.name} is frozen.")


@ontology.command("freeze")
@_root_option
def freeze_version(root: Path | None) -> None:
    """Write down what the ontology says under its version, which then never changes."""
    click.echo(f"{FOLDER}/{freeze(root or folder('ontology')).name} is frozen.")


def _named(frozen: list[Version], number: str) -> Version:
    for version in frozen:
        if str(version) == number:
            return version
    known = [str(version) for version in frozen]
    raise NotFound(f"Version {number} is not frozen. There are: {', '.join(known)}.", known)
