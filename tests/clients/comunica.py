"""Comunica from npm, run by its own command in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

COMMAND = Path(__file__).parent / "node_modules/@comunica/query-sparql-file/bin/query.js"
ROWS = "application/sparql-results+json"
_REQUEST = re.compile(r"INFO: Requesting (\S+) \{")


@dataclass(frozen=True)
class Answer:
    """What Comunica wrote, and the addresses it has asked on the way."""

    text: str
    requests: list[str]

    @property
    def rows(self) -> list[dict[str, str]]:
        bindings = json.loads(self.text)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def queries(self, endpoint: str) -> list[str]:
        """Return the queries sent to ``endpoint``, without those that only count."""
        asked = (urlsplit(address) for address in self.requests if address.startswith(endpoint))
        queries = [query for parts in asked for query in parse_qs(parts.query).get("query", ())]
        return [query for query in queries if "COUNT(*)" not in query]


class Failed(Exception):
    """Comunica gave no answer; says why."""


def ask(query: str, *sources: str | Path, accept: str = ROWS) -> Answer:
    """Return what Comunica answers over ``sources``; raises :class:`Failed`."""
    command = ["node", COMMAND, *sources, query, "-t", accept, "-l", "info"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise Failed(done.stderr)
    return Answer(done.stdout, _REQUEST.findall(done.stderr))
