"""ESCO from its CSV files to a served release: processor time and memory of each step.

    python benchmarks/esco.py FOLDER

imports the release in FOLDER into a new data folder, builds, serves, asks one query from an
exchange to occupations, and tells for each step its seconds, its processor time and its most
memory; at last the memory of all processes that serve, what they share counted once (proportional
set size), before and after it. The first line and the last are measures of the machine: the
processor time of ten million additions in Python, which other work on the machine may double.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

QUERY = """PREFIX esco: <http://data.europa.eu/esco/model#>
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT (COUNT(DISTINCT ?needs) AS ?n) {
  ?exchange sg:usesTechnology/sg:callsForSkill/skos:exactMatch ?concept .
  ?concept a esco:Skill ; esco:isEssentialSkillFor ?needs }"""
SERVING = "Serving http://"


def main(folder: str) -> None:
    """Run all steps and print a line for each."""
    _measure_machine()
    with tempfile.TemporaryDirectory() as data:
        total = _run("import", ["esco", "import", folder], data) + _run("build", ["build"], data)
        print(f"processor time up to serving: {total + _serve(data):.1f} s")
    _measure_machine()


def _measure_machine() -> None:
    before = time.process_time()
    sum(i * i for i in range(10**7))
    used = time.process_time() - before
    print(f"machine: {used:.2f} s for ten million additions", flush=True)


def _run(name: str, arguments: list[str], data: str) -> float:
    command = [sys.executable, "-m", "symbiograph", *arguments, "--data-dir", data]
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, name
    return _told(name, started, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10)


def _serve(data: str) -> float:
    command = [sys.executable, "-m", "symbiograph", "serve", "--port", "0", "--data-dir", data]
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        address = next(line for line in process.stdout if line.startswith(SERVING)).split()[1]
        status = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = (int(status[11]) + int(status[12])) / os.sysconf("SC_CLK_TCK")
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        most = next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM"))
        seconds = _told("serve", started, ticks, most)
        print(f"memory of all processes: {_of_family(process.pid)} MB")
        query = urllib.parse.urlencode({"query": QUERY, "format": "csv"})
        with urllib.request.urlopen(f"{address}/sparql?{query}") as answer:  # noqa: S310
            number = answer.read().split()[1].decode()
        print(f"occupations that need a skill of an exchange: {number}")
        print(f"memory of all processes then: {_of_family(process.pid)} MB")
    finally:
        process.terminate()
        process.wait()
    return seconds


def _of_family(pid: int) -> int:
    return sum(map(_memory, _family(pid))) >> 10


def _family(pid: int) -> list[int]:
    """Return the numbers of a process and of all that it and they have started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _memory(pid: int) -> int:
    """Return the proportional set size of a process, in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _told(name: str, started: float, used: float, megabytes: int) -> float:
    passed = time.monotonic() - started
    print(f"{name:6}  {passed:6.1f} s  {used:5.1f} s processor time  {megabytes:5} MB")
    return used


if __name__ == "__main__":
    main(sys.argv[1])
