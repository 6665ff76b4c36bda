"""How long the methods of ``/esco/api`` take on a running service.

``python benchmarks/esco_api.py http://127.0.0.1:8000`` asks each method for concepts drawn from all
over the current release, one request after another over one connection, and prints milliseconds.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMES = 100
SCHEME = "http://data.europa.eu/esco/concept-scheme/"
TEXTS = (
    "heat",
    "manage energy",
    "chemic",
    "weld",
    "waste water",
    "software dev",
    "t",
    "wsate heta",
)


def main() -> None:
    """Ask and print."""
    connection = HTTPConnection(urlsplit(sys.argv[1]).netloc)

    def ask(method: str, **parameters: object) -> Any:
        connection.request("GET", f"/esco/api/{method}?{urlencode(parameters, doseq=True)}")
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"{method}: {response.status} {body.decode()[:300]}")
        return json.loads(body)

    def drawn(type_: str) -> list[str]:
        found = []
        for page in range(0, 20, 4):
            results = ask("search", type=type_, limit=100, offset=page)["_embedded"]["results"]
            found += [result["uri"] for result in results]
        return random.Random(0).sample(found, k=min(TIMES, len(found)))  # noqa: S311 - no secret

    skills, occupations, groups = drawn("skill"), drawn("occupation"), drawn("concept")
    numbers = range(TIMES)
    asked = {
        "resource/skill": [{"uri": uri} for uri in skills],
        "resource/occupation": [{"uri": uri} for uri in occupations],
        "resource/concept": [{"uri": uri} for uri in groups],
        "resource/skill, 20 of uris": [{"uris": skills[n % 200 : n % 200 + 20]} for n in numbers],
        "resource/skill, 20 of a scheme": [
            {"isInScheme": SCHEME + "skills", "offset": n} for n in numbers
        ],
        "resource/taxonomy": [{"uri": SCHEME + "isco"} for _ in numbers],
        "resource/taxonomy, 8,836 links": [{"uri": SCHEME + "member-skills"} for _ in range(20)],
        "resource/related": [{"uri": uri, "relation": "hasEssentialSkill"} for uri in occupations],
        "resource/related, full": [
            {"uri": uri, "relation": "hasEssentialSkill", "full": "true"} for uri in occupations
        ],
        "search": [{"text": TEXTS[n % len(TEXTS)], "type": "skill"} for n in numbers],
        "search, full": [
            {"text": TEXTS[n % len(TEXTS)], "type": "skill", "full": "true"} for n in numbers
        ],
        "search, all, by label": [{"type": "skill", "offset": n} for n in numbers],
        "suggest2": [{"text": TEXTS[n % len(TEXTS)], "alt": "true"} for n in numbers],
    }
    for name, requests in asked.items():
        method = name.partition(",")[0]
        times = []
        for parameters in requests:
            before = time.perf_counter()
            ask(method, language="en", **parameters)
            times.append((time.perf_counter() - before) * 1000)
        cuts = statistics.quantiles(times, n=20)
        print(f"{name:32} median {cuts[9]:7.1f}   95th percentile {cuts[18]:7.1f}")


if __name__ == "__main__":
    main()
