"""The task that follows the store, one case file after another.

Its cursor in the store's feed is a local document of `registry`, written a moment after what it stands for is
durable: a crash in between repeats the last case files, which changes nothing. A case file that fails is
reported without its content, scheduled again with a growing delay, and the others go on.
"""

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

import msgspec

from api.accounts import REGISTRY
from api.accounts.offices import Offices
from api.calendars.book import CALENDARS
from api.clock import Clock, utc_now
from api.events import Events
from api.ladder import Ladder, ladder
from api.ladder.steps import Proposal
from api.pipeline.flags import changed
from api.pipeline.judgement import Basis, Rules
from api.pipeline.memories import Memories
from api.pipeline.schedule import Schedule
from api.pipeline.telling import tell, tell_quarantine
from api.pipeline.upgrade import Upgrade
from api.problems import report
from api.readmodel.rows import quarantine_rows
from api.rules.findings import Evaluation
from api.traffic import Traffic
from schemas.ids import case_database
from sync.errors import Conflict, NoDatabase, SyncError
from sync.store import Document, Seq, Store

log = logging.getLogger("qadam.pipeline")

CURSOR = "pipeline"
CURSOR_S = 1.0
"""the cursor is written at most this often: it only decides how much is repeated after a crash"""
FIRST_RETRY = dt.timedelta(seconds=2)
LAST_RETRY = dt.timedelta(hours=1)
FEED_AGAIN_S = 1.0
BESIDE_THE_LOOP = 200
"""documents of a case file, from which on its rules are left to a thread: some tens of milliseconds"""
SOONEST = dt.timedelta(seconds=1)


class ReadModel(Protocol):
    """What the pipeline tells the supervisors' lists."""

    async def refresh_case(
        self,
        case: str,
        documents: Sequence[Document],
        evaluation: Evaluation,
        proposals: Sequence[Proposal],
    ) -> None: ...

    async def remove_case(self, case: str) -> None: ...

    async def refresh_quarantine(self, case: str, rows: Sequence[tuple[Any, ...]]) -> None: ...


class Minors(Protocol):
    """What the pipeline tells the minor's own database, and takes from it."""

    async def refresh(self, case: str, documents: Sequence[Document], zone: str) -> dt.datetime | None: ...

    async def carry(self, case: str) -> None: ...


class Quarantine(Protocol):
    """What the pipeline brings to its end: what supervisors decided about records that were kept apart."""

    async def settle(self, case: str) -> Sequence[object]: ...

    async def drop(self, case: str) -> None: ...

    async def documents(self, case: str) -> Sequence[Document]: ...


class Tasks(Protocol):
    """What the pipeline tells whoever keeps an inspector's tasks."""

    async def settle(
        self, case: str, documents: Sequence[Document], zone: str, steps: Ladder
    ) -> dt.datetime | None: ...


class Counters(msgspec.Struct):
    """What the pipeline has done since the start of the process."""

    evaluated: int = 0
    anew: int = 0
    flags_written: int = 0
    failed: int = 0


