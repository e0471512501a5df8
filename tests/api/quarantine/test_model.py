"""Supervisors, phones and failures in any order: nothing that somebody saw as saved is ever lost.

Hypothesis makes the orders. One step is one request of one phone, or one act, so a revocation falls between
`_revs_diff` and `_bulk_docs`, between two batches, before an answer that is lost. Two phones are one
inspector's, one a colleague's; one clock is hours wrong and knows it, one is hours wrong and does not (the
server measures it), one phone never tells its time at all.

What must hold at every moment:

1. Each record is in the case file, or in quarantine, or in the journal of its phone; never in both of the
   first two. Sent by two phones or twice, it is there once.
2. In the case file is what was recorded inside of an assignment, and what a supervisor admitted.
3. Whoever is not assigned reads nothing; nobody reads the quarantine.
4. A phone has destroyed only what the server has.
5. In the end, with the network back: nothing waits anywhere, every phone holds what its user works with.
"""

import asyncio
import datetime as dt
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.ids import case_database
from sync.errors import Unavailable
from sync.sqlite import SqliteStore
from tests.api.quarantine.phone import Answer, Phone, Request
from tests.api.town import Town, case_file, founded

EXAMPLES = 20
"""of some 75 steps each; more on purpose, see tests/conftest.py"""
USERS = ("berik", "erlan")
PHONES = ("one", "other", "colleague", "silent")


class Fault:
    """The next so many-th write of the store fails, before or after it was done; the process goes on."""

    left = 0
    after = False


