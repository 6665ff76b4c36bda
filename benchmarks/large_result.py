"""A result of 500 MB: how much memory the service takes for it beyond what it has at rest.

``python benchmarks/large_result.py [--megabytes N]`` reads the result as it comes and prints a
table. Memory is the proportional set size (PSS) of all processes of the service: pages that
several share count once.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import graph
from servers import symbiograph

_TRIPLES: Final = 700_000
_QUERY: Final = f"SELECT ?a ?b ?c ?d {{ ?a ?b ?c . ?d a <{graph.MODEL}Occupation> }}"
_FORMATS: Final = ("application/sparql-results+json", "text/tab-separated-values")
_CHUNK: Final = 1 << 20


def main() -> None:
    """Run the measurement and print its table as Markdown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=500)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "graph.nt"
        graph.write(file, _TRIPLES)
        with symbiograph(file, QUERY_TIMEOUT="600") as server:
            print("| format | megabytes | megabytes/s | extra memory, MB |")
            print("| --- | ---: | ---: | ---: |")
            for media_type in _FORMATS:
                at_rest, most, size = server.memory(), 0, 0
                started = monotonic()
                address = f"{server.endpoint}?{urlencode({'query': _QUERY})}"
                request = Request(address, headers={"Accept": media_type})  # noqa: S310 - our own
                with urlopen(request, timeout=600) as response:  # noqa: S310 - our own
                    while size < options.megabytes * 1_000_000 and (chunk := response.read(_CHUNK)):
                        size += len(chunk)
                        if size // _CHUNK % 16 == 0:
                            most = max(most, server.memory())
                rate = size / 1e6 / (monotonic() - started)
                extra = (most - at_rest) / 1e6
                print(f"| {media_type} | {size / 1e6:.0f} | {rate:.0f} | {extra:.0f} |", flush=True)


if __name__ == "__main__":
    main()
