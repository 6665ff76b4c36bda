"""Requests made up from /openapi.json, by the thousand: see make test-fuzz."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from server import running
from symbiograph.build import build

SECONDS = 90
# A schema cannot tell what a graph holds: not all that fits is accepted. And an empty field counts
# as none, because forms send them: not all that does not fit is refused.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)


def test_the_service_answers_whatever_is_asked_as_it_says(tmp_path: Path) -> None:
    build(tmp_path)
    schemathesis = Path(sys.executable).with_name("schemathesis")
    here = str(Path(__file__).parent)
    with running("--data-dir", str(tmp_path)) as address:
        run = subprocess.run(
            [
                *(schemathesis, "run", f"{address}/openapi.json", "--no-color"),
                *("--checks", ",".join(CHECKS), "--continue-on-failure"),
                *("--phases", "examples,coverage,fuzzing", "--max-time", str(SECONDS)),
            ],
            env={**os.environ, "SCHEMATHESIS_HOOKS": "sparql_bodies", "PYTHONPATH": here},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout + run.stderr
