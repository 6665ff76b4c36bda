"""What the change stream costs: to begin it, to read it, and to take a commit in.

``python benchmarks/changes.py DATA_DIR`` takes the release in force there, and keeps its stream and
its commits in a folder of its own. CPU seconds of one process; of what is done often, the median.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time

from pyoxigraph import Literal, NamedNode, Quad

from symbiograph.changes.log import change_log
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.writing import Ledger
from symbiograph.writing.ledger import Change

TIMES = 20
FORMATS = ("application/n-quads", "application/trig", "application/ld+json")


def main(release: Release) -> None:
    """Print a line for each thing timed."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        (data_dir / "releases").symlink_to(release.folder.parent)
        (data_dir / "current").write_text(release.id)
        settings = replace(Settings(), data_dir=data_dir)
        client = create_app(Image(Image.empty().store, release.id), settings).test_client()

        def get(path: str, accept: str) -> bytes:
            response = client.get(path, headers={"Accept": accept}, follow_redirects=True)
            assert response.status_code == 200
            return response.data

        print(f"begin: {timed(lambda: get('/changes', FORMATS[0])):.2f} s")
        with change_log(data_dir, release) as log:
            print(
                f"  {log.members:,} members of {triples(log.latest_commits(1)[0].counts):,} triples"
            )
        size = sum(path.stat().st_size for path in data_dir.glob("changes.db*"))
        print(f"  {size / 1e6:.1f} MB on disk")
        for name, path in (("root", "/changes"), ("full page", "/changes/current/pages/3")):
            for accept in FORMATS:
                seconds = [timed(lambda p=path, a=accept: get(p, a)) for _ in range(TIMES)]
                told = (
                    f"{statistics.median(seconds) * 1000:.0f} ms, {len(get(path, accept)):,} bytes"
                )
                print(f"{name} as {accept}: {told}")
        ledger = Ledger(data_dir)
        seconds = []
        for number in range(TIMES):
            quad = Quad(
                NamedNode("http://example.org/a"),
                NamedNode(PREFIXES["rdfs"] + "label"),
                Literal(str(number)),
                NamedNode(GRAPH + "partner"),
            )
            ledger.record("bench", f"bench-{number}", Change(frozenset({quad}), frozenset()))
            last = "/changes/current/pages/127"
            seconds.append(timed(lambda path=last: get(path, FORMATS[0])))
        print(f"the last page after a commit: {statistics.median(seconds) * 1000:.0f} ms")


def triples(counts: tuple[tuple[str, int, int], ...]) -> int:
    """Return how many triples were added."""
    return sum(added for _, added, _ in counts)


def timed(work: Callable[[], object]) -> float:
    """Return the CPU seconds of ``work``."""
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main(Release.current(Path(sys.argv[1])))
