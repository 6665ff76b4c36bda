"""Debian's OpenRefine, started without a window and driven by the addresses its own pages use."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

PROGRAM = os.environ.get("SYMBIOGRAPH_OPENREFINE") or shutil.which("openrefine") or ""
ALL_ROWS = json.dumps({"facets": [], "mode": "row-based"})
_PATIENCE = 120.0


class Refine:
    """A running OpenRefine."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session = requests.Session()

    def create(self, name: str, table: str) -> Project:
        """Make a project of a table in CSV."""
        answer = self._post(
            "create-project-from-upload",
            {"project-name": name, "format": "text/line-based/*sv", "separator": ","},
            files={"project-file": (f"{name}.csv", table.encode(), "text/csv")},
            token_in_address=True,
        )
        [number] = parse_qs(urlsplit(answer.url).query)["project"]
        return Project(self, number)

    def register(self, manifest: Mapping[str, Any], address: str) -> None:
        """Remember a service as the dialogue does that adds one: its manifest and its address."""
        known = {**manifest, "url": address, "ui": {"handler": "ReconStandardServicePanel"}}
        preference = {"name": "reconciliation.standardServices", "value": json.dumps([known])}
        self.command("set-preference", preference)

    def command(self, name: str, form: Mapping[str, str], **address: str) -> Any:
        """Send a command with its token; return what it answers, which must be no fault."""
        answer = self._post(name, form, **address).json()
        assert answer.get("code") != "error", answer
        return answer

    def ask(self, name: str, **address: str) -> Any:
        answer = self._session.get(f"{self._address}/command/core/{name}", params=address)
        answer.raise_for_status()
        return answer.json()

    def text(self, name: str, form: Mapping[str, str]) -> str:
        answer = self._session.post(f"{self._address}/command/core/{name}", data=form)
        answer.raise_for_status()
        return answer.text

    def _post(
        self,
        name: str,
        form: Mapping[str, str],
        *,
        files: Mapping[str, Any] | None = None,
        token_in_address: bool = False,
        **address: str,
    ) -> requests.Response:
        token = {"csrf_token": self.ask("get-csrf-token")["token"]}
        answer = self._session.post(
            f"{self._address}/command/core/{name}",
            params={**address, **(token if token_in_address else {})},
            data={**form, **({} if token_in_address else token)},
            files=files,
        )
        answer.raise_for_status()
        return answer


class Project:
    """A project: a table with a history."""

    def __init__(self, refine: Refine, number: str) -> None:
        self.refine = refine
        self.number = number

    def run(self, name: str, **form: str) -> None:
        """Run an operation on all rows, to its end."""
        self.refine.command(name, {**form, "engine": ALL_ROWS}, project=self.number)
        end = time.monotonic() + _PATIENCE
        while self.refine.ask("get-processes", project=self.number)["processes"]:
            assert time.monotonic() < end, f"{name} does not end"
            # OpenRefine tells of progress only to who asks.
            time.sleep(0.1)

    def guessed_types(self, column: str, service: str) -> list[dict[str, Any]]:
        found = self.refine.command(
            "guess-types-of-column", {}, project=self.number, columnName=column, service=service
        )
        types: list[dict[str, Any]] = found["types"]
        return types

    def reconcile(
        self,
        column: str,
        manifest: Mapping[str, Any],
        service: str,
        type_: Mapping[str, Any] | None = None,
        details: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Reconcile a column as its dialogue does, with matches that are sure taken."""
        config = {
            "mode": "standard-service",
            "service": service,
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"],
            "type": type_ and {"id": type_["id"], "name": type_["name"]},
            "autoMatch": True,
            "columnDetails": list(details),
            "limit": 0,
        }
        self.run("reconcile", columnName=column, config=json.dumps(config))

    def judge(self, row: int, cell: int, judgment: str, **candidate: str) -> None:
        """Judge one cell: ``matched`` with a candidate, ``new`` or ``none``."""
        form = {"row": str(row), "cell": str(cell), "judgment": judgment, **candidate}
        self.refine.command("recon-judge-one-cell", form, project=self.number)

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows; a cell that was reconciled has its ``recon`` instead of a number."""
        found = json.loads(
            self.refine.text(
                "get-rows",
                {"project": self.number, "engine": ALL_ROWS, "start": "0", "limit": "100000"},
            )
        )
        recons = found["pool"]["recons"]
        for row in found["rows"]:
            for cell in row["cells"]:
                if cell and "r" in cell:
                    cell["recon"] = recons[str(cell["r"])]
        rows: list[dict[str, Any]] = found["rows"]
        return rows

    def extend(
        self, column: str, at: int, manifest: Mapping[str, Any], service: str, properties: Any
    ) -> None:
        """Add columns with properties of what a column was matched to."""
        self.run(
            "extend-data",
            baseColumnName=column,
            columnInsertIndex=str(at),
            endpoint=service,
            identifierSpace=manifest["identifierSpace"],
            schemaSpace=manifest["schemaSpace"],
            extension=json.dumps({"properties": properties}),
        )

    def export(self, format_: str, **options: str) -> str:
        """Return the table in a format of OpenRefine's."""
        form = {"project": self.number, "format": format_, "engine": ALL_ROWS, **options}
        return self.refine.text(f"export-rows/table.{format_}", form)


@contextmanager
def refine(folder: Path) -> Iterator[Refine]:
    """Start OpenRefine with its data in ``folder``, and stop it after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PROGRAM, "-p", str(port), "-d", str(folder), "-m", "700M"]
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "-x", "refine.headless=true"],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, log)
        yield Refine(address)
    finally:
        # The program is a script that waits for Java.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while not _answers(address):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/command/core/get-csrf-token", timeout=_PATIENCE).ok
    except requests.ConnectionError:
        return False
