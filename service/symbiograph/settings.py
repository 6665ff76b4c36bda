"""The settings: environment variables ``SYMBIOGRAPH_<NAME>``, read once, each with its meaning."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from symbiograph.errors import SettingError

PREFIX = "SYMBIOGRAPH_"


def user_data_folder() -> Path:
    """Return the folder where this platform keeps a user's application data."""
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "symbiograph"
        )
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "symbiograph"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "symbiograph"


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """What an operator can set; read by :meth:`from_environment`, overridden by command options."""

    data_dir: Path = field(
        default_factory=user_data_folder,
        metadata={"meaning": "folder that holds the releases"},
    )
    host: str = _setting("127.0.0.1", "address the server listens on")
    port: int = _setting(8000, "port the server listens on")
    workers: int = _setting(2, "web processes; each holds the graph, shared after the fork")
    threads: int = _setting(16, "threads in each web process")
    store: str = _setting(
        "auto", "where the graph is held: memory, disk, or auto: on disk from 2,000,000 triples on"
    )
    max_body: int = _setting(1_000_000, "largest body of a request that reads, in bytes")
    max_upload: int = _setting(50_000_000, "largest body of a request that writes, in bytes")
    query_timeout: float = _setting(30.0, "seconds that one query may take; then it is ended")
    query_workers: int = _setting(8, "queries that run at a time, each in a process of its own")
    query_memory: int = _setting(512, "megabytes that one query may use beside the graph")
    query_patience: float = _setting(5.0, "seconds that a query waits for a free worker")
    update_timeout: float = _setting(60.0, "seconds that one write may take; then it is ended")
    validate_timeout: float = _setting(
        30.0, "seconds that the shapes may take to judge what somebody sent; then it is ended"
    )
    validate_max_bytes: int = _setting(
        5_000_000, "most bytes of data that is sent to be judged, once it is unpacked"
    )
    validate_fetch: int = _setting(
        0, "1: /validate fetches data from public addresses, too; 0: it fetches nothing"
    )
    row_limit: int = _setting(
        0, "most rows or triples of one result, told in its head; 0: no limit"
    )
    byte_limit: int = _setting(
        0, "most bytes of one result; a longer one is broken off; 0: no limit"
    )
    max_query_length: int = _setting(500_000, "most characters of one query")
    max_query_depth: int = _setting(100, "how deep brackets and operators of a query may nest")
    fair_use_queries: int = _setting(
        0, "queries that one client address may run at a time; 0: no limit"
    )
    fair_use_seconds: int = _setting(
        0, "seconds that queries of one client address may take in a minute; 0: no limit"
    )
    trusted_proxies: str = _setting(
        "", "addresses or networks, by commas, whose X-Forwarded-For names the client"
    )
    service_allowed: str = _setting(
        "", "endpoints, by commas, that a query may ask by SERVICE; by default none"
    )
    service_timeout: float = _setting(
        10.0, "seconds that a query waits for one such endpoint, in all"
    )
    service_max_bytes: int = _setting(
        10_000_000, "most bytes read for one SERVICE; a longer result is an error"
    )
    harvest_allowed: str = _setting(
        "", "addresses or networks, by commas, beside public ones that a harvest may connect to"
    )
    harvest_silence: float = _setting(30.0, "seconds that a partner's server may say nothing")
    harvest_timeout: float = _setting(3600.0, "seconds that fetching from one partner may take")
    harvest_max_bytes: int = _setting(
        200_000_000, "most bytes that are fetched from one partner, as they are sent"
    )
    harvest_max_unpacked: int = _setting(
        1_000_000_000, "most bytes that these may be when they are unpacked"
    )
    harvest_tries: int = _setting(5, "how often a request to a partner is tried")
    endpoint: str = _setting(
        "", "SPARQL 1.1 query endpoint of a store that answers in place of the embedded one"
    )
    endpoint_update: str = _setting(
        "", "update endpoint of that store; without it /update takes nothing"
    )
    endpoint_graphs: str = _setting(
        "", "graph store endpoint of that store, for symbiograph push and writing to /graphs"
    )
    endpoint_user: str = _setting("", "who asks that store; empty: nobody in particular")
    endpoint_password: str = field(
        default="", repr=False, metadata={"meaning": "that user's password", "secret": True}
    )
    endpoint_auth: str = _setting("basic", "how the password is sent: basic or digest")
    endpoint_default_graph: str = _setting(
        "", "IRI of the graph that is the default graph, for a store that has none of its own"
    )
    log_level: str = _setting("info", "debug, info, warning or error")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the settings of ``environment``; raises :class:`SettingError` for a bad value."""
        values: dict[str, Any] = {}
        for setting in fields(cls):
            name = PREFIX + setting.name.upper()
            text = environment.get(name)
            if text:
                values[setting.name] = _read(name, text, str(setting.type))
        return cls(**values)

    def described(self) -> list[tuple[str, str, str]]:
        """Return ``(variable, value in force, meaning)`` for every setting, in a fixed order.

        Of a secret the value is only whether there is one.
        """
        return [
            (PREFIX + f.name.upper(), self._shown(f), f.metadata["meaning"]) for f in fields(self)
        ]

    def _shown(self, setting: Field[Any]) -> str:
        value = str(getattr(self, setting.name))
        return "(set)" if value and setting.metadata.get("secret") else value


def _read(name: str, text: str, type_name: str) -> Any:
    if type_name == "Path":
        return Path(text)
    if type_name == "int":
        try:
            return int(text)
        except ValueError:
            raise SettingError(f"{name} must be a whole number, not {text!r}.") from None
    if type_name == "float":
        try:
            return float(text)
        except ValueError:
            raise SettingError(f"{name} must be a number, not {text!r}.") from None
    return text
