"""Who read and wrote which case file: entries in `audit-YYYY-MM`, without content.

Reading is one entry per session, case and some minutes, so that a phone that asks every few seconds costs
one; each write is an entry. Entries are gathered for a moment and written together: what a power cut in that
moment can lose is an entry about a read; a write is also told by its receipt and author in the case file.
Nobody reads these databases through the protocol: the gate lets no one in.
"""

import asyncio
import datetime as dt
import logging
from typing import Any

from api.clock import Clock, rfc3339, utc_now
from api.problems import report
from schemas.ids import uuid7
from sync.errors import DatabaseExists, SyncError
from sync.gate import Session
from sync.store import Store

log = logging.getLogger("qadam.audit")

AGAIN = dt.timedelta(minutes=5)
GATHER_S = 1.0
READS = frozenset({"read"})


class Audit:
    """The audit log of a store."""

    def __init__(self, store: Store, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._waiting: list[tuple[str, dict[str, Any]]] = []
        self._lately: dict[tuple[str, str, str | None, str], dt.datetime] = {}
        self._wake = asyncio.Event()

    def note(self, session: Session, verb: str, *, case: str | None = None, what: str = "") -> None:
        """Enter that this session did `verb` (read, write, login, decide, assign ...) to a case file."""
        now = self._clock()
        if verb in READS:
            key = (session.user, session.device, case, verb)
            if (before := self._lately.get(key)) is not None and now - before < AGAIN:
                return
            self._lately[key] = now
        entry = {
            "_id": f"audit:{uuid7(int(now.timestamp() * 1_000))}",
            "kind": "audit",
            "at": rfc3339(now),
            "user": session.user,
            "role": session.role,
            "device": session.device,
            "verb": verb,
        }
        if case is not None:
            entry["case"] = case
        if what:
            entry["what"] = what
        self._waiting.append((f"audit-{now:%Y-%m}", entry))
        self._wake.set()

    async def run(self) -> None:
        """Write entries as they gather, for as long as the server runs."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER_S)
            try:
                await self.flush()
            except (SyncError, OSError) as error:
                report(log, "audit entries wait for the store", error)
                await asyncio.sleep(GATHER_S)

    async def flush(self) -> None:
        """Write what has gathered; what cannot be written stays gathered."""
        self._wake.clear()
        now = self._clock()
        self._lately = {key: at for key, at in self._lately.items() if now - at < AGAIN}
        while self._waiting:
            month = self._waiting[0][0]
            entries = [entry for db, entry in self._waiting if db == month]
            try:
                if not await self._store.exists(month):
                    await self._create(month)
                await self._store.write(month, entries)
            except (SyncError, OSError):
                self._wake.set()
                raise
            written = {entry["_id"] for entry in entries}
            self._waiting = [(db, entry) for db, entry in self._waiting if entry["_id"] not in written]

    async def _create(self, month: str) -> None:
        try:
            await self._store.create(month)
        except DatabaseExists:
            return
