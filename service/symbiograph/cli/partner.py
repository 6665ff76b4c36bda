"""``symbiograph partner``: whose graphs are harvested, and from where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import click

from symbiograph.cli.harvest_place import place_of, service_options
from symbiograph.cli.options import data_dir_option
from symbiograph.cli.tables import console, plain_table
from symbiograph.harvesting import KINDS, Partner, add, last_harvest, partners, remove, withdraw
from symbiograph.harvesting import partner as known_partner
from symbiograph.harvesting.partners import AS_THEY_ARE, Kind
from symbiograph.harvesting.questions import Questions
from symbiograph.settings import Settings
from symbiograph.vocabularies import vocabularies


@click.group()
def partner() -> None:
    """Keep the list of partners, whose graphs "symbiograph harvest" brings in."""


@partner.command("add")
@click.argument("name")
@click.option("--source", required=True, metavar="URL|FILE", help="Where the data is.")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="auto",
    show_default=True,
    help="What the source is; auto finds out.",
)
@click.option("--title", default="", help="The partner's name, for people.")
@click.option("--licence", default="", metavar="IRI", help="Under which terms the data is given.")
@click.option("--publisher", default="", metavar="IRI", help="The organisation that gives it.")
@click.option("--language", default="en", show_default=True, help="Language of the reports.")
@click.option("--media-type", default="", help="Format of the data, where nobody says it right.")
@click.option(
    "--vocabulary",
    type=click.Choice([*(each.name for each in vocabularies()), AS_THEY_ARE]),
    help="What the data is written in, to be mapped into ours; by default it is found out.",
)
@click.option(
    "--allow",
    "allowed",
    multiple=True,
    metavar="ADDRESS",
    help="An IP address or network, beside public ones, that may be connected to. Repeatable.",
)
@click.option(
    "--graph", "graphs", multiple=True, metavar="IRI", help="Graph of an endpoint. Repeatable."
)
@click.option(
    "--construct",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A CONSTRUCT to read an endpoint by.",
)
@click.option(
    "--page", type=click.IntRange(1), default=1000, show_default=True, help="Things a page."
)
@click.option(
    "--login", default="", metavar="VARIABLE", help="Environment variable with the login."
)
@click.option("--replace", is_flag=True, help="Change a partner that is there already.")
@data_dir_option
def add_(
    data_dir: Path | None,
    replace: bool,
    kind: str,
    construct: Path | None,
    vocabulary: str | None,
    **values: Any,
) -> None:
    """Note a partner in partners.toml; nothing is fetched yet.

    A source is a dump in any RDF format (plain, gzip, zip), a DCAT catalogue whose distributions
    are followed, or a SPARQL endpoint. VARIABLE holds user:password, or Bearer and a token.
    """
    query = construct.read_text(encoding="utf-8") if construct else ""
    Questions.of(query)
    new = Partner(kind=cast(Kind, kind), construct=query, vocabulary=vocabulary or "", **values)
    if not new.is_remote:
        new = Partner(**{**vars(new), "source": str(Path(new.source).resolve())})
    add(_folder(data_dir), new.checked(), replace=replace)
    click.echo(f"Partner {new.name}: {new.source}. To bring it in: symbiograph harvest {new.name}")


@partner.command("list")
@data_dir_option
def list_(data_dir: Path | None) -> None:
    """List the partners with their sources."""
    folder = _folder(data_dir)
    known = partners(folder)
    if not known:
        click.echo("There are no partners yet: symbiograph partner add NAME --source URL")
        return
    table = plain_table("partner", "kind", "source", "last harvest", "")
    for each in known.values():
        last = last_harvest(each, folder)
        moment, became = (last.moment, last.became) if last else ("", "never")
        table.add_row(each.name, each.kind, each.source, moment, became)
    console().print(table)


@partner.command()
@click.argument("name")
@data_dir_option
def show(name: str, data_dir: Path | None) -> None:
    """Tell what is known of a partner, and what was last harvested."""
    folder = _folder(data_dir)
    found = known_partner(folder, name)
    for key, value in vars(found).items():
        if value:
            text = ", ".join(value) if isinstance(value, tuple) else str(value)
            click.echo(f"{key:12}{text}")
    last = last_harvest(found, folder)
    click.echo(f"{'harvested':12}{f'{last.moment}: {last.told}' if last else 'never'}")


@partner.command("remove")
@click.argument("name")
@service_options
@data_dir_option
def remove_(name: str, service: str | None, token_from: str, data_dir: Path | None) -> None:
    """Strike a partner out, and take its graphs away by one commit."""
    settings = Settings.from_environment()
    folder = data_dir or settings.data_dir
    found = known_partner(folder, name)
    done = withdraw(found, place_of(settings, folder, service, token_from), folder)
    remove(folder, name)
    told = f"commit {done.sequence}: {done.removed} triples removed" if done else "it had no graph"
    click.echo(f"Partner {name} is removed; {told}.")


def _folder(data_dir: Path | None) -> Path:
    return data_dir or Settings.from_environment().data_dir
