"""``symbiograph mappings check``: what is wrong in mapping sets, and what mends itself."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from symbiograph.cli.options import data_dir_option, mappings_option
from symbiograph.cli.tables import console, plain_table
from symbiograph.engine.release import write_through
from symbiograph.errors import UnreadableInput
from symbiograph.esco import NOTICE, Shelf
from symbiograph.esco.concepts import Classification, read_classification
from symbiograph.esco.detection import normalised
from symbiograph.esco.mapping_check import check_against_esco, hierarchy, pinned
from symbiograph.mappings.checks import (
    KINDS,
    Described,
    Examined,
    Finding,
    examine,
    form_findings,
    logic_findings,
    mended,
    own_findings,
    read_described,
)
from symbiograph.mappings.checks.written import as_csv, as_json
from symbiograph.mappings.reading import decoded
from symbiograph.mappings.standing import STANDINGS, SUFFIX, file_of
from symbiograph.resources import folder
from symbiograph.settings import Settings


@click.command("check")
@click.argument("chosen", nargs=-1, metavar="[SET|FILE…]")
@click.option("--fix", is_flag=True, help="Mend what takes no judgement, and print what changed.")
@click.option(
    "--esco",
    "release",
    metavar="RELEASE",
    help="Compare with this imported release; default: the one that each row names.",
)
@click.option(
    "--format",
    "written",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to write the findings.",
)
@mappings_option
@data_dir_option
def check(
    chosen: tuple[str, ...],
    fix: bool,
    release: str | None,
    written: str,
    place: Path | None,
    data_dir: Path | None,
) -> None:
    """Find what is wrong in mapping sets, and say how to mend it.

    Sets are named as their files are, such as skills-esco, and stand for their accepted, candidate
    and rejected rows; default: all in the folder.

    Exit codes: 0 nothing found, 1 findings, 2 a file cannot be read.
    """
    paths = _paths(chosen, place or folder("mappings"))
    shelf = Shelf(data_dir or Settings.from_environment().data_dir)
    forced = read_classification(shelf.find(normalised(release))) if release else None
    examined = _examined(paths)
    releases = {} if forced else _releases(shelf, list(examined.values()))
    described = read_described(folder("ontology"))
    findings, unchecked = _found(list(examined.values()), described, releases, forced)
    if fix:
        texts = {path: mended(one, findings) for path, one in examined.items()}
        for path, text in texts.items():
            if text != examined[path].text:
                _print_change(path, examined[path].text, text)
                write_through(path, text.encode())
        examined = {path: examine(text, path.name) for path, text in texts.items()}
        findings, unchecked = _found(list(examined.values()), described, releases, forced)
    rows = {one.mappings.source: len(one.mappings.mappings) for one in examined.values()}
    if written == "csv":
        click.echo(as_csv(findings), nl=False)
    elif written == "json":
        click.echo(as_json(findings, rows, unchecked), nl=False)
    else:
        _print(findings, rows, unchecked, fixed=fix)
    sys.exit(1 if findings else 0)


def _paths(chosen: Sequence[str], place: Path) -> list[Path]:
    """Return the files to read, each once; names that are no file are those of sets."""
    found = []
    for name in chosen:
        of_set = [place / file_of(name, standing) for standing in STANDINGS]
        there = [path for path in of_set if path.exists()]
        if Path(name).is_file():
            found.append(Path(name))
        elif there:
            found += there
        else:
            sets = sorted({path.name.removesuffix(SUFFIX) for path in place.glob("*" + SUFFIX)})
            _stop(f"{name} is no file, and no set: {', '.join(sets) or 'none'}")
    found = found if chosen else sorted(place.glob("*" + SUFFIX))
    if not found:
        _stop(f"{place}: no mapping set, *{SUFFIX}, is here")
    return list(dict.fromkeys(found))


def _examined(paths: Sequence[Path]) -> dict[Path, Examined]:
    """Return what was read, or name every file that cannot be and exit with 2."""
    found = {}
    faults = []
    for path in paths:
        try:
            found[path] = examine(decoded(path.read_bytes(), path.name), path.name)
        except UnreadableInput as error:
            faults.append(error.message)
    if faults:
        _stop(*faults)
    return found


def _stop(*messages: str) -> None:
    for message in messages:
        click.echo(f"symbiograph: {message}", err=True)
    sys.exit(2)


def _releases(shelf: Shelf, examined: Sequence[Examined]) -> dict[str, Classification]:
    wanted = pinned(one.mappings for one in examined)
    return {
        held.release: read_classification(held) for held in shelf.held() if held.release in wanted
    }


def _found(
    examined: Sequence[Examined],
    described: Described,
    releases: Mapping[str, Classification],
    forced: Classification | None,
) -> tuple[list[Finding], Mapping[str, int]]:
    sets = [one.mappings for one in examined]
    against = [forced] if forced else list(releases.values())
    checked = check_against_esco(sets, releases, forced)
    found = [
        *(fault for one in examined for fault in (*one.unreadable, *form_findings(one))),
        *logic_findings(sets, [*described.broader, *hierarchy(against)]),
        *own_findings(sets, described),
        *checked.findings,
    ]
    found.sort(key=lambda one: (KINDS.index(one.kind), one.source, one.line))
    return found, checked.unchecked


def _print_change(path: Path, before: str, after: str) -> None:
    name = str(path)
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=0
    )
    click.echo("".join(line if line.endswith("\n") else f"{line}\n" for line in lines), err=True)


def _print(
    findings: Sequence[Finding],
    rows: Mapping[str, int],
    unchecked: Mapping[str, int],
    *,
    fixed: bool,
) -> None:
    to = console()
    for kind in KINDS:
        here = [one for one in findings if one.kind == kind]
        if not here:
            continue
        to.print(f"{kind}: {len(here):,}")
        table = plain_table("where", "row", "what is wrong", "how to mend it")
        for one in here:
            todo = f"{one.todo} (--fix does)" if one.safe and not fixed else one.todo
            table.add_row(f"{one.source}:{one.line}", one.row, one.fault, todo)
        to.print(table)
        to.print()
    for reason, number in unchecked.items():
        to.print(f"not checked: {reason}: {number:,} rows")
    safe = sum(one.safe for one in findings)
    told = f"{len(findings):,} findings in {sum(rows.values()):,} rows of {len(rows):,} files"
    to.print(f"{told}; --fix mends {safe:,} of them" if safe and not fixed else told)
    to.print(NOTICE)
