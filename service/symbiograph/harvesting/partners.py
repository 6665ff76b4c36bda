"""The partners of a data folder: ``partners.toml``, which a person can read and change.

No secret stands in it: ``login`` names the environment variable that holds one.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from symbiograph.errors import BadRequest, Conflict, NotFound, SettingError, UnreadableInput
from symbiograph.harvesting.addresses import Reach
from symbiograph.prefixes import GRAPH

Kind = Literal["auto", "dump", "catalogue", "sparql"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FILE: Final = "partners.toml"
# In the place of a vocabulary: nothing is mapped.
AS_THEY_ARE: Final = "none"
# All descriptions of partners' graphs are in the graph of this name, theirs below it.
PARTNER_GRAPH: Final = GRAPH + "partner"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_HEAD: Final = (
    "# Whose graphs are harvested here: symbiograph partner add, symbiograph harvest.\n"
    "# Secrets do not belong here: login names an environment variable.\n"
)


@dataclass(frozen=True)
class Partner:
    """A partner: where its data is, and what is to be known to read it.

    ``allowed`` are addresses beside public ones; ``graphs`` are those of a SPARQL endpoint to read,
    by default its default graph; ``construct`` is a query to read it by; ``login`` is the name of
    an environment variable with ``user:password`` or ``Bearer …``.
    """

    name: str
    source: str
    kind: Kind = "auto"
    title: str = ""
    licence: str = ""
    publisher: str = ""
    language: str = "en"
    media_type: str = ""
    vocabulary: str = ""
    allowed: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    construct: str = ""
    page: int = 1000
    login: str = ""

    @property
    def graph(self) -> str:
        """The IRI of the partner's graph; its parts lie below."""
        return f"{PARTNER_GRAPH}/{self.name}"

    @property
    def label(self) -> str:
        """How people call the partner."""
        return self.title or self.name

    @property
    def is_remote(self) -> bool:
        """Whether the source is an address, not a file."""
        return self.source.startswith(("http://", "https://"))

    def owns(self, graph: str) -> bool:
        """Tell whether ``graph`` is the partner's graph or a part of it."""
        return graph == self.graph or graph.startswith(self.graph + "/")

    def checked(self) -> Partner:
        """Return this.

        Raises :class:`BadRequest` that names the field and what it takes, and
        :class:`SettingError` for an address that cannot be allowed.
        """
        if not _NAME.fullmatch(self.name):
            raise BadRequest(
                f"{self.name!r} is no partner's name: small letters, digits and hyphens, 60 at "
                "most. It becomes a part of IRIs."
            )
        if not self.source:
            raise BadRequest("Say where the partner's data is: --source URL or FILE.")
        if self.kind not in KINDS:
            raise BadRequest(f"kind is one of {', '.join(KINDS)}, not {self.kind!r}.")
        if self.page < 1:
            raise BadRequest("page, the number of things asked for at a time, must be above zero.")
        address = self.source if self.is_remote else ""
        iris = {"source": address, "licence": self.licence, "publisher": self.publisher}
        for field, iri in [*iris.items(), *(("graph", each) for each in self.graphs)]:
            if iri:
                _require_iri(field, iri)
        if "@" in urlsplit(address).netloc:
            raise BadRequest(
                "source is published with the data, so a login does not belong in it: --login "
                "names the environment variable that holds one."
            )
        Reach(self.allowed)
        return self


def partners(data_dir: Path) -> dict[str, Partner]:
    """Return the partners by name; raises :class:`UnreadableInput` where the file is not right."""
    path = data_dir / FILE
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableInput(str(path), str(error)) from error
    found = document.get("partner", {})
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise UnreadableInput(str(path), "each partner is a table: [partner.NAME]")
    return {name: _partner(path, name, table) for name, table in sorted(found.items())}


def partner(data_dir: Path, name: str) -> Partner:
    """Return the partner called ``name``; raises :class:`NotFound` that names those there are."""
    known = partners(data_dir)
    if name not in known:
        told = ", ".join(known) or "none yet; symbiograph partner add makes one"
        raise NotFound(f"There is no partner {name!r}. There are: {told}.")
    return known[name]


def add(data_dir: Path, new: Partner, *, replace: bool = False) -> None:
    """Write ``new`` down; raises :class:`Conflict` where its name is taken, unless ``replace``."""
    with _changing(data_dir):
        known = partners(data_dir)
        if new.name in known and not replace:
            raise Conflict(f"There is a partner {new.name!r} already; --replace changes it.")
        _write(data_dir, {**known, new.name: new.checked()})


def remove(data_dir: Path, name: str) -> Partner:
    """Strike the partner out and return it; raises :class:`NotFound`."""
    with _changing(data_dir):
        found = partner(data_dir, name)
        _write(data_dir, {other: p for other, p in partners(data_dir).items() if other != name})
    return found


def copy(data_dir: Path, folder: Path) -> None:
    """Copy what is noted of partners to another data folder."""
    if (data_dir / FILE).exists():
        shutil.copy2(data_dir / FILE, folder / FILE)


def _require_iri(field: str, text: str) -> None:
    try:
        NamedNode(text)
    except ValueError as error:
        raise BadRequest(f"{field} is an IRI, not {text!r}: {error}.") from error


def _partner(path: Path, name: str, table: Mapping[str, Any]) -> Partner:
    types = {field.name: field for field in fields(Partner) if field.name != "name"}
    values: dict[str, Any] = {}
    for key, value in table.items():
        field = types.get(key)
        if field is None:
            raise UnreadableInput(
                str(path), f"partner {name}: {key!r} is unknown; there are {', '.join(types)}"
            )
        if field.type == "tuple[str, ...]" and isinstance(value, list):
            value = tuple(map(str, value))
        elif type(value) is not (int if field.type == "int" else str):
            raise UnreadableInput(str(path), f"partner {name}: {key} cannot be {value!r}")
        values[key] = value
    try:
        return Partner(name=name, **{"source": "", **values}).checked()
    except (BadRequest, SettingError) as error:
        raise UnreadableInput(str(path), f"partner {name}: {error.message}") from error


@contextmanager
def _changing(data_dir: Path) -> Iterator[None]:
    """Let who comes second wait: what it writes is to hold what the first has written."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / f".{FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(data_dir: Path, known: Mapping[str, Partner]) -> None:
    scratch = data_dir / f".{FILE}-{os.getpid()}"
    try:
        scratch.write_text(_HEAD + "".join(map(_table, known.values())), encoding="utf-8")
        scratch.replace(data_dir / FILE)
    finally:
        scratch.unlink(missing_ok=True)


def _table(partner: Partner) -> str:
    blank = asdict(Partner(partner.name, ""))
    lines = [f"\n[partner.{partner.name}]\n"]
    for key, value in asdict(partner).items():
        if value != blank[key]:
            # Strings of JSON are strings of TOML.
            written = list(value) if isinstance(value, tuple) else value
            lines.append(f"{key} = {json.dumps(written, ensure_ascii=False)}\n")
    return "".join(lines)