class Pipeline:
    """Follows a store; `run` until cancelled."""

    def __init__(
        self,
        store: Store,
        *,
        rules: Rules,
        basis: Basis,
        offices: Offices,
        read_model: ReadModel,
        minors: Minors,
        quarantine: Quarantine,
        events: Events,
        traffic: Traffic | None = None,
        tasks: Tasks | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._traffic = traffic or Traffic()
        self._store = store
        self._rules = rules
        self._offices = offices
        self._read_model = read_model
        self._minors = minors
        self._quarantine = quarantine
        self._tasks = tasks
        self._events = events
        self._clock = clock
        self._schedule = Schedule(store)
        self._memories = Memories()
        self.upgrade = Upgrade(store, basis, self._judge_anew)
        self._scheduled = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._cursor: Seq | None = None
        self._left: dict[str, frozenset[str]] = {}
        """how a file stood when we had written its flags, until the feed tells us of that"""
        self._number: Seq = 0
        self.counters = Counters()
        self._works = {"case": self._refresh, "minor": self._carry, "quarantine": self._settle}

    async def run(self) -> None:
        """Follow the feed and the schedule."""
        await self._schedule.load()
        cursor = await self._store.get_local(REGISTRY, CURSOR)
        self._number = cursor["since"] if cursor is not None else 0
        # Who begins at the beginning of the feed judges every file anyway.
        await self.upgrade.begin(all_are_new=cursor is None)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow(), name="pipeline: feed")
            tasks.create_task(self._wait_for_due(), name="pipeline: schedule")
            tasks.create_task(self._keep_cursor(), name="pipeline: cursor")
            tasks.create_task(self.upgrade.run(), name="pipeline: judging anew")

    async def caught_up(self) -> bool:
        """Tell whether everything written until now has been looked at."""
        return self._number == await self._store.last_update()

    async def _follow(self) -> None:
        async for number, db in self._store.updates(self._number):
            async with self._traffic.behind():
                await self._look(db)
                self._number = number

    async def _look(self, db: str) -> None:
        """Look at one database that changed, until that is done or written down for later."""
        if db == CALENDARS:
            self.upgrade.again()
        if not db.startswith(("case-", "minor-", "quarantine-")):
            return
        while True:
            try:
                await self._try(db)
            except Exception as error:  # noqa: BLE001 - the feed must go on; without a store it waits here
                report(log, "the store does not take the schedule", error)
                await asyncio.sleep(FEED_AGAIN_S)
            else:
                return

    async def _judge_anew(self, db: str) -> None:
        """Look at a case file though nothing in it has changed."""
        self._left.pop(db, None)
        self.counters.anew += 1
        async with self._traffic.behind():
            await self._look(db)

    async def _try(self, db: str) -> None:
        kind, _, case = db.partition("-")
        async with self._one_at_a_time:
            try:
                again = await self._works[kind](case)
                await self._schedule.put(db, again)
            except Exception as error:  # noqa: BLE001 - one bad case file never stops the others
                self.counters.failed += 1
                failures = self._schedule.failures(db) + 1
                report(log, f"a {kind} file failed, {failures} in a row", error)
                wait = min(LAST_RETRY, FIRST_RETRY * 2 ** min(failures - 1, 16))
                await self._schedule.put(db, self._clock() + wait, failures)
        self._scheduled.set()

    async def _carry(self, case: str) -> None:
        with contextlib.suppress(NoDatabase):  # the case file was expunged
            await self._minors.carry(case)

    async def _settle(self, case: str) -> None:
        """Carry out what was decided about the quarantine of a case file, and tell the lists and the desk."""
        await self._quarantine.settle(case)
        rows = quarantine_rows(case, await self._quarantine.documents(case))
        await _to_its_end(self._read_model.refresh_quarantine(case, rows))
        with contextlib.suppress(NoDatabase):
            tell_quarantine(self._events, case, await self._store.get(case_database(case), f"case:{case}"))

    async def _refresh(self, case: str) -> dt.datetime | None:
        """Bring everything derived from a case file up to date; tell when to look again."""
        db = case_database(case)
        try:
            documents = (await self._store.documents(db)).rows
        except NoDatabase:
            self._memories.take(db)
            await self._quarantine.drop(case)
            await _to_its_end(self._read_model.remove_case(case))
            return None
        now, due = self._clock(), self._schedule.at(db)
        if self._left.pop(db, None) == _revisions(documents) and (due is None or now < due):
            return due  # nothing is new but the flags that we wrote ourselves
        file = next((doc for doc in documents if doc.get("kind") == "case"), {})
        zone = await self._offices.zone(file.get("office"))
        evaluation = await self._evaluated(db, documents, now, zone)
        self.counters.evaluated += 1
        flags = await self._write_flags(db, documents, evaluation, now)
        if flags:
            written = {flag["_id"] for flag in flags}
            documents = [*(doc for doc in documents if doc["_id"] not in written), *flags]
            self._left[db] = _revisions(documents)
        steps = ladder(documents, now, zone)
        await _to_its_end(self._read_model.refresh_case(case, documents, evaluation, steps.proposals))
        tell(self._events, case, documents, flags, now)
        again = await self._minors.refresh(case, documents, zone)
        due = None if self._tasks is None else await self._tasks.settle(case, documents, zone, steps)
        moments = [
            moment for moment in (evaluation.next_change, steps.next_change, again, due) if moment is not None
        ]
        # A moment that is past already, by a mistake of a rule, must not keep us busy.
        return max(min(moments), now + SOONEST) if moments else None

    async def _evaluated(
        self, db: str, documents: Sequence[Document], now: dt.datetime, zone: str
    ) -> Evaluation:
        """Apply the rules: they are pure, so a big file's may run beside the requests, in a thread.

        With what is remembered of the file, so that only what a new document can touch is concluded again.
        """
        memory = self._memories.take(db)  # and lost with it, should the rules fail half way
        if len(documents) < BESIDE_THE_LOOP:
            evaluation = self._rules(documents, now, zone, memory)
        else:
            evaluation = await asyncio.to_thread(self._rules, documents, now, zone, memory)
        self._memories.put(db, memory, len(documents))
        return evaluation

    async def _write_flags(
        self, db: str, documents: Sequence[Document], evaluation: Evaluation, now: dt.datetime
    ) -> list[Document]:
        """Write the flags that differ; a conflict means that somebody wrote them meanwhile, so look again."""
        stored = {doc["_id"]: doc for doc in documents if doc.get("kind") == "flag"}
        decisions = [doc for doc in documents if doc.get("kind") == "decision"]
        due = changed(evaluation.flags, stored, now, decisions)
        if not due:
            return []
        rows = await self._store.write(db, due)
        if any(not row.ok for row in rows):
            raise Conflict
        self.counters.flags_written += len(due)
        return [{**doc, "_rev": row.rev} for doc, row in zip(due, rows, strict=True)]

    async def _wait_for_due(self) -> None:
        while True:
            moment = self._schedule.next()
            self._scheduled.clear()
            if moment is None:
                await self._scheduled.wait()
                continue
            wait = (moment - self._clock()).total_seconds()
            if wait > 0:
                # Not longer than a minute: a machine that slept, or whose clock was set, must notice.
                # `timeout`, not `wait_for`: in Python 3.11 that one can swallow a cancellation.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(wait, 60.0)):
                        await self._scheduled.wait()
                continue
            for db in self._schedule.due(self._clock()):
                await self._look(db)

    async def _keep_cursor(self) -> None:
        while True:
            await asyncio.sleep(CURSOR_S)
            try:
                await self.keep_cursor()
            except (SyncError, OSError) as error:
                report(log, "the cursor waits for the store", error)

    async def keep_cursor(self) -> None:
        """Write how far everything has been looked at."""
        number = self._number
        if number == self._cursor:
            return
        current = await self._store.get_local(REGISTRY, CURSOR)
        doc: Document = {"since": number}
        if current is not None:
            doc["_rev"] = current["_rev"]
        await self._store.put_local(REGISTRY, CURSOR, doc)
        self._cursor = number


async def _to_its_end(writing: Coroutine[Any, Any, None]) -> None:
    """Wait also when cancelled: it runs in a thread, which must be done before the file is closed."""
    task = asyncio.ensure_future(writing)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _revisions(documents: Sequence[Document]) -> frozenset[str]:
    return frozenset(f"{doc['_id']} {doc['_rev']}" for doc in documents)
