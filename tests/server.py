"""The real service for tests: ``symbiograph serve`` in its own processes, on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Service:
    """A running service: where it answers, its first process, and what it has logged so far."""

    address: str
    process: subprocess.Popen[str]
    _log: tempfile._TemporaryFileWrapper[str]

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()


@contextmanager
def running(*arguments: str, **settings: str) -> Iterator[str]:
    """Start the service with these arguments of ``serve``; give its address, and stop it after.

    Without --data-dir it has a data folder of its own, so that nothing is shared between tests.
    Settings are named as in the environment, without the prefix.
    """
    with service(*arguments, **settings) as started:
        yield started.address


@contextmanager
def service(*arguments: str, **settings: str) -> Iterator[Service]:
    """Start the service like :func:`running`; give more than its address."""
    command = [sys.executable, "-m", "symbiograph", "serve", "--port", "0", *arguments]
    with (
        tempfile.TemporaryDirectory() as data_dir,
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=_environment(data_dir, settings),
        ) as process,
    ):
        try:
            yield Service(_address(process, log), process, log)
        finally:
            process.terminate()


def _environment(data_dir: str, settings: Mapping[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "SYMBIOGRAPH_DATA_DIR": data_dir,
        "SYMBIOGRAPH_LOG_LEVEL": "warning",
        **{f"SYMBIOGRAPH_{name}": value for name, value in settings.items()},
    }


def _address(process: subprocess.Popen[str], log: tempfile._TemporaryFileWrapper[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        _, announced, address = line.partition("Serving ")
        if announced:
            return address.strip()
    log.seek(0)
    raise AssertionError(f"The service did not start:\n{log.read()}")


@dataclass(frozen=True)
class Reply:
    """An answer as it came over the wire."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def send(
    address: str,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | Iterator[bytes] | None = None,
) -> Reply:
    """Send one request with exactly these headers beside Host and the body's length."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())
    finally:
        connection.close()
