"""In front of a CouchDB: what each process keeps for itself, from the feed, whoever runs the pipeline.

One process writes flags, minors' databases and messages, by a lease. Every process has people at its desks:
for each case file that changed it refreshes its own read model and tells its own open screens. Its place in
the feed lies in the read model's file, with the name of the store that it is a place in.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from api.accounts import REGISTRY
from api.accounts.offices import Offices
from api.calendars.book import CALENDARS
from api.clock import Clock, utc_now
from api.events import Events
from api.ladder import proposals
from api.pipeline.judgement import Judgement
from api.pipeline.memories import Memories
from api.pipeline.telling import tell, tell_quarantine
from api.problems import report
from api.readmodel import ReadModel
from api.readmodel.rows import quarantine_rows
from api.rules import Evaluation
from schemas.ids import case_database
from sync.errors import NoDatabase
from sync.store import Document, Seq, Store

log = logging.getLogger("qadam.pipeline")

CASES, QUARANTINES = "case-", "quarantine-"
AGAIN_S = 1.0
PLACE_S = 1.0
"""the place is written at most this often: it only decides how much is read again after a restart"""

RECHECK_S = 1.0
"""streams look at most this often whether their sessions still stand, when the registry changes"""


class Following:
    """Follows a store for one process; `run` until cancelled."""

    def __init__(
        self,
        store: Store,
        read_model: ReadModel,
        events: Events,
        *,
        judgement: Judgement,
        begins: Seq,
        poke: Callable[[], None],
        clock: Clock = utc_now,
    ) -> None:
        """`begins`: the place from which the read model lacks news; `poke`: something may be to be sent."""
        self._store = store
        self._read_model = read_model
        self._events = events
        self._judgement = judgement
        self._memories = Memories()
        self._offices = Offices(store)
        self._poke = poke
        self._clock = clock
        self._place = begins
        self._written: Seq | None = None
        self._flags: dict[str, dict[str, str]] = {}
        """the revision of each flag of a case file, as the screens were last told"""
        self._recheck = asyncio.Event()

    @property
    def place(self) -> Seq:
        """How far everything in the feed was looked at."""
        return self._place

    async def run(self) -> None:
        """Follow the feed."""
        await self._judgement.read()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow(), name="following: feed")
            tasks.create_task(self._keep_place(), name="following: place")
            tasks.create_task(self._recheck_streams(), name="following: sessions")

    async def _follow(self) -> None:
        async for place, db in self._store.updates(self._place):
            if db == REGISTRY:
                self._recheck.set()
                self._poke()
            elif db == CALENDARS:
                await self._judgement.read()
            elif db.startswith(CASES):
                await self._look(db.removeprefix(CASES), self._refresh)
            elif db.startswith(QUARANTINES):
                await self._look(db.removeprefix(QUARANTINES), self._apart)
            self._place = place

    async def _look(self, case: str, refresh: Callable[[str], Awaitable[None]]) -> None:
        """Look at one case file that changed, or its quarantine, until that is done."""
        while True:
            try:
                await refresh(case)
            except Exception as error:  # noqa: BLE001 - the feed must go on; without a store it waits here
                report(log, "a case file could not be read for the lists", error)
                await asyncio.sleep(AGAIN_S)
            else:
                return

    async def _refresh(self, case: str) -> None:
        try:
            documents = (await self._store.documents(case_database(case))).rows
        except NoDatabase:
            self._flags.pop(case, None)
            await self._read_model.remove_case(case)
            return
        found = await self._evaluated(case, documents)
        file = next((doc for doc in documents if doc.get("kind") == "case"), {})
        zone = await self._offices.zone(file.get("office"))
        steps = proposals(documents, self._clock(), zone)
        await self._read_model.refresh_case(case, documents, found, steps)
        tell(self._events, case, documents, self._changed(case, documents), self._clock())

    async def _evaluated(self, case: str, documents: list[Document]) -> Evaluation:
        """What no document tells the lists: what the service owes, as of the file's last change."""
        file = next((doc for doc in documents if doc.get("kind") == "case"), {})
        zone = await self._offices.zone(file.get("office"))
        db = case_database(case)
        memory = self._memories.take(db)
        found = await asyncio.to_thread(self._judgement, documents, self._clock(), zone, memory)
        self._memories.put(db, memory, len(documents))
        return found

    async def _apart(self, case: str) -> None:
        """Bring the list of what is kept apart for a case file up to date."""
        try:
            held = (await self._store.documents(f"{QUARANTINES}{case}", prefix="held:")).rows
        except NoDatabase:
            held = []
        await self._read_model.refresh_quarantine(case, quarantine_rows(case, held))
        with contextlib.suppress(NoDatabase):
            tell_quarantine(self._events, case, await self._store.get(case_database(case), f"case:{case}"))

    def _changed(self, case: str, documents: list[Document]) -> list[Document]:
        """List the flags that the screens were told of in another state, or not at all."""
        flags = {str(doc["_id"]): doc for doc in documents if doc.get("kind") == "flag"}
        told = self._flags.get(case)
        self._flags[case] = {doc_id: str(doc["_rev"]) for doc_id, doc in flags.items()}
        if told is None:
            return []  # the first look since the start: screens that are open have asked after it
        return [doc for doc_id, doc in flags.items() if told.get(doc_id) != doc["_rev"]]

    async def _keep_place(self) -> None:
        while True:
            await asyncio.sleep(PLACE_S)
            await self.keep_place()

    async def keep_place(self) -> None:
        """Write how far everything has been looked at."""
        if (place := self._place) != self._written:
            await self._read_model.keep_place(place)
            self._written = place

    async def _recheck_streams(self) -> None:
        """Somebody may have been logged out, by another process or an operator."""
        while True:
            await self._recheck.wait()
            self._recheck.clear()
            self._events.recheck()
            await asyncio.sleep(RECHECK_S)
