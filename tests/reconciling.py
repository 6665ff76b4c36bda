"""Asking a reconciliation service in this process, every answer held against its schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from reconciliation_schemas import published
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.search import INDEX_FILE, LabelIndex
from symbiograph.settings import Settings
from symbiograph.web import create_app

BOTH = ("0.2", "1.0-draft")


def client_of(release: Release, image: Image | None = None) -> FlaskClient:
    index = LabelIndex(release.folder / INDEX_FILE)
    return create_app(image or release.image(), Settings(), index=index).test_client()


class Reconciling:
    """A client of both versions."""

    def __init__(self, client: FlaskClient, shared: Path) -> None:
        self.client = client
        self._shared = shared

    def holds(self, version: str, schema: str, document: Any) -> Any:
        """Return a document that must be what the schema of a version says."""
        assert published(self._shared, version).faults(schema, document) == []
        return document

    def get(
        self, path: str, schema: str = "", versions: tuple[str, ...] = BOTH, **query: str
    ) -> Any:
        answer = self.client.get(f"/reconcile/{path}", query_string=query)
        assert answer.status_code == 200, answer.text
        for version in versions if schema else ():
            self.holds(version, schema, answer.get_json())
        return answer.get_json()

    def batch(self, service: str, queries: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Return the results of a batch of version 0.2 by their names."""
        self.holds("0.2", "reconciliation-query-batch", queries)
        answer = self.client.post(f"/reconcile/{service}", data={"queries": json.dumps(queries)})
        assert answer.status_code == 200, answer.text
        found = self.holds("0.2", "reconciliation-result-batch", answer.get_json())
        return {name: one["result"] for name, one in found.items()}

    def match(self, service: str, text: str, **more: Any) -> list[Any]:
        """Return the candidates for one query of version 0.2."""
        return self.batch(service, {"q": {"query": text, **more}})["q"]

    def draft(self, service: str, *conditions: Any, **more: Any) -> list[Any]:
        """Return the candidates for one query of the draft."""
        batch = {"queries": [{"conditions": list(conditions), **more}]}
        self.holds("1.0-draft", "reconciliation-query-batch", batch)
        answer = self.client.post(f"/reconcile/{service}/match", json=batch)
        assert answer.status_code == 200, answer.text
        found = self.holds("1.0-draft", "reconciliation-result-batch", answer.get_json())
        [result] = found["results"]
        candidates: list[Any] = result["candidates"]
        return candidates

    def extend(self, service: str, ids: list[str], *properties: Any) -> tuple[Any, Any]:
        """Return the head and the rows of data extension, which both versions must agree on."""
        query = {"ids": ids, "properties": list(properties)}
        old = self.client.post(f"/reconcile/{service}", data={"extend": json.dumps(query)})
        new = self.client.post(f"/reconcile/{service}/extend", json=query)
        assert (old.status_code, new.status_code) == (200, 200), old.text + new.text
        found = self.holds("0.2", "data-extension-response", old.get_json())
        rows = self.holds("1.0-draft", "data-extension-response", new.get_json())["rows"]
        same = {row["id"]: {one["id"]: one["values"] for one in row["properties"]} for row in rows}
        assert same == found["rows"]
        return found["meta"], found["rows"]


def ids(candidates: list[Any]) -> list[str]:
    return [candidate["id"] for candidate in candidates]


def sure(candidates: list[Any]) -> list[str]:
    return [candidate["id"] for candidate in candidates if candidate["match"]]
