"""The processes that the tests of the pool need beside their own, which has threads.

``keep DESCRIPTOR FILE OPTIONS``: be the keeper of the graph in FILE, behind a door that the test
holds. ``serve FILE SECONDS DESCRIPTOR QUERY``: be a service with a keeper, which answers one query.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from threading import Thread

from pyoxigraph import BlankNode, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from symbiograph.engine.image import Image
from symbiograph.engine.pool import Http, Job, Limits, Offer, Pool, keep, start_keeper

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"


class UncappedImage(Image):
    """Lets every query through to the engine, those too that are known to kill it."""

    def query(self, text: str, **_: object) -> QuerySolutions | QueryBoolean | QueryTriples:
        return self.store.query(text)


def image_of(path: Path, kind: type[Image] = Image) -> Image:
    store = Store()
    store.bulk_load(path=path, format=RdfFormat.N_QUADS)
    # As the reading of most files does: this draws from the engine's source of random numbers.
    BlankNode()
    return kind(store, "start")


def _keep(descriptor: str, path: str, options: str) -> None:
    values = json.loads(options)
    kind = UncappedImage if values.pop("uncapped") else Image
    spares = values.pop("spares")
    bell = socket.socket(fileno=int(descriptor))
    keep(image_of(Path(path), kind), bell, Limits(**values), spares)


def _serve(path: str, seconds: str, descriptor: str, text: str) -> None:
    client = socket.socket(fileno=int(descriptor))
    door = start_keeper(image_of(Path(path)))
    pool = Pool(door, size=1, patience=1)
    job = Job(text, float(seconds), Offer("json"), None, Http())
    Thread(target=pool.run, args=(job, client), daemon=True).start()
    print(os.getpid(), door.keeper, flush=True)
    signal.pause()


if __name__ == "__main__":
    if sys.argv[1] == "keep":
        _keep(*sys.argv[2:])
    else:
        _serve(*sys.argv[2:])
