"""A service to write to, for tests: a data folder with a token, and requests that send it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from server import Reply, running, send
from symbiograph.writing import tokens

SPARQL_UPDATE = "application/sparql-update"


@dataclass(frozen=True)
class Service:
    """A running service that takes writes."""

    address: str
    data_dir: Path
    token: str

    @property
    def authority(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request with the token."""
        data = body.encode() if isinstance(body, str) else body
        return send(
            self.address,
            path,
            method=method,
            headers={**self.authority, **(headers or {})},
            body=data,
        )

    def update(self, text: str, accept: str = "*/*") -> Reply:
        headers = {"Content-Type": SPARQL_UPDATE, "Accept": accept}
        return self.send("POST", "/update", text, headers)

    def rows(self, query: str) -> list[list[str]]:
        """The rows of a query, as CSV gives them, read without a token."""
        reply = send(
            self.address, "/sparql?" + urlencode({"query": query}), headers={"Accept": "text/csv"}
        )
        assert reply.status == 200, reply.text
        return [line.split(",") for line in reply.text.splitlines()[1:]]

    def writer(self) -> int:
        """The number of the process that writes."""
        return int((self.data_dir / "writer.lock").read_text().splitlines()[0])

    def kill_writer(self) -> None:
        os.kill(self.writer(), signal.SIGKILL)


@contextmanager
def writable(
    data_dir: Path, *arguments: str, name: str = "tests", **settings: str
) -> Iterator[Service]:
    """Start the service on ``data_dir``, where a token is made."""
    token = tokens.create(data_dir, name)
    with running("--data-dir", str(data_dir), *arguments, **settings) as address:
        yield Service(address, data_dir, token)
