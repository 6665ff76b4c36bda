"""A result of 500 MB streams through: no process of the service ever holds it."""

from __future__ import annotations

import re
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from pooled import LONG, MB
from processes import family
from server import service

TEXTS = 500
# Every pair of texts of 1 KB.
LARGE = "SELECT ?a ?b { ?s <urn:text> ?a . ?t <urn:text> ?b }"
_PROPORTIONAL = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


def _memory(pid: int) -> int:
    """Bytes of all processes of the service; what they share is counted once."""
    total = 0
    for member in family(pid):
        try:
            rollup = Path(f"/proc/{member}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(size) * 1024 for size in _PROPORTIONAL.findall(rollup))
    return total


def test_a_result_of_500_mb_needs_less_than_100_mb(tmp_path: Path) -> None:
    path = tmp_path / "texts.nt"
    text = "lorem ipsum " * 86
    path.write_text("".join(f'<urn:t{i}> <urn:text> "{i} {text}" .\n' for i in range(TEXTS)))
    with (
        service("--empty", f"--load={path}=urn:g", QUERY_TIMEOUT="600") as started,
        closing(HTTPConnection(urlsplit(started.address).netloc, timeout=LONG)) as connection,
    ):
        pid = started.process.pid
        connection.request("GET", "/sparql?" + urlencode({"query": "ASK {}"}))
        connection.getresponse().read()
        before = most = _memory(pid)
        connection.request("GET", "/sparql?" + urlencode({"query": LARGE}))
        response = connection.getresponse()
        size = measured = 0
        while piece := response.read(MB):
            size += len(piece)
            if size - measured >= 20 * MB:
                measured = size
                most = max(most, _memory(pid))
        print(f"{size / MB:.0f} MB sent, {before / MB:.0f} MB before, at most {most / MB:.0f} MB")
        assert size > 500 * MB
        assert most - before < 100 * MB
