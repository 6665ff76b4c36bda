"""Commits last: through kill -9, a full disk, restarts, restores and backups."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server import Reply, running
from symbiograph.cli import main
from writing import Service, writable

EX = "http://example.org/"
COUNT = f"SELECT ?o {{ GRAPH <{EX}g> {{ ?s ?p ?o }} }}"


def insert(*numbers: int, graph: str = "g") -> str:
    values = ", ".join(map(str, numbers))
    return f"INSERT DATA {{ GRAPH <{EX}{graph}> {{ <{EX}s> <{EX}p> {values} }} }}"


def numbers(service: Service) -> set[int]:
    return {int(row[0]) for row in service.rows(COUNT)}


def command(data_dir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, [*arguments, "--data-dir", str(data_dir)], prog_name="symbiograph"
    )


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with writable(tmp_path / "data", "--empty") as found:
        yield found


# kill -9


def test_no_acknowledged_commit_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    """200 commits; at random points of their time the writer is killed, again and again."""
    chance = random.Random()  # noqa: S311 - no secret
    acknowledged: set[int] = set()
    refused: set[int] = set()
    done = threading.Event()
    with writable(tmp_path, "--empty") as service:

        def kill() -> None:
            while not done.wait(chance.uniform(0.01, 0.8)):
                try:
                    service.kill_writer()
                except (OSError, IndexError):
                    # Dead already, or not yet there again.
                    continue

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            for number in range(200):
                reply = service.update(insert(number))
                if reply.status == 200:
                    acknowledged.add(number)
                else:
                    assert (reply.status, reply.headers["Retry-After"]) == (503, "1"), reply.text
                    refused.add(number)
        finally:
            done.set()
            killer.join()
        while service.update(insert(200)).status != 200:
            pass
        # What is said to be stored is, what is said not to be is not, and readers see just that.
        assert numbers(service) == acknowledged | {200}
        assert refused.isdisjoint(numbers(service))
    with running("--empty", "--data-dir", str(tmp_path)) as address:
        assert numbers(Service(address, tmp_path, "")) == acknowledged | {200}
    assert len(acknowledged) > 20


def test_a_new_web_process_and_a_new_writer_have_all_commits(service: Service) -> None:
    assert service.update(insert(1)).status == 200
    service.kill_writer()
    while service.update(insert(2)).status != 200:
        pass
    assert service.update(insert(3)).status == 200
    # Readers that followed the dead writer follow the new one; a busy machine takes its time.
    seen = next((True for _ in range(2000) if numbers(service) == {1, 2, 3}), False)
    assert seen
    direct = service.send("GET", f"/graphs?graph={EX}g", headers={"Accept": "text/turtle"})
    assert direct.text.count(",") == 2


# What ends a writer beside kill -9


def test_a_write_that_takes_too_long_is_ended_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMBIOGRAPH_UPDATE_TIMEOUT", "0.5")
    endless = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(12))
    with writable(tmp_path, "--empty") as service:
        many = " ".join(f"<{EX}{n}> <{EX}p> {n} ." for n in range(50))
        assert service.update(f"INSERT DATA {{ {many} {'} ; ' + insert(1)}").status == 200
        reply = service.update(
            f"{insert(2)} ; INSERT {{ <{EX}s> <{EX}q> ?n }}"
            f" WHERE {{ SELECT (COUNT(*) AS ?n) WHERE {{ {endless} }} }}"
        )
        assert (reply.status, reply.headers["Retry-After"]) == (503, "1")
        assert "0.5 seconds" in json.loads(reply.body)["detail"]
        while service.update(insert(3)).status != 200:
            pass
        assert numbers(service) == {1, 3}


def test_an_update_too_deep_for_the_engine_is_refused(service: Service) -> None:
    deep = "(" * 20_000 + "1" + ")" * 20_000
    # The writer may be starting still.
    assert service.update(insert(1)).status == 200
    before = service.writer()
    nested = "[ <p> " * 20_000 + "1" + " ]" * 20_000
    chain = " UNION ".join("{ ?s ?p ?x }" for _ in range(20_000))
    for text in (
        f"INSERT {{ <s> <p> ?x }} WHERE {{ BIND({deep} AS ?x) }}",
        f"INSERT DATA {{ <s> <p> {nested} }}",
        f"INSERT {{ <s> <p> ?x }} WHERE {{ {chain} }}",
    ):
        assert service.update(text).status == 400
    assert service.writer() == before
    negative = ", ".join(str(-number) for number in range(1, 3_000))
    assert service.update(f"INSERT DATA {{ <s> <p> {negative} }}").status == 200


# A full disk


@contextmanager
def disk_of(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a small disk, which is in memory."""
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Leave hardly any room on ``disk``; return the file that takes it."""
    ballast = disk / "ballast"
    free = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - 8_192)
    return ballast


def large() -> str:
    texts = (f"'{os.urandom(400).hex()}'" for _ in range(200))
    return f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}s> <{EX}p> {', '.join(texts)} }} }}"


def assert_disk_full(reply: Reply) -> None:
    assert (reply.status, reply.media_type) == (507, "application/problem+json"), reply.text
    assert "Make room" in json.loads(reply.body)["detail"]


@pytest.mark.parametrize(("store", "megabytes"), [("memory", 2), ("disk", 100)])
def test_a_full_disk_is_told_and_damages_nothing(
    store: str, megabytes: int, tmp_path: Path
) -> None:
    with disk_of(tmp_path / "small", megabytes) as disk:
        with writable(disk, "--empty", STORE=store) as service:
            assert service.update(insert(1)).status == 200
            ballast = fill(disk)
            for _ in range(3):
                assert_disk_full(service.update(large()))
                assert numbers(service) == {1}
            ballast.unlink()
            assert service.update(insert(2)).status == 200
            assert numbers(service) == {1, 2}
            assert json.loads(service.update(insert(2)).body)["sequence"] == 2
        with running("--empty", "--data-dir", str(disk), STORE=store) as address:
            assert numbers(Service(address, disk, "")) == {1, 2}


def test_a_writer_whose_store_the_disk_fails_is_replaced_once_there_is_room(
    tmp_path: Path,
) -> None:
    with (
        disk_of(tmp_path / "small", 80) as disk,
        writable(disk, "--empty", STORE="disk", MAX_UPLOAD=str(1 << 30)) as service,
    ):
        assert service.update(insert(1)).status == 200
        writer = service.writer()
        # There is room when it begins, and too little for all of it.
        triples = "\n".join(f'<{EX}s> <{EX}p> "{os.urandom(40_000).hex()}" .' for _ in range(1_000))
        headers = {"Content-Type": "application/n-triples"}
        assert_disk_full(service.send("PUT", f"/graphs?graph={EX}g", triples, headers))
        assert numbers(service) == {1}
        while (reply := service.update(insert(2))).status == 503:
            pass
        assert reply.status == 200, reply.text
        assert service.writer() != writer
        # Another one that finds no room at its start.
        ballast = fill(disk)
        service.kill_writer()
        while (reply := service.update(insert(3))).status == 503:
            pass
        assert_disk_full(reply)
        assert numbers(service) == {1, 2}
        ballast.unlink()
        while (reply := service.update(insert(3))).status in (503, 507):
            pass
        assert json.loads(reply.body)["sequence"] == 3
        assert numbers(service) == {1, 2, 3}


# Large commits


def test_a_large_commit_is_seen_whole(service: Service) -> None:
    size = 5_000
    assert service.update(insert(*range(size))).status == 200
    while (seen := len(numbers(service))) != size:
        assert seen == 0
    path = f"/graphs?graph={EX}g"
    headers = {"Accept": "application/n-triples"}
    while (reply := service.send("GET", path, headers=headers)).status == 404:
        pass
    assert reply.text.count("\n") == size
    # What is written next is in the new image as well.
    assert json.loads(service.update(insert(size)).body)["visible"] is True
    assert service.send("GET", path, headers=headers).text.count("\n") == size + 1


# The command line


def test_history_tells_every_commit(service: Service) -> None:
    service.update(insert(1, 2))
    service.update(insert(3, graph="other"))
    service.update(f"DELETE WHERE {{ GRAPH <{EX}g> {{ ?s ?p 1 }} }} ; {insert(4, graph='other')}")
    rows = [line.split("\t") for line in command(service.data_dir, "history").stdout.splitlines()]
    assert [(row[0], *row[2:]) for row in rows] == [
        ("3", "tests", "+0", "-1", EX + "g"),
        ("3", "tests", "+1", "-0", EX + "other"),
        ("2", "tests", "+1", "-0", EX + "other"),
        ("1", "tests", "+2", "-0", EX + "g"),
    ]
    of_graph = command(service.data_dir, "history", "--graph", EX + "g", "--limit", "1")
    assert [line.split("\t")[0] for line in of_graph.stdout.splitlines()] == ["3"]


def test_restore_goes_back_by_a_commit_that_readers_see(service: Service) -> None:
    service.update(insert(1))
    service.update(f"DROP GRAPH <{EX}g> ; {insert(2)}")
    service.update(insert(3))
    back = command(service.data_dir, "restore", "1")
    assert back.stdout.startswith("Commit 4: 1 triples added, 2 removed")
    assert numbers(service) == {1}
    assert command(service.data_dir, "restore", "3").exit_code == 0
    assert numbers(service) == {2, 3}
    assert command(service.data_dir, "restore", "0").exit_code == 0
    assert numbers(service) == set()
    again = command(service.data_dir, "restore", "0")
    assert "already" in again.stdout
    wrong = command(service.data_dir, "restore", "99")
    assert wrong.exit_code == 2
    assert "There is no commit 99; the last one is 6." in wrong.stderr


def test_restore_works_without_a_service(tmp_path: Path) -> None:
    with writable(tmp_path, "--empty") as service:
        service.update(insert(1))
        service.update(insert(2))
    assert command(tmp_path, "restore", "1").exit_code == 0
    with running("--empty", "--data-dir", str(tmp_path)) as address:
        assert numbers(Service(address, tmp_path, "")) == {1}


def test_a_backup_is_a_data_folder(service: Service, tmp_path: Path) -> None:
    service.update(insert(1))
    copy = tmp_path / "copy"
    told = subprocess.run(
        [sys.executable, "-m", "symbiograph", "backup", str(copy)],
        env={**os.environ, "SYMBIOGRAPH_DATA_DIR": str(service.data_dir)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "up to commit 1" in told.stdout
    service.update(insert(2))
    with running("--empty", "--data-dir", str(copy)) as address:
        restored = Service(address, copy, service.token)
        assert numbers(restored) == {1}
        # Its tokens came along.
        assert restored.update(insert(5)).status == 200
    assert numbers(service) == {1, 2}
    refused = command(service.data_dir, "backup", str(copy))
    assert refused.exit_code == 2
    assert "not empty" in refused.stderr


def test_tokens_are_made_listed_and_revoked(tmp_path: Path) -> None:
    made = command(tmp_path, "token", "create", "partner")
    token = made.stdout.splitlines()[-1]
    assert len(token) == 64
    assert token.encode() not in (tmp_path / "commits.db").read_bytes()
    assert (tmp_path / "commits.db").stat().st_mode & 0o077 == 0
    assert command(tmp_path, "token", "create", "partner").exit_code == 2
    assert command(tmp_path, "token", "create", "no such name").exit_code == 2
    [line] = command(tmp_path, "token", "list").stdout.splitlines()
    assert line.startswith("partner\t")
    assert line.endswith("\tin force")
    assert command(tmp_path, "token", "revoke", "partner").exit_code == 0
    assert "\trevoked " in command(tmp_path, "token", "list").stdout
    assert command(tmp_path, "token", "revoke", "partner").exit_code == 2


def test_a_data_folder_that_cannot_be_written_is_served(tmp_path: Path) -> None:
    """A file where the folder should be stands for a folder that cannot be written."""
    (tmp_path / "data").write_text("")
    with running("--empty", "--data-dir", str(tmp_path / "data" / "inside")) as address:
        assert Service(address, tmp_path, "").rows("SELECT (1 AS ?x) {}") == [["1"]]
    shutil.rmtree(tmp_path)
