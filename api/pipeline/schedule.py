"""When to look at a case file again though nobody has written to it: the moments that rules name.

Each is kept as a local document of `registry` (`_local/due-<database>`: durable, never replicated, without
history) and in a heap. Looking costs nothing until one is due. What failed is put back here too, a little
later each time, so that it is not forgotten across a restart.
"""

import datetime as dt
import heapq

import msgspec

from api.accounts import REGISTRY
from api.clock import rfc3339
from sync.errors import Conflict, NotFound
from sync.store import Store

PREFIX = "due-"


class Due(msgspec.Struct, frozen=True):
    """When a database is due, and how often in a row it has failed."""

    at: dt.datetime
    failures: int = 0


class Schedule:
    """The moments of all databases, in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._due: dict[str, Due] = {}
        self._heap: list[tuple[dt.datetime, str]] = []

    async def load(self) -> None:
        """Read what was scheduled before a restart."""
        self._due.clear()
        self._heap.clear()
        for doc in await self._store.locals(REGISTRY, PREFIX):
            db = str(doc["_id"]).removeprefix("_local/").removeprefix(PREFIX)
            self._remember(db, msgspec.convert(doc, Due))

    def next(self) -> dt.datetime | None:
        """Tell the earliest moment."""
        while self._heap:
            at, db = self._heap[0]
            if (due := self._due.get(db)) is not None and due.at == at:
                return at
            heapq.heappop(self._heap)  # replaced or dropped since
        return None

    def due(self, now: dt.datetime) -> list[str]:
        """List the databases that are due, earliest first; they stay scheduled until the next `put`."""
        dbs = []
        while (at := self.next()) is not None and at <= now:
            dbs.append(heapq.heappop(self._heap)[1])
        for db in dbs:
            heapq.heappush(self._heap, (self._due[db].at, db))
        return dbs

    def at(self, db: str) -> dt.datetime | None:
        """Tell when a database is due."""
        due = self._due.get(db)
        return None if due is None else due.at

    def failures(self, db: str) -> int:
        """Tell how often in a row a database has failed."""
        due = self._due.get(db)
        return 0 if due is None else due.failures

    async def put(self, db: str, at: dt.datetime | None, failures: int = 0) -> None:
        """Schedule a database anew, or no more."""
        at = None if at is None else at.astimezone(dt.UTC)
        before = self._due.get(db)
        if at is None:
            if before is not None:
                del self._due[db]
                await self._write(db, None)
            return
        due = Due(at, failures)
        if before != due:
            self._remember(db, due)
            await self._write(db, due)

    def _remember(self, db: str, due: Due) -> None:
        self._due[db] = due
        heapq.heappush(self._heap, (due.at, db))

    async def _write(self, db: str, due: Due | None) -> None:
        key = f"{PREFIX}{db}"
        current = await self._store.get_local(REGISTRY, key)
        try:
            if due is not None:
                doc = {"at": rfc3339(due.at), "failures": due.failures}
                await self._store.put_local(REGISTRY, key, {**doc, **_rev(current)})
            elif current is not None:
                await self._store.delete_local(REGISTRY, key, current["_rev"])
        except (Conflict, NotFound):
            return  # another process has just written the same moment: running twice is harmless


def _rev(current: dict[str, object] | None) -> dict[str, object]:
    return {} if current is None else {"_rev": current["_rev"]}
