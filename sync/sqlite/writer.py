"""The one writer: requests that arrive together share one transaction and one fsync.

A job's Python and SQL run on the event loop, between ``BEGIN IMMEDIATE`` and ``COMMIT``; a long one is a
generator that yields now and then, so that others have their turn. Only ``COMMIT``, which waits for the disk,
runs in a thread. While the disk works, the loop goes on serving readers and gathers the next group.

Why not a writer thread: the work of a job is Python, and beside the loop's thread it would only fight for
the interpreter's lock. Why not all on the loop: everybody would wait for the disk. Measured on two cores:
durable documents a second, and the p99 of a reader's wait (``tests/bench/sync_commit.py`` measures it again).

                            16 writers of 1       64 writers of 1       4 writers of 100
    fsync of 0.2 ms
      all on the loop       15,977/s   2.2 ms     23,131/s   6.0 ms     46,286/s  14.2 ms
      COMMIT in a thread    13,309/s   1.0 ms     21,396/s   2.3 ms     45,143/s  10.9 ms
      all in a thread        4,869/s   0.6 ms      5,943/s   0.6 ms     39,571/s   3.1 ms
    fsync of 2 to 4 ms, a busy disk
      all on the loop        3,706/s  13.5 ms     21,541/s   7.1 ms     47,429/s  13.5 ms
      COMMIT in a thread     5,120/s   5.8 ms     22,309/s   2.4 ms     45,143/s  10.8 ms
      all in a thread        3,246/s   3.9 ms      5,486/s   0.7 ms     38,857/s   2.2 ms
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from sync.errors import Unavailable, place
from sync.sqlite.connection import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    Job = Callable[[], Generator[None, None, Any]]

T = TypeVar("T")

log = logging.getLogger(__name__)

BREATH_S = 0.004
"""A job or a group gives way to the loop after so long."""

GROUP_S = 0.05
"""A group takes no more jobs after so long, so that the first of it gets its answer."""

BUSY_S = 10.0
"""So long the writer waits for somebody else's lock on the file before it answers 503."""


class Writer:
    def __init__(
        self,
        connection: sqlite3.Connection,
        committing: Callable[[], None],
        committed: Callable[[], None],
        undone: Callable[[], None],
    ) -> None:
        """``committing`` runs at the end of each transaction inside it, ``committed`` or ``undone`` after."""
        self._connection = connection
        self._committing = committing
        self._committed = committed
        self._undone = undone
        self._waiting: deque[tuple[Job, asyncio.Future[Any]]] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._breath = 0.0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fsync")
        self._task = asyncio.create_task(self._run(), name="sqlite writer")

    async def do(self, job: Callable[[], T]) -> T:
        """Run a short job in a transaction; return its result when that is durable. Raises what it raised."""

        def at_once() -> Generator[None, None, T]:
            return job()
            yield  # type: ignore[unreachable]  # makes it a generator

        return await self.do_in_steps(at_once)

    async def do_in_steps(self, job: Callable[[], Generator[None, None, T]]) -> T:
        """The same for a job that yields where others may have their turn."""
        if self._closing:
            raise Unavailable("The store is closing")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, done))
        self._wake.set()
        return await done

    async def close(self) -> None:
        """Finish what was asked for, then stop."""
        self._closing = True
        self._wake.set()
        await self._task
        self._thread.shutdown()

    async def _run(self) -> None:
        while True:
            while not self._waiting:
                if self._closing:
                    return
                self._wake.clear()
                await self._wake.wait()
            try:
                await self._group()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - the writer must outlive any bug: others still wait
                log.error("the writer failed: %s", place(error))  # noqa: TRY400 - no values in a log

    async def _group(self) -> None:
        """One transaction: every job that waits, until the group is old enough."""
        served: list[tuple[asyncio.Future[Any], Any]] = []
        refused: list[tuple[asyncio.Future[Any], Exception]] = []
        asking: list[asyncio.Future[Any]] = []
        try:
            await self._begin()
            oldest = time.perf_counter() + GROUP_S
            self._breath = time.perf_counter() + BREATH_S
            while self._waiting and time.perf_counter() < oldest:
                job, done = self._waiting.popleft()
                asking.append(done)
                before = self._connection.total_changes
                try:
                    served.append((done, await self._step(job)))
                except Exception as error:
                    if isinstance(error, sqlite3.Error) or self._connection.total_changes != before:
                        raise  # half of a job must not be committed with the rest
                    # Told with the others: what it was refused for may have been done by this very group, and
                    # is not there for anybody before the commit.
                    refused.append((done, error))
            if served:
                self._committing()
            await self._make_durable()
        except BaseException as error:
            self._undo(asking or self._everybody(), error)
            if not isinstance(error, sqlite3.Error):
                raise
        else:
            self._committed()
            for done, result in served:
                if not done.done():
                    done.set_result(result)
            for done, refusal in refused:
                _fail(done, refusal)

    def _undo(self, asking: list[asyncio.Future[Any]], error: BaseException) -> None:
        if self._connection.in_transaction:
            self._connection.rollback()
        self._undone()
        for done in asking:
            _fail(
                done,
                translated(error) if isinstance(error, sqlite3.Error) else Unavailable("Nothing was written"),
            )

    def _everybody(self) -> list[asyncio.Future[Any]]:
        """When not even ``BEGIN`` works: all who wait."""
        everybody = [done for _, done in self._waiting]
        self._waiting.clear()
        return everybody

    async def _begin(self) -> None:
        deadline = time.perf_counter() + BUSY_S
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY" or time.perf_counter() > deadline:
                    raise
                await asyncio.sleep(0.01)
            else:
                return

    async def _step(self, job: Job) -> Any:
        """Run a job to its end, giving way to the loop whenever this group has kept it for a while."""
        running = job()
        while True:
            if time.perf_counter() > self._breath:
                await asyncio.sleep(0)
                self._breath = time.perf_counter() + BREATH_S
            try:
                next(running)
            except StopIteration as end:
                return end.value

    async def _make_durable(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._commit)

    def _commit(self) -> None:
        self._connection.execute("COMMIT")


def _fail(done: asyncio.Future[Any], error: BaseException) -> None:
    if not done.done():
        done.set_exception(error)
