"""A lease: of several processes one does the work, and when it dies another takes over.

A document of the store's own database names the holder. Whoever holds it renews it; whoever wants it watches
whether it is renewed, by its own clock, and takes it when it was not for a whole term. So no two clocks have
to agree. All changes are compare-and-set on the document's revision.

This keeps two from working at the same time as a rule, not as a law: a process that stands still for longer
than the term (a machine that slept) wakes up believing that it holds the lease, until its next renewal. And
a CouchDB cluster that is cut in two may let both halves take it. What is done under a lease must be harmless
to do twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from typing import TYPE_CHECKING

from sync.errors import SyncError, place

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from sync.store import Document, Store

log = logging.getLogger(__name__)

TERM_S = 15.0
RENEWALS = 3
"""in a term"""

RESERVE = 0.8
"""the part of a term after which a holder that could not renew stops its work, before others may begin"""


class Lease:
    def __init__(self, store: Store, db: str, name: str, *, term_s: float | None = None) -> None:
        self._store = store
        self._db = db
        self._id = f"lease:{name}"
        self._term = TERM_S if term_s is None else term_s
        self._me = secrets.token_hex(8)
        self._rev: str | None = None
        self._clock = asyncio.get_running_loop().time
        self.held = False

    async def work(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Do the work whenever the lease is ours, until cancelled; ``work`` is cancelled when it is lost."""
        seen: tuple[str | None, float] = (None, self._clock())
        while True:
            try:
                doc = await self._store.get(self._db, self._id)
                rev = None if doc is None else str(doc["_rev"])
                if rev != seen[0]:
                    seen = rev, self._clock()
                free = doc is None or doc["holder"] is None
                if (free or self._clock() - seen[1] >= self._term) and await self._take(rev):
                    await self._working(work)
                    seen = None, self._clock()
            except (SyncError, OSError) as error:
                log.warning("the lease waits for the store: %s", place(error))
            await asyncio.sleep(self._term / RENEWALS)

    async def _take(self, rev: str | None) -> bool:
        doc: Document = {"_id": self._id, "holder": self._me}
        if rev is not None:
            doc["_rev"] = rev
        (row,) = await self._store.write(self._db, [doc])
        self._rev = row.rev if row.ok else None
        return row.ok

    async def _working(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        task = asyncio.create_task(work(), name=self._id)
        self.held = True
        log.info("this process holds the %s", self._id.replace(":", " "))
        try:
            await self._renewing(task)
        finally:
            self.held = False
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            with contextlib.suppress(SyncError, OSError):  # it will be taken when the term is over
                await self._give_back()

    async def _renewing(self, task: asyncio.Task[None]) -> None:
        """Until the work ends or the lease is lost."""
        renewed = self._clock()
        while self._clock() - renewed < self._term * RESERVE:
            done, _ = await asyncio.wait({task}, timeout=self._term / RENEWALS)
            if done:
                task.result()
                return
            begun = self._clock()
            try:
                async with asyncio.timeout(self._term / RENEWALS):
                    if not await self._take(self._rev):
                        log.warning("another process has taken the %s", self._id.replace(":", " "))
                        self._rev = None
                        return
            except (SyncError, OSError, TimeoutError) as error:
                log.warning("the lease could not be renewed: %s", place(error))
                await self._found_again()
            else:
                renewed = begun

    async def _found_again(self) -> None:
        """A renewal without an answer may have been done: go on from what is there, if it is ours."""
        with contextlib.suppress(SyncError, OSError):
            doc = await self._store.get(self._db, self._id)
            if doc is not None and doc["holder"] == self._me:
                self._rev = str(doc["_rev"])

    async def _give_back(self) -> None:
        if self._rev is not None:
            await self._store.write(self._db, [{"_id": self._id, "_rev": self._rev, "holder": None}])
