"""Every IRI of ours in the real graph leads to a document about it, whatever the format."""

from __future__ import annotations

from small_graph import client_of
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE
from webpage import FORMATS

FACES = ("text/html", *FORMATS.values())


def test_every_iri_of_ours_dereferences(image: Image, ours: list[str]) -> None:
    assert len(ours) > 3000
    client = client_of(image)
    documents = sorted({iri.partition("#")[0] for iri in ours})
    failures = []
    for number, iri in enumerate(documents):
        accept = FACES[number % len(FACES)]
        path, name = iri[len(BASE) - 1 :], iri.rpartition("/")[2]
        response = client.get(path, headers={"Accept": accept}, follow_redirects=True)
        if response.status_code != 200 or response.mimetype != accept or name not in response.text:
            failures.append((iri, accept, response.status_code))
    assert failures == []
