"""Judging every case file anew, once, when what the rules stand on has changed: an upgrade, a calendar.

Which version the files were last judged by is a local document of `registry`, with the file up to which that
is done: a restart in between goes on from there. It runs beside the feed, one file at a time, and a file that
fails is scheduled again like any other. Two processes that do it at once are harmless.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

import msgspec

from api.accounts import REGISTRY
from api.pipeline.judgement import Basis
from api.problems import report
from sync.errors import Conflict, DatabaseExists, SyncError
from sync.store import Document, Store

log = logging.getLogger("qadam.pipeline")

JUDGED = "judged"
CASES, AFTER_CASES = "case-", "case."
AT_ONCE = 50
"""case files between two notes of how far it has come: as many are judged twice after a crash"""
AGAIN_S = 5.0


class Judged(msgspec.Struct, frozen=True, omit_defaults=True):
    """By which version, and up to which database; None: all of them."""

    version: str = ""
    upto: str | None = None


class Progress(msgspec.Struct):
    """How far it has come, for whoever wants to know."""

    version: str = ""
    done: int = 0
    total: int = 0


class Upgrade:
    """Compares versions at the start, and whenever `again` was called."""

    def __init__(self, store: Store, basis: Basis, judge: Callable[[str], Awaitable[None]]) -> None:
        self._store = store
        self._basis = basis
        self._judge = judge
        self._changed = asyncio.Event()
        self.progress = Progress()

    def again(self) -> None:
        """Note that the basis may have changed."""
        self._changed.set()

    async def begin(self, *, all_are_new: bool) -> None:
        """Read the basis before any file is judged; `all_are_new`: each of them will be, by this one."""
        version = await self._basis.read()
        if not await self._store.exists(REGISTRY):  # nobody has an account yet
            with contextlib.suppress(DatabaseExists):
                await self._store.create(REGISTRY)
        if all_are_new:
            await self._note(Judged(version))

    async def run(self) -> None:
        """Judge what has to be judged anew, until cancelled."""
        while True:
            self._changed.clear()
            try:
                await self.bring_up_to_date()
            except (SyncError, OSError) as error:
                report(log, "judging anew waits for the store", error)
                await asyncio.sleep(AGAIN_S)
                continue
            await self._changed.wait()

    async def bring_up_to_date(self) -> None:
        """Compare the versions, and judge every file that was not yet judged by the one of now."""
        version = await self._basis.read()
        held = await self._store.get_local(REGISTRY, JUDGED)
        before = Judged() if held is None else msgspec.convert(held, Judged)
        if before.version == version and before.upto is None:
            return
        upto = (before.upto or "") if before.version == version else ""
        waiting = await self._store.databases(max(CASES, upto + "\0"), AFTER_CASES)
        self.progress = Progress(version, 0, len(waiting))
        if waiting:
            log.info("the rules or calendars are others: %d case files are judged anew", len(waiting))
        for number, db in enumerate(waiting, start=1):
            await self._judge(db)
            self.progress.done = number
            if self._changed.is_set():
                return  # what has changed meanwhile begins from the first file again
            if number % AT_ONCE == 0:
                await self._note(Judged(version, db))
                await asyncio.sleep(0)
        await self._note(Judged(version))
        if waiting:
            log.info("all case files are judged by the rules and calendars of now")

    async def _note(self, judged: Judged) -> None:
        held = await self._store.get_local(REGISTRY, JUDGED)
        doc: Document = msgspec.to_builtins(judged)
        if held is not None:
            doc["_rev"] = held["_rev"]
        try:
            await self._store.put_local(REGISTRY, JUDGED, doc)
        except Conflict:
            return  # another process is at it too
