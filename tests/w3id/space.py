"""Our space at w3id.org: the file that is handed in, and the host in it that is to be replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Final

RULES: Final = (Path(__file__).parents[2] / "w3id" / ".htaccess").read_text(encoding="utf-8")
PLACEHOLDER: Final = "https://symbiograph.example"
