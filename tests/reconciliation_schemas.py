"""The JSON schemas and examples that the Reconciliation Service API is published with."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

VERSIONS = ("0.2", "1.0-draft")


class Published:
    """What is published of one version; ``folder`` holds its schemas and examples."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        registry: Registry[Any] = Registry()
        self._schemas = {}
        for path in sorted((folder / "schemas").glob("*.json")):
            schema = json.loads(path.read_text(encoding="utf-8"))
            # They name each other by file and the one of OpenAPI by its own name.
            address = schema["$id"]
            beside = address.rpartition("/")[0] + "/" + path.name
            resource = DRAFT202012.create_resource(schema)
            registry = registry.with_resources([(address, resource), (beside, resource)])
            self._schemas[path.stem] = schema
        self._registry = registry

    def faults(self, schema: str, document: Any) -> list[str]:
        """Return what a schema finds wrong with a document."""
        validator = Draft202012Validator(self._schemas[schema], registry=self._registry)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]

    def examples(self, kind: str, judged: str) -> dict[str, Any]:
        """Return the examples of a kind that are ``valid`` or ``invalid``, by file name."""
        folder = self._folder / "examples" / kind / judged
        return {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*.json"))
        }


@cache
def published(shared: Path, version: str) -> Published:
    """Return what is published of a version of the API."""
    return Published(shared / "ontologies" / "reconciliation" / version)
