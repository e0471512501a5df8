"""What has changed in which database: one listener of ``_db_updates`` for the whole process.

CouchDB holds open what somebody listens to, so nobody listens to a case file. Instead one long poll hears
which databases changed; each has a *count* here of the changes heard of, and whoever waits for a database
waits for its count to grow. Numbers of CouchDB's (``update_seq``) are opaque and differ between its nodes for
one and the same state; a count is ours, and can be compared.

Heard of is late by some milliseconds to half a second, and not to be relied on: after an interruption, and
every ``RECONCILE_S``, what ``_dbs_info`` says of the databases that somebody cares for is compared with what
was last known of them. Our own writes are known at once.

Without ``_global_changes`` there is no such feed: then all databases are compared again and again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import weakref
from typing import TYPE_CHECKING, Any

from sync.errors import NoDatabase, NotFound, SyncError, Unavailable, place
from sync.store import DatabaseInfo, Seq

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from sync.cluster.wire import Wire

log = logging.getLogger(__name__)

POLL_S = 25.0
"""one long poll; an idle connection through a proxy should not live longer"""

RECONCILE_S = 60.0
ASK_AGAIN_S = 1.0
"""pause between two comparisons of everything, where there is no feed"""

AFTER_TROUBLE_S = 0.5
ASKED_AT_ONCE = 100
"""databases in one ``_dbs_info``: CouchDB's default ``max_db_number_for_dbs_info_req``"""

KNOWN = 50_000
"""databases whose state is remembered; the one asked for longest ago is forgotten first"""

EVERYTHING = "all"
"""a place in the feed before which nothing is known: all databases are told"""