class World:
    """One application for all examples, in a loop of its own thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.folder = TemporaryDirectory()
        self.context = founded(Path(self.folder.name))
        self.town: Town = self.run(self.context.__aenter__())
        self.number = 0

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def close(self) -> None:
        self.run(self.context.__aexit__(None, None, None))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
        self.folder.cleanup()


class Office:
    """One case file and all that happens to it."""

    # -- the beginning -------------------------------------------------------------------------------------

    def __init__(self, world: World) -> None:
        self.world = world
        world.number += 1
        self.town = world.town
        self.case = f"{world.number:032x}"
        self.db = case_database(self.case)
        self.saved: dict[str, tuple[str, Any, dt.datetime, bool]] = {}
        """record → user, phone, when it truly was, whether its clock can be known"""
        self.intervals: dict[str, list[list[dt.datetime | None]]] = {user: [] for user in USERS}
        self.images: dict[str, tuple[Any, ...]] = {}
        self.key = 0
        Fault.left = 0
        world.run(self._begin())
        self.phones = {
            "one": Phone("berik", "berik-one"),
            "other": Phone("berik", "berik-other", off_s=-7200.0),
            "colleague": Phone("erlan", "erlan-one", off_s=5400.0, told=False),
            "silent": Phone("erlan", "erlan-silent", told=False),
        }
        self.tokens: dict[str, str] = {}
        for phone in self.phones.values():
            self._sign_in(phone)
        self._sign_in_head()
        self.seen: Counter[str] = Counter()
        self.act("berik", True)
        for name in PHONES:
            self.run_through(name)

    async def _begin(self) -> None:
        store = self.town.running.store
        await store.create(self.db)
        await store.write(self.db, case_file(self.case, "osk"))

    def _sign_in(self, phone: Phone) -> None:
        async def enter() -> str:
            account = await self.town.running.accounts.get(phone.user)
            assert account is not None
            return (await self.town.running.sessions.open(account, phone.device))[0]

        self.tokens[phone.device] = self.world.run(enter())

    def _sign_in_head(self) -> None:
        self.tokens["head"] = self.world.run(self.town.enter("supervisor"))

    # -- asking --------------------------------------------------------------------------------------------

    def ask(self, who: str, request: Request, phone: Phone | None = None) -> Answer:
        async def asked() -> Answer:
            headers = {"Qadam": "1"}
            if phone is not None and phone.device != "erlan-silent":
                told = self.town.clock() - dt.timedelta(seconds=phone.off_s)
                headers["Qadam-Time"] = told.isoformat()
            transport = httpx.ASGITransport(self.town.front)
            async with httpx.AsyncClient(
                transport=transport,
                base_url="http://qadam.test",
                cookies={"qadam": self.tokens[who]},
                headers=headers,
            ) as client:
                answer = await client.request(request.method, request.path, json=request.body)
            with suppress(ValueError):
                return Answer(answer.status_code, answer.json())
            return Answer(answer.status_code, None)

        self.town.clock.forward(seconds=1)
        answer: Answer = self.world.run(asked())
        return answer

    # -- acts of the office --------------------------------------------------------------------------------

    def act(self, user: str, lets_in: bool) -> None:
        """Somebody is let in, or loses the case; may overlap with the other, and come and go."""
        faulty, Fault.left = Fault.left, 0
        self.town.clock.forward(seconds=30)
        url = f"/api/cases/{self.case}/assignments"
        held = self.intervals[user]
        standing = bool(held) and held[-1][1] is None
        if lets_in:
            assert self.ask("head", Request("POST", url, {"user": user})).status == 201
            if not standing:
                held.append([self.town.clock(), None])
        else:
            assert self.ask("head", Request("DELETE", f"{url}/{user}")).status == 204
            if standing:
                held[-1][1] = self.town.clock()
        Fault.left = faulty

    def decide(self, verdict: str, which: int) -> None:
        """The head decides on one of those that wait; the server may fail at it."""
        listed = self.ask("head", Request("GET", f"/api/cases/{self.case}/quarantine"))
        waiting = [one["document"] for one in listed.json if one["state"] == "waiting"]
        if waiting:
            said = {"document": waiting[which % len(waiting)], "verdict": verdict, "reason": "r"}
            assert self.ask("head", Request("POST", f"/api/cases/{self.case}/quarantine", said)).status in {
                201,
                500,
                503,
            }

    # -- what people and phones do -------------------------------------------------------------------------

    def record(self, name: str) -> None:
        """Offline or not: whoever has the file on the phone records, and sees it as saved."""
        phone = self.phones[name]
        if self.case in phone.files:
            self.key += 1
            self.town.clock.forward(seconds=30)
            now = self.town.clock()
            doc = phone.record(self.case, f"{self.case[-8:]}-{self.key:04d}", now)
            self.saved[doc["_id"]] = (phone.user, phone, now, name != "silent")

    def step(self, name: str) -> None:
        """One request of a phone's sync, answered."""
        phone = self.phones[name]
        if phone.under_way is None:
            phone.begin()
        if phone.asks is not None:
            phone.answered(self.ask(phone.device, phone.asks, phone))

    def run_through(self, name: str) -> None:
        """A sync with a good network."""
        phone = self.phones[name]
        phone.killed()
        phone.begin()
        while phone.asks is not None:
            phone.answered(self.ask(phone.device, phone.asks, phone))

    def lose(self, name: str, arrives: bool) -> None:
        """The line breaks before the request, or before its answer."""
        phone = self.phones[name]
        if phone.asks is not None:
            if arrives:
                self.ask(phone.device, phone.asks, phone)
            phone.killed()

    def repeat(self, name: str, twice: bool) -> None:
        """A request comes again, by a proxy's mistake or an impatient browser's."""
        phone = self.phones[name]
        if phone.asks is not None:
            self.ask(phone.device, phone.asks, phone)
            if twice:
                self.ask(phone.device, phone.asks, phone)

    def sent_by_another(self, sender: str, name: str) -> None:
        """A stock replicator pushes all that a phone holds, colleagues' records included."""
        docs = [doc for doc in self.phones[name].files.get(self.case, {}).values() if "by" in doc]
        body = {"docs": docs, "new_edits": False}
        phone = self.phones[sender]
        self.ask(phone.device, Request("POST", f"/db/{self.db}/_bulk_docs", body), phone)

    def back_up(self, name: str) -> None:
        self.images[name] = self.phones[name].image()

    def put_back(self, name: str) -> None:
        """A phone is set up anew from an older backup: it has again what it had destroyed."""
        if name in self.images:
            self.phones[name].put_back(self.images.pop(name))

    def fail(self, writes: int, after: bool) -> None:
        """The server's disk fails once, at one of the next writes."""
        Fault.left, Fault.after = writes, after

    def time_goes_by(self, days: int) -> None:
        """An hour; a day; a month, after which everybody signs in anew."""
        self.town.clock.forward(hours=1, days=days)
        if days:
            self._sign_in_head()
            for phone in self.phones.values():
                self._sign_in(phone)

    # -- what must hold ------------------------------------------------------------------------------------

    def nothing_is_lost_and_nothing_is_twice(self) -> None:
        inside, held = self.world.run(self._stored())
        for doc_id, (user, phone, at, known) in self.saved.items():
            apart = held.get(doc_id)
            safe = doc_id in inside or apart is not None
            assert safe or doc_id in phone.journal, (doc_id, "is nowhere")
            if doc_id in inside and apart is not None:
                assert apart["state"] in {"admitting", "admitted"}
            if apart is not None and apart["state"] in {"waiting", "rejected"}:
                assert apart["doc"]["_id"] == doc_id
                assert doc_id not in inside
            if doc_id in inside and apart is None and known:
                assert self._assigned(user, at), (doc_id, "was let in from outside of every assignment")

    def only_who_is_assigned_reads(self) -> None:
        for phone in self.phones.values():
            answer = self.ask(phone.device, Request("GET", f"/db/{self.db}/_all_docs"))
            assert (answer.status == 200) == self._assigned(phone.user, self.town.clock())
            assert (
                self.ask(phone.device, Request("GET", f"/db/quarantine-{self.case}/_all_docs")).status == 403
            )

    def _assigned(self, user: str, at: dt.datetime) -> bool:
        return any(
            begin is not None and begin <= at and (end is None or at < end)
            for begin, end in self.intervals[user]
        )

    async def _stored(self) -> tuple[set[str], dict[str, Any]]:
        store = self.town.running.store
        docs = (await store.documents(self.db)).rows
        visits = [doc["_id"] for doc in docs if doc["kind"] == "visit"]
        named = [name for doc in docs if doc["kind"] == "receipt" for name in doc["documents"]]
        assert len(set(named)) == len(named), "a record has two receipts"
        held = await self.town.running.deciding.documents(self.case)
        return set(visits), {one["document"]: one for one in held}

    def comes_to_rest(self) -> None:
        """With the network and the disk back, everything is where it belongs."""
        Fault.left = 0
        self.time_goes_by(1)
        for name in self.phones:
            self.run_through(name)
            self.run_through(name)
        self.world.run(self.town.settle())
        self.nothing_is_lost_and_nothing_is_twice()
        inside, held = self.world.run(self._stored())
        for doc_id in self.saved:
            assert doc_id in inside or doc_id in held
        assert all(one["state"] != "admitting" for one in held.values())
        for phone in self.phones.values():
            assert not [row for row in phone.journal.values() if row.waits or row.refused], phone.journal
            assert (self.case in phone.files) == self._assigned(phone.user, self.town.clock())
            assert not phone.marks
        page = self.ask("head", Request("GET", f"/api/cases/{self.case}")).json
        for copy in page["copies"]:
            gone = self.case not in next(p for p in self.phones.values() if p.device == copy["device"]).files
            assert (copy["destroyed_at"] is not None) == gone
        self.seen["in the case file"] += len(inside)
        self.seen.update(one["state"] for one in held.values())
        self.seen.update(one["why"] for one in held.values())
        for user in USERS:
            self.act(user, False)  # of no interest to the next example
        self.world.run(self.town.running.store.delete(self.db))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writes of the store, of which one fails when a test says so."""
    real = SqliteStore.write

    async def write(self: SqliteStore, db: str, docs: Any, **options: Any) -> Any:
        if Fault.left and db.startswith(("case-", "quarantine-")):
            Fault.left -= 1
            if not Fault.left:
                if Fault.after:
                    await real(self, db, docs, **options)
                raise Unavailable("the disk does not answer")
        return await real(self, db, docs, **options)

    monkeypatch.setattr(SqliteStore, "write", write)


SCRIPT = st.lists(
    st.sampled_from(
        [
            *[("act", (user, lets_in)) for user in USERS for lets_in in (True, False)] * 2,
            *[("decide", (verdict, which)) for verdict in ("admit", "reject") for which in (0, 1)] * 3,
            *[("record", (name,)) for name in PHONES] * 5,
            *[("step", (name,)) for name in PHONES] * 8,
            *[("run_through", (name,)) for name in PHONES] * 2,
            *[("lose", (name, arrives)) for name in PHONES for arrives in (True, False)],
            *[("repeat", (name, twice)) for name in PHONES for twice in (True, False)],
            *[("sent_by_another", (sender, name)) for sender in PHONES for name in PHONES[:2]],
            *[(verb, (name,)) for verb in ("back_up", "put_back") for name in PHONES],
            *[("fail", (writes, after)) for writes in (1, 2, 3) for after in (True, False)],
            *[("time_goes_by", (days,)) for days in (0, 1, 31)],
        ]
    ),
    min_size=60,
    max_size=90,
)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    built = World()
    yield built
    built.close()


@pytest.mark.usefixtures("failing")
def test_any_order_of_acts_phones_and_failures(world: World) -> None:
    """The five promises above; and the examples do meet what they are about."""
    met: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(SCRIPT)
    def any_order(script: list[tuple[str, tuple[Any, ...]]]) -> None:
        office = Office(world)
        for verb, given_ in script:
            getattr(office, verb)(*given_)
            office.nothing_is_lost_and_nothing_is_twice()
            if verb == "act":
                office.only_who_is_assigned_reads()
        office.comes_to_rest()
        met.update(office.seen)

    any_order()
    for what in ("in the case file", "waiting", "after_assignment", "between_assignments"):
        assert met[what] > 0, met
