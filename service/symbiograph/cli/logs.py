"""What the service logs: a line of JSON for each event, on standard error.

Requests are named; texts of queries are logged at the level debug alone, tokens never.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from symbiograph.web.request_id import current


class Structured(logging.Formatter):
    """Writes a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of ``record``."""
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if request := current():
            event["request"] = request
        event.update(getattr(record, "event", {}))
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)


def configuration(level: str) -> dict[str, Any]:
    """Return the configuration of logging for a service that tells what is of this level."""
    own = {"level": level.upper(), "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": {"()": Structured}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "structured",
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"symbiograph": own, "gunicorn.error": own},
    }
