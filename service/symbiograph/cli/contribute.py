"""``symbiograph contribute``: send a file to a service as a contribution, or withdraw one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

import click
import requests
from pyoxigraph import RdfFormat

from symbiograph.contributing.names import slug_of
from symbiograph.contributing.reading import TABLE_TYPES
from symbiograph.errors import ContributionRefused, SettingError, UnreadableInput
from symbiograph.validation.findings import findings_as_text, findings_from_json

_SECONDS: Final = 120
_TABLES: Final = dict(zip((".csv", ".tsv", ".xlsx"), TABLE_TYPES, strict=True))
_REFUSED: Final = 422


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--to", "address", metavar="URL", required=True, help="The service to send it to.")
@click.option("--as", "slug", metavar="NAME", help="Its name; default: that of the file.")
@click.option("--kind", default="", help="What a table holds; by default its columns tell.")
@click.option("--title", default="", help="A title in English.")
@click.option("--check", is_flag=True, help="Only say what is to mend; nothing is stored.")
@click.option("--withdraw", is_flag=True, help="Withdraw the contribution of this name instead.")
@click.option(
    "--token-from",
    metavar="VARIABLE",
    default="SYMBIOGRAPH_TOKEN",
    show_default=True,
    help="Environment variable with your token.",
)
def contribute(
    file: Path | None,
    address: str,
    slug: str | None,
    kind: str,
    title: str,
    check: bool,
    withdraw: bool,
    token_from: str,
) -> None:
    """Send FILE, RDF or a table in CSV or Excel, to a service as a contribution.

    It is checked, and stored unless something is to mend. Sent again, it takes the place of what
    was there under its name. To withdraw one, --as NAME is enough. Exit codes: 0 done, 1 something
    is to mend, 2 it could not be sent.
    """
    name = slug or (slug_of(file.stem) if file else "")
    if not name:
        raise click.UsageError("Name a FILE; with --withdraw, a FILE or --as NAME.")
    where = f"{address.rstrip('/')}/contributions/{name}"
    if withdraw:
        _sent("DELETE", where, token_from, headers={})
        click.echo(f"{name} is withdrawn.")
        return
    if file is None:
        raise click.UsageError("Name the FILE to send; only --withdraw does without.")
    parameters = {"name": file.name, "kind": kind, "title": title}
    if check:
        parameters["check"] = ""
    reply = _sent(
        "PUT",
        where,
        token_from,
        params=parameters,
        data=file.read_bytes(),
        headers={"Content-Type": _media_type(file)},
    )
    said = reply.json()
    if reply.status_code == _REFUSED and "findings" not in said:
        raise ContributionRefused(said["detail"])
    findings = findings_from_json(said)
    click.echo(findings_as_text(findings), nl=False)
    if said.get("stored"):
        stored = f"{address.rstrip('/')}/contributions/{said['contributor']}/{name}"
        later = "" if said["visible"] else " (it can be seen in a moment)"
        click.echo(f"Stored by commit {said['sequence']}: {stored}{later}")
    sys.exit(0 if findings.accepted else 1)


def _media_type(file: Path) -> str:
    """Return the media type that the ending of a file stands for; :class:`UnreadableInput`."""
    ending = file.suffix.lower()
    rdf_format = RdfFormat.from_extension(ending.lstrip("."))
    if ending in _TABLES:
        return _TABLES[ending]
    if rdf_format is None:
        raise UnreadableInput(
            str(file), f"the ending {ending!r} stands for no table and no RDF; rename the file"
        )
    return rdf_format.media_type


def _sent(method: str, where: str, token_from: str, **more: Any) -> requests.Response:
    token = os.environ.get(token_from, "")
    if not token:
        raise SettingError(f"Put your token into the environment variable {token_from}.")

    def authorized(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    headers = {**more.pop("headers"), "Accept": "application/json"}
    try:
        # As a header of its own the token would give way to what .netrc says of the host.
        reply = requests.request(
            method, where, headers=headers, auth=authorized, timeout=_SECONDS, **more
        )
    except requests.RequestException as error:
        raise UnreadableInput(where, f"the service cannot be asked: {error}") from error
    if not reply.ok and reply.status_code != _REFUSED:
        raise UnreadableInput(where, _reason(reply))
    return reply


def _reason(reply: requests.Response) -> str:
    try:
        return str(reply.json()["detail"])
    except (requests.JSONDecodeError, KeyError, TypeError):
        return f"it answered with status {reply.status_code}"
