"""The manifest of a service: what it is and offers, in version 0.2 and in the draft of 1.0."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

from symbiograph.reconciliation.entities import Entities
from symbiograph.reconciliation.extension import CONTENTS
from symbiograph.reconciliation.writing import type_described

Json = dict[str, Any]

VERSION: Final = "0.2"
DRAFT: Final = "1.0-draft"
# The most queries of one batch: more would keep a web process from others for too long.
BATCH: Final = 50
_WIDTH, _HEIGHT = 430, 300


def manifest(entities: Entities, root: str, address: str) -> Json:
    """Return the manifest of version 0.2.

    ``root`` is the address of the whole service, ``address`` that of this reconciliation service.
    """
    service = entities.service
    paths = ("entity", "property", "type")
    return {
        **_common(entities, root),
        "identifierSpace": service.start,
        "schemaSpace": service.schema_space,
        "view": {"url": root + "/describe?iri={{id}}"},
        "preview": {"url": address + "/preview?id={{id}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {
            path: {
                "service_url": address,
                "service_path": f"/suggest/{path}",
                "flyout_service_path": f"/flyout/{path}?id=${{id}}",
            }
            for path in paths
        },
        "extend": {
            "propose_properties": {"service_url": address, "service_path": "/extend/propose"},
            "property_settings": [
                {
                    "name": one.pop("id"),
                    "label": one.pop("name"),
                    "help_text": one.pop("helpText"),
                    **one,
                }
                for one in _settings()
            ],
        },
    }


def draft_manifest(entities: Entities, root: str) -> Json:
    """Return the manifest of the draft."""
    return {
        **_common(entities, root),
        "lang": "en",
        "dir": "ltr",
        "view": {"url": root + "/describe?iri={id}"},
        "preview": {"width": _WIDTH, "height": _HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": _settings()},
        "standardizedScore": True,
    }


def _common(entities: Entities, root: str) -> Json:
    service = entities.service
    return {
        "versions": [VERSION, DRAFT],
        "name": f"{service.title} (symbiograph)",
        "documentation": root + "/reconcile",
        "logo": root + "/static/mark.svg",
        "serviceVersion": version("symbiograph"),
        "defaultTypes": [type_described(entities, one) for one in service.types],
        "batchSize": BATCH,
    }


def _settings() -> list[Json]:
    return [
        {
            "id": "limit",
            "name": "Limit",
            "type": "number",
            "default": 0,
            "helpText": "How many values at most; 0 for all",
        },
        {
            "id": "content",
            "name": "Content",
            "type": "select",
            "default": "name",
            "helpText": "What stands for a thing",
            "choices": [{"value": value, "name": name} for value, name in CONTENTS.items()],
        },
        {
            "id": "language",
            "name": "Language",
            "type": "text",
            "default": "",
            "helpText": "Tag of the language of texts, such as de; empty for the reader's",
        },
    ]
