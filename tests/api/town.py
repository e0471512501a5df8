"""The people and the case file that the tests of the application live with. Everybody is invented."""

import asyncio
import contextlib
import datetime as dt
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from api.accounts.accounts import Account
from api.accounts.offices import Office
from api.app import make_app
from api.cases.caseload import assign
from api.front import Front
from api.pipeline.following import Following
from api.rules import Evaluation, Memory, evaluate
from api.rules.catalogue import catalogue
from api.running import Running
from api.settings import Settings
from schemas.ids import case_database, minor_database, uuid7
from sync.errors import Conflict

CASE = "0c" * 16
"""the case file of the town; `FOREIGN` is another office's"""
FOREIGN = "0f" * 16
DEVICE = {
    "supervisor": "5e5e5e5e-0001",
    "inspector": "1a1a1a1a-0001",
    "unassigned": "1b1b1b1b-0001",
    "minor": "3c3c3c3c-0001",
    "other_supervisor": "5f5f5f5f-0001",
    "analyst": "4d4d4d4d-0001",
    "psychologist": "9e9e9e9e-0001",
}
PEOPLE = {
    "supervisor": Account(user="aigul", role="supervisor", name="Айгүл", office="osk", language="ru"),
    "inspector": Account(user="berik", role="inspector", name="Берік", office="osk", language="kk"),
    "unassigned": Account(user="erlan", role="inspector", name="Ерлан", office="osk", language="kk"),
    "minor": Account(user="zhan", role="minor", name="Жан", case=CASE, language="kk"),
    "other_supervisor": Account(user="dana", role="supervisor", name="Дана", office="sem", language="kk"),
    "analyst": Account(user="anara", role="analyst", name="Анара", language="kk"),
    "psychologist": Account(user="saule", role="psychologist", name="Сәуле", office="osk", language="kk"),
}
HOME = {"address": "Көше 1", "lat": 49.95, "lon": 82.61, "radius_m": 50}
BEGINS = dt.datetime.fromisoformat("2026-10-02T12:00:00+05:00")


def rules(documents: Sequence[Any], now: dt.datetime, zone: str, memory: Memory | None = None) -> Evaluation:
    """The rules by the catalogue alone, without any calendar."""
    return evaluate(documents, now, zone, catalogue(), memory=memory)


class Clock:
    """A clock that tests set."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


class Town:
    """The running application, and clients for its people."""

    def __init__(self, front: Front, running: Running, clock: Clock) -> None:
        self.front = front
        self.running = running
        self.clock = clock
        self.tokens: dict[str, str] = {}

    def client(self, person: str | None, *, scheme: str = "http", **headers: str) -> httpx.AsyncClient:
        """A browser of one of the people, or of nobody."""
        cookies = {"qadam": self.tokens[person]} if person is not None else None
        transport = httpx.ASGITransport(self.front)
        return httpx.AsyncClient(
            transport=transport,
            base_url=f"{scheme}://qadam.test",
            cookies=cookies,
            headers={"Qadam": "1", **headers},
        )

    async def enter(self, person: str) -> str:
        """Open a session for one of the people, without a password."""
        account = await self.running.accounts.get(PEOPLE[person].user)
        assert account is not None
        token, _ = await self.running.sessions.open(account, DEVICE[person])
        self.tokens[person] = token
        return token

    async def status(self, person: str | None, method: str, path: str, body: Any) -> int:
        """The status of an answer, without waiting for its end: a stream has none."""
        cookie = [(b"cookie", f"qadam={self.tokens[person]}".encode())] if person is not None else []
        scope: Any = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
            "client": ("127.0.0.1", 1), "server": ("qadam.test", 80),
            "headers": [(b"host", b"qadam.test"), (b"qadam", b"1"),
                        (b"content-type", b"application/json"), *cookie],
        }  # fmt: skip
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        sent = [{"type": "http.request", "body": b"" if body is None else json.dumps(body).encode()}]

        async def receive() -> Any:
            if sent:
                return sent.pop()
            return await asyncio.Event().wait()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                told.set_result(message["status"])

        task = asyncio.create_task(self.front(scope, receive, send))  # type: ignore[arg-type]
        status = await asyncio.wait_for(told, 10)
        done, _ = await asyncio.wait({task}, timeout=0.05)
        if not done:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return status

    async def settle(self) -> None:
        """Wait until the pipeline has looked at everything that is written."""
        following = self.running.following
        if following is not None:
            await self._quiet(following)
            return
        for _ in range(500):
            if await self.running.pipeline.caught_up():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the pipeline does not catch up")

    async def still(self) -> None:
        """Wait until nothing changes by itself any more: the day's plan too is drawn, and looked at."""
        await self.settle()
        for office in await self.running.offices.all():
            with contextlib.suppress(Conflict):  # the server has just drawn it
                await self.running.fortnight.draw(office)
        await self.settle()

    async def _quiet(self, following: Following) -> None:
        """A CouchDB tells of a change after a while: wait until nothing more is told for longer than that."""
        quiet, last = 0, None
        for _ in range(400):
            told = await self.running.store.last_update()
            done = await self.running.pipeline.caught_up() and following.place == told
            quiet, last = (quiet + 1 if done and told == last else 0), told
            if quiet >= 50:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the pipeline does not catch up")

    async def flags(self) -> list[dict[str, Any]]:
        await self.settle()
        return (await self.running.store.documents(case_database(CASE), prefix="flag:")).rows

    async def hear(self, flag: str) -> None:
        """Take the child's explanation of a flag, before the mother."""
        said = {"flag": flag, "text": "Әжемде болдым", "present": "анасы"}
        async with self.client("supervisor") as desk:
            answer = await desk.post(f"/api/cases/{CASE}/explanations", json=said)
        assert answer.status_code == 201, answer.text

    async def record(self, doc: dict[str, Any], person: str = "inspector") -> dict[str, Any]:
        """Push one document as a phone does."""
        async with self.client(person) as phone:
            pushed = {"new_edits": False, "docs": [{**doc, "_rev": f"1-{'a' * 32}"}]}
            answer = await phone.post(f"/db/{case_database(CASE)}/_bulk_docs", json=pushed)
        assert answer.status_code == 201, answer.text
        return {"refused": answer.json()}


