"""The servers compared, each started with the same graph; their processor time and memory."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Final
from urllib.request import Request, urlopen

_BIN: Final = Path(sys.executable).parent
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_START: Final = 900.0
_VIRTUOSO: Final = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: what it is, where it takes queries, and its first process."""

    name: str
    endpoint: str
    pid: int

    def processor_seconds(self) -> float:
        """Return the processor time of all its processes, those that have ended included."""
        return sum(sum(map(int, fields[11:15])) for fields in self._processes().values()) / _TICKS

    def memory(self) -> int:
        """Return the bytes its processes take; pages that several share count once."""
        total = 0
        for pid in self._processes():
            with suppress(FileNotFoundError, ProcessLookupError):
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += int(rollup.partition("\nPss:")[2].split()[0]) * 1024
        return total

    def _processes(self) -> dict[int, list[str]]:
        """Return the fields of /proc/PID/stat after the name, for it and all below it."""
        fields, children = {}, defaultdict(list)
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with suppress(FileNotFoundError, ProcessLookupError):
                    pid = int(entry.name)
                    fields[pid] = (entry / "stat").read_text().rpartition(")")[2].split()
                    children[int(fields[pid][1])].append(pid)
        found = [self.pid]
        for pid in found:
            found += children[pid]
        return {pid: fields[pid] for pid in found if pid in fields}


@contextmanager
def symbiograph(graph: Path, **settings: str) -> Iterator[Server]:
    """Run this service as anybody would, its killable pool included.

    ``settings`` are named as in the environment, without the prefix.
    """
    port = _free_port()
    with TemporaryDirectory() as folder:
        load = f"--load={graph}=urn:benchmark"
        command: list[str | Path] = [
            _BIN / "symbiograph",
            "serve",
            "--port",
            str(port),
            "--empty",
            load,
        ]
        settings = {"STORE": "memory", **settings, "DATA_DIR": folder}
        ours = {f"SYMBIOGRAPH_{name}": value for name, value in settings.items()}
        with _running(command, port, environment={**os.environ, **ours}) as pid:
            name = f"symbiograph {version('symbiograph')}, {settings['STORE']}"
            yield Server(name, f"http://127.0.0.1:{port}/sparql", pid)


@contextmanager
def oxigraph(graph: Path) -> Iterator[Server]:
    """Run the native Oxigraph server, in memory."""
    port = _free_port()
    command: list[str | Path] = [_BIN / "oxigraph", "serve", "--bind", f"127.0.0.1:{port}"]
    with _running(command, port) as pid:
        address = f"http://127.0.0.1:{port}"
        body = graph.read_bytes()
        request = Request(  # noqa: S310 - our own address
            f"{address}/store?default", body, {"Content-Type": "application/n-triples"}
        )
        with urlopen(request, timeout=_START):  # noqa: S310
            yield Server(f"oxigraph {version('oxigraph')}, memory", f"{address}/query", pid)


@contextmanager
def oxigraph_disk(graph: Path) -> Iterator[Server]:
    """Run the native Oxigraph server on a database that nobody writes."""
    port = _free_port()
    with TemporaryDirectory() as folder:
        at = ["--location", folder]
        subprocess.run([_BIN / "oxigraph", "load", *at, "--file", graph], check=True)
        command: list[str | Path] = [
            _BIN / "oxigraph",
            "serve-read-only",
            *at,
            "--bind",
            f"127.0.0.1:{port}",
        ]
        with _running(command, port) as pid:
            name = f"oxigraph {version('oxigraph')}, disk"
            yield Server(name, f"http://127.0.0.1:{port}/query", pid)


@contextmanager
def rdflib_endpoint(graph: Path) -> Iterator[Server]:
    """Run rdflib-endpoint on rdflib's store in memory."""
    port = _free_port()
    address = ["--host", "127.0.0.1", "--port", str(port)]
    command: list[str | Path] = [_BIN / "rdflib-endpoint", "serve", str(graph), *address]
    with _running(command, port) as pid:
        name = f"rdflib-endpoint {version('rdflib-endpoint')}"
        yield Server(name, f"http://127.0.0.1:{port}/", pid)


@contextmanager
def virtuoso(graph: Path) -> Iterator[Server]:
    """Run Virtuoso with buffers for the whole graph."""
    sql, port = _free_port(), _free_port()
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(graph, folder / "graph.nt")
        (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=sql, http=port))
        command: list[str | Path] = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]
        with _running(command, port, folder=folder) as pid:
            statements = (
                "ld_dir('.', 'graph.nt', 'urn:benchmark'); rdf_loader_run(); checkpoint;"
                ' grant select on DB.DBA.SPARQL_SINV_2 to "SPARQL";'
            )
            isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={statements}"]
            subprocess.run(isql, check=True, stdout=subprocess.DEVNULL)
            found = subprocess.run(
                ["virtuoso-t", "-?"], check=False, capture_output=True, text=True
            )
            number = re.search(r"Version ([\d.]+)", found.stdout + found.stderr)
            yield Server(
                f"virtuoso {number[1] if number else ''}", f"http://127.0.0.1:{port}/sparql", pid
            )


SERVERS: Final[dict[str, Callable[[Path], AbstractContextManager[Server]]]] = {
    "oxigraph": oxigraph,
    "oxigraph-disk": oxigraph_disk,
    "symbiograph": symbiograph,
    "symbiograph-disk": partial(symbiograph, STORE="disk"),
    "rdflib-endpoint": rdflib_endpoint,
    "virtuoso": virtuoso,
}


@contextmanager
def _running(
    command: Sequence[str | Path],
    port: int,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[int]:
    with subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(process, port)
            yield process.pid
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    latest = monotonic() + _START
    while monotonic() < latest:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        # Not by its first page, which takes long over a large graph.
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        sleep(0.2)
    raise TimeoutError(f"nothing answers on port {port}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