class Tidings:
    """``start`` it before use. ``prefix``: of our databases' names, which callers do not see."""

    def __init__(self, wire: Wire, prefix: str, hidden: frozenset[str] = frozenset()) -> None:
        self._wire = wire
        self._prefix = prefix
        self._hidden = hidden
        self._counts: dict[str, int] = {}
        self._known: dict[str, tuple[int, DatabaseInfo]] = {}
        self._since: Seq = EVERYTHING
        self._told: Seq = EVERYTHING
        self._feed = True
        self._live = False
        self._closed = False
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}
        self._hearers: weakref.WeakSet[_Hearer] = weakref.WeakSet()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def told(self) -> Seq:
        """The newest place in the feed at which one of our databases changed, as far as was heard."""
        return self._told

    async def start(self) -> None:
        """Find out whether there is a feed, and where it is now; raises ``Unavailable``."""
        try:
            answer = await self._wire.ask("GET", "/_db_updates", {"since": "now", "limit": "1"})
            self._since = self._told = _seq(answer.json()["last_seq"])
        except NotFound:
            self._feed = False
            log.warning("CouchDB has no _global_changes: changes are found by asking again and again")
        self._live = True
        self._tasks = [
            asyncio.create_task(self._listen() if self._feed else self._compare_all(), name="couchdb feed"),
            asyncio.create_task(self._reconcile(), name="couchdb heads"),
        ]

    async def close(self) -> None:
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for waiting in self._waiting.values():
            for waiter in waiting:
                if not waiter.done():
                    waiter.set_exception(Unavailable("The store is closing"))
        for hearer in self._hearers:
            hearer.close()

    # -- what is known of a database ----------------------------------------------------------------------

    def count(self, db: str) -> int:
        """How many changes of it were heard of; take it before reading, wait for a greater one after."""
        return self._counts.get(db, 0)

    async def beyond(self, db: str, count: int) -> None:
        """Return when more has been heard of this database than that."""
        if self.count(db) > count:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(db, set())
        waiting.add(waiter)
        try:
            await waiter
        finally:
            waiting.discard(waiter)
            if not waiting and self._waiting.get(db) is waiting:
                del self._waiting[db]

    async def infos(self, dbs: Sequence[str]) -> dict[str, DatabaseInfo]:
        """What is known of these databases; those that changed since are asked for, and all while deaf."""
        known: dict[str, DatabaseInfo] = {}
        unknown = []
        for db in dict.fromkeys(dbs):
            held = self._known.get(db)
            if held is not None and self._live and held[0] == self.count(db):
                known[db] = held[1]
            else:
                unknown.append(db)
        for start in range(0, len(unknown), ASKED_AT_ONCE):
            known |= await self._ask(unknown[start : start + ASKED_AT_ONCE])
        return known

    async def _ask(self, dbs: Sequence[str]) -> dict[str, DatabaseInfo]:
        """``_dbs_info`` of some; remembered under the count from before it was asked."""
        counts = {db: self.count(db) for db in dbs}
        keys = [self._prefix + db for db in dbs]
        answer = await self._wire.ask("POST", "/_dbs_info", body={"keys": keys}, repeat=True)
        found = {}
        for row in answer.json():
            db = row["key"].removeprefix(self._prefix)
            if "info" in row:
                info = found[db] = read_info(db, row["info"])
                self._known.pop(db, None)
                self._known[db] = counts[db], info
            else:
                self._known.pop(db, None)
        while len(self._known) > KNOWN:
            del self._known[next(iter(self._known))]
        return found

    # -- hearing ------------------------------------------------------------------------------------------

    def happened(self, db: str, seq: Seq | None = None, *, gone: bool = False) -> None:
        """A database changed: by the feed, or (without ``seq``) because we have just written to it."""
        self._counts[db] = self.count(db) + 1
        for waiter in self._waiting.pop(db, ()):
            if waiter.done():
                continue
            if gone:
                waiter.set_exception(NoDatabase())
            else:
                waiter.set_result(None)
        if seq is not None:
            self._told = seq
            for hearer in self._hearers:
                hearer.hear(db, seq)

    async def _listen(self) -> None:
        while True:
            try:
                query = {"feed": "longpoll", "since": str(self._since), "timeout": str(int(POLL_S * 1000))}
                answer = (await self._wire.ask("GET", "/_db_updates", query, silence_s=POLL_S * 2)).json()
                self._heard(answer)
                if not self._live:
                    self._live = True
                    await self._check(self._cared_for())
            except (SyncError, OSError) as error:
                self._live = False
                log.warning("the feed of changes waits for CouchDB: %s", place(error))
                await asyncio.sleep(AFTER_TROUBLE_S)

    def _heard(self, answer: dict[str, Any]) -> None:
        for row in answer["results"]:
            self._since = _seq(row["seq"])
            if (db := self._ours(row["db_name"])) is not None:
                self.happened(db, self._since, gone=row["type"] == "deleted")
        self._since = _seq(answer["last_seq"])

    def _ours(self, name: str) -> str | None:
        if name[:1] == "_" or not name.startswith(self._prefix):
            return None
        db = name[len(self._prefix) :]
        return None if db in self._hidden else db

    async def _compare_all(self) -> None:
        """Where there is no feed: look at every database, again and again."""
        number = 0
        while True:
            try:
                dbs = {*await self.names(), *self._known}
                for db in await self._check(dbs):
                    number += 1
                    self._told = f"{EVERYTHING}-{number}"
                    for hearer in self._hearers:
                        hearer.hear(db, self._told)
                self._live = True
            except (SyncError, OSError) as error:
                self._live = False
                log.warning("the comparison of databases waits for CouchDB: %s", place(error))
            await asyncio.sleep(ASK_AGAIN_S)

    async def names(self, start: str = "", end: str | None = None) -> list[str]:
        """Our databases by name, ``start <= name < end``."""
        query = {"startkey": f'"{self._prefix}{start}"'}
        if end is not None:
            query |= {"endkey": f'"{self._prefix}{end}"', "inclusive_end": "false"}
        elif self._prefix:
            query["endkey"] = f'"{self._prefix}\U0010ffff"'
        names = (await self._wire.ask("GET", "/_all_dbs", query)).json()
        return [db for name in names if (db := self._ours(name)) is not None and db >= start]

    async def _reconcile(self) -> None:
        while True:
            await asyncio.sleep(RECONCILE_S)
            with contextlib.suppress(SyncError, OSError):  # the feed says so already
                await self._check(self._cared_for())

    def _cared_for(self) -> set[str]:
        return {*self._known, *self._waiting}

    async def _check(self, dbs: Iterable[str]) -> list[str]:
        """Compare what is known with what is; whoever waits for what differs is woken. Tells which did."""
        before = {db: self._known.get(db) for db in dbs}
        names, differ = sorted(before), []
        for start in range(0, len(names), ASKED_AT_ONCE):
            chunk = names[start : start + ASKED_AT_ONCE]
            found = await self._ask(chunk)
            for db in chunk:
                held, now = before[db], found.get(db)
                if (held is None) is (now is None) and (
                    held is None or now is None or held[1].update_seq == now.update_seq
                ):
                    continue
                self.happened(db, gone=now is None)
                if now is not None:
                    self._known[db] = self.count(db), now
                differ.append(db)
        return differ

    def updates(self, since: Seq | None) -> AsyncIterator[tuple[Seq, str]]:
        """See ``Store.updates``. First what happened before, then what is heard, without a gap between."""
        hearer = _Hearer()
        self._hearers.add(hearer)  # now, not when it is first asked: from now on is from now on
        return self._updates(hearer, since)

    async def _updates(self, hearer: _Hearer, since: Seq | None) -> AsyncIterator[tuple[Seq, str]]:
        try:
            if since is not None and since != self._told:
                async for seq, db in self._before(since):
                    yield seq, db
            while not self._closed:
                heard = await hearer.next()
                if heard is None:
                    return
                yield heard
        finally:
            self._hearers.discard(hearer)

    async def _before(self, since: Seq) -> AsyncIterator[tuple[Seq, str]]:
        if not self._feed or since in (0, EVERYTHING) or str(since).startswith(EVERYTHING):
            here = self._told
            for db in await self.names():
                yield here, db
            return
        answer = (await self._wire.ask("GET", "/_db_updates", {"since": str(since)})).json()
        for row in answer["results"]:
            if (ours := self._ours(row["db_name"])) is not None:
                yield _seq(row["seq"]), ours


class _Hearer:
    """What one follower of the feed has not been told yet: the latest place of each database."""

    def __init__(self) -> None:
        self._heard: dict[str, Seq] = {}
        self._wake = asyncio.Event()
        self._closed = False

    def hear(self, db: str, seq: Seq) -> None:
        self._heard.pop(db, None)
        self._heard[db] = seq
        self._wake.set()

    def close(self) -> None:
        self._closed = True
        self._wake.set()

    async def next(self) -> tuple[Seq, str] | None:
        while not self._heard:
            if self._closed:
                return None
            self._wake.clear()
            await self._wake.wait()
        db = next(iter(self._heard))
        return self._heard.pop(db), db


def _seq(value: Any) -> Seq:
    if isinstance(value, int | str):
        return value
    raise Unavailable("The database server numbers its changes in an unknown way")


def read_info(db: str, info: dict[str, Any]) -> DatabaseInfo:
    """What ``GET /{db}`` says, as the interface has it."""
    sizes = info.get("sizes") or {}
    return DatabaseInfo(
        name=db,
        doc_count=info["doc_count"],
        doc_del_count=info["doc_del_count"],
        update_seq=_seq(info["update_seq"]),
        instance_start_time=str(info.get("instance_start_time", "0")),
        size=sizes.get("external", 0),
    )
