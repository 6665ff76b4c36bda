"""Jobs handed over by a thread that waits for everything at once."""

from __future__ import annotations

import select
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pooled import COUNT, LONG, connection, graph_file, has_ended, job, keeping
from symbiograph.engine.pool import Completed, Outcome
from symbiograph.engine.pool.dispatcher import Dispatcher


def test_a_job_that_outlasts_a_move_leaves_no_worker_of_the_former_keeper(tmp_path: Path) -> None:
    graph = graph_file(tmp_path)
    ends: list[Outcome] = []
    with (
        keeping(graph, spares=0) as former,
        keeping(graph) as latter,
        select.epoll() as epoll,
        ThreadPoolExecutor() as threads,
        connection() as (_, server),
    ):
        # So that the worker is there, and a job is handed to it at once.
        assert former.count() == 500
        [worker] = former.workers()
        dispatcher = Dispatcher(former.pool, epoll, threads, lambda call: call())
        dispatcher.submit(job(COUNT), server, ends.append)
        former.pool.move(latter.door)
        [(descriptor, _)] = epoll.poll(LONG)
        dispatcher.attend(descriptor)
        assert [type(end) for end in ends] == [Completed]
        assert has_ended(worker)
