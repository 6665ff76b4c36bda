"""How long it takes to write all of our facts in another vocabulary, and to read them again."""

from __future__ import annotations

import time
from datetime import date

from symbiograph.validation import background
from symbiograph.vocabularies import Origin, into_ours, out_of_ours, vocabularies


def main() -> None:
    """Print a row for each vocabulary."""
    facts = background()
    origin = Origin("https://example.org/data", date(2026, 11, 22), "our facts")
    print(f"{len(facts):,} triples of ontology, vocabularies and facts")
    print("| | triples written | seconds out | seconds in |\n| --- | --- | --- | --- |")
    for name in (one.name for one in vocabularies()):
        start = time.process_time()
        out = out_of_ours(facts, name)
        between = time.process_time()
        into_ours(out.triples, name, origin)
        writing, reading = between - start, time.process_time() - between
        print(f"| {name} | {len(out.triples):,} | {writing:.1f} | {reading:.1f} |")


if __name__ == "__main__":
    main()