def check(at: dt.datetime, result: str = "absent", person: str = "inspector", **more: Any) -> dict[str, Any]:
    """A curfew check at the door."""
    account = PEOPLE[person]
    return {
        "_id": f"curfew_check:{uuid7(int(at.timestamp() * 1000))}",
        "kind": "curfew_check",
        "schema": 1,
        "by": {"user": account.user, "role": account.role, "device": DEVICE[person]},
        "at": at.isoformat(),
        "clock_offset_s": 0,
        "result": result,
        "method": "in_person",
        "place": {"lat": HOME["lat"], "lon": HOME["lon"], "accuracy_m": 8},
        **more,
    }


def case_file(case: str, office: str, *, always: bool = False) -> list[dict[str, Any]]:
    """The documents of a case file with a curfew from 22:00 to 06:00; `always`: at any hour."""
    hours = [("00:00", "12:00"), ("12:00", "00:00")] if always else [("22:00", "06:00")]
    windows = [{"days": list(DAYS), "from": begin, "to": end} for begin, end in hours]
    return [
        {
            "_id": f"case:{case}",
            "kind": "case",
            "schema": 1,
            "number": "0001",
            "name": {"family": "Әлімова", "given": "Дана"},
            "born": "2010-05-05",
            "office": office,
            "residence": HOME,
            "status": "active",
        },
        {
            "_id": "order:one",
            "kind": "order",
            "schema": 1,
            "measure": "restricted_freedom",
            "from": "2026-01-01",
            "until": "2027-01-01",
            "entered_at": "2026-01-02T10:00:00+05:00",
        },
        {
            "_id": "condition:curfew",
            "kind": "condition",
            "schema": 1,
            "order": "order:one",
            "type": "curfew",
            "params": {"windows": windows, "place": None},
            "from": "2026-01-01T00:00:00+05:00",
            "entered_at": "2026-01-02T10:00:00+05:00",
        },
    ]


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@asynccontextmanager
async def living(front: Front) -> AsyncIterator[None]:
    """Start and stop the application by the ASGI lifespan protocol, as uvicorn does, in a task of its own."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    answers: asyncio.Queue[Any] = asyncio.Queue()
    scope: Any = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    task = asyncio.create_task(front(scope, told.get, answers.put))  # type: ignore[arg-type]
    await told.put({"type": "lifespan.startup"})
    begun = await answers.get()
    if begun["type"] != "lifespan.startup.complete":
        await task
        raise AssertionError(begun)
    try:
        yield
    finally:
        await told.put({"type": "lifespan.shutdown"})
        assert (await answers.get())["type"] == "lifespan.shutdown.complete"
        await task


@asynccontextmanager
async def founded(
    folder: Path, *, now: dt.datetime = BEGINS, ticking: Clock | None = None, **settings: Any
) -> AsyncIterator[Town]:
    """Start the application on an empty folder and let the people in; `ticking` is a clock of its own."""
    static = folder / "dist"
    (static / "assets").mkdir(parents=True, exist_ok=True)
    (static / "index.html").write_text("<!doctype html><title>Qadam</title>" + " " * 2000)
    (static / "sw.js").write_text("self.x = 1")
    (static / "assets" / "app-1a2b3c.js").write_text("let a = 1;" * 500)
    clock = ticking or Clock(now)
    front = make_app(Settings(data=folder / "data", static=static, **settings), clock)
    async with living(front):
        running: Running = front.litestar.state.running
        town = Town(front, running, clock)
        for key in ("osk", "sem"):
            await running.offices.put(Office(key=key, name=key))
        for case, office in ((CASE, "osk"), (FOREIGN, "sem")):
            await running.store.create(case_database(case))
            await running.store.write(case_database(case), case_file(case, office))
        await running.store.create(minor_database(CASE))
        for person, account in PEOPLE.items():
            await running.accounts.add(account)
            await town.enter(person)
        await assign(running.store, CASE, "berik", "inspector", clock())
        yield town


def problem(answer: httpx.Response) -> str:
    """The code of a problem answer, whose shape is checked on the way."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told = json.loads(answer.content)
    assert told["status"] == answer.status_code
    assert {"type", "title", "status", "detail"} <= set(told)
    return str(told["type"]).removeprefix("urn:qadam:problem:")
