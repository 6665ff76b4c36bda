"""A mirror that follows and is killed at any moment goes on, and is equal in the end."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from mirroring import commit_at_random, differing, held, written
from symbiograph.writing.ledger import Ledger
from test_mirror import BLANK
from test_writing_release import GRAPHS, QUADS, make_release
from writing import writable


def test_a_mirror_killed_at_random_moments_ends_up_equal(tmp_path: Path) -> None:
    """Killed after a random number of lines that it has written, with and without a service."""
    chance = random.Random(5)  # noqa: S311 - nothing secret
    data_dir, copy = tmp_path / "data", tmp_path / "copy"
    data_dir.mkdir()
    make_release(data_dir, GRAPHS, QUADS + BLANK, "one")
    with writable(data_dir, WORKERS="1") as source:
        command = [sys.executable, "-m", "symbiograph", "mirror", source.address]
        command += ["--data-dir", str(copy), "--follow", "--every", "0.1"]
        for number in range(8):
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mirror:
                assert mirror.stdout is not None
                for _ in range(6):
                    commit_at_random(source, chance)
                for _ in range(chance.randint(1, 3)):
                    assert mirror.stdout.readline()
                mirror.kill()
            assert Ledger(copy).head() > 0, number
        with writable(copy, "--empty", WORKERS="1") as target:
            for _ in range(10):
                commit_at_random(source, chance)
            subprocess.run([*command[:-3], "--quiet"], check=True)
            assert differing(held(source.address), held(target.address)) == []
        assert differing(held(source.address), written(copy)) == []
