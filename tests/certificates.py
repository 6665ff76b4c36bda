"""A certificate for localhost that nobody vouches for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def self_signed(folder: Path) -> Path:
    """The file with certificate and key; the certificate alone lies beside it, as .crt."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here")
    path = folder / "localhost.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-nodes", "-keyout", str(path), "-out", str(path.with_suffix(".crt"))]
    subprocess.run([*made, *names, *files], check=True, capture_output=True, timeout=60)
    with path.open("a") as both:
        both.write(path.with_suffix(".crt").read_text())
    return path
