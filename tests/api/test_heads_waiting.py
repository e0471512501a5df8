"""One waiting request tells a phone that something of its case files changed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest

from api.cases.caseload import assign, end
from schemas.ids import case_database
from tests.api.town import CASE, FOREIGN, Town

DB = case_database(CASE)


class Waiter:
    """Asks as a phone on somebody's desk does, and says when the answer came."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.tag = ""

    async def look(self) -> None:
        self.tag = (await self.client.get("/api/heads")).headers["ETag"]

    def wait(self, seconds: int = 30) -> asyncio.Task[httpx.Response]:
        headers = {"If-None-Match": self.tag, "Prefer": f"wait={seconds}"}
        return asyncio.create_task(self.client.head("/api/heads", headers=headers))


@contextlib.asynccontextmanager
async def waiting(town: Town, person: str = "inspector") -> AsyncIterator[Waiter]:
    await town.still()
    async with town.client(person) as client:
        waiter = Waiter(client)
        await waiter.look()
        yield waiter


async def answered(task: asyncio.Task[httpx.Response], within: float = 3) -> httpx.Response:
    return await asyncio.wait_for(task, within)


async def quiet(task: asyncio.Task[httpx.Response]) -> None:
    await asyncio.sleep(0.15)
    assert not task.done()


async def test_it_waits_until_something_changes(town: Town) -> None:
    """Not for what concerns others; at once for what concerns this phone; without a list, with the tag."""
    async with waiting(town) as waiter:
        task = waiter.wait()
        await quiet(task)
        await town.running.store.write(case_database(FOREIGN), [{"_id": "task:1", "kind": "task"}])
        await quiet(task)
        await town.running.store.write(DB, [{"_id": "task:1", "kind": "task"}])
        answer = await answered(task)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["ETag"] != waiter.tag
        assert answer.headers["Qadam-Store"] == town.running.read_model.made_as


async def test_who_is_behind_does_not_wait(town: Town) -> None:
    """Another tag than the present one is answered at once; GET tells the heads beside it."""
    async with waiting(town) as waiter:
        await town.running.store.write(DB, [{"_id": "task:1", "kind": "task"}])
        assert (await answered(waiter.wait())).status_code == 200
        told = await waiter.client.get(
            "/api/heads", headers={"If-None-Match": waiter.tag, "Prefer": "wait=30"}
        )
        assert list(told.json()) == [DB]


async def test_nothing_new_is_304(town: Town) -> None:
    """At once without a wish to wait, and when the seconds are over."""
    async with waiting(town) as waiter:
        told = await waiter.client.get("/api/heads", headers={"If-None-Match": waiter.tag})
        assert (told.status_code, told.content) == (304, b"")
        assert (await answered(waiter.wait(1))).status_code == 304


async def test_a_case_file_that_is_given_wakes(town: Town) -> None:
    """It was none of this phone's when the wait began."""
    async with waiting(town, "unassigned") as waiter:
        task = waiter.wait()
        await quiet(task)
        await assign(town.running.store, CASE, "erlan", "inspector", town.clock())
        answer = await answered(task)
        assert (answer.status_code, answer.headers["ETag"] != waiter.tag) == (200, True)


async def test_a_case_file_that_is_taken_wakes(town: Town) -> None:
    """The phone is to leave it."""
    async with waiting(town) as waiter:
        task = waiter.wait()
        await quiet(task)
        town.clock.forward(seconds=1)
        await end(town.running.store, CASE, "berik", town.clock())
        assert (await answered(task)).status_code == 200


async def test_a_session_that_ends_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within seconds, though nothing changed."""
    monkeypatch.setattr("api.heads.ASKED_AGAIN_S", 0.1)
    async with waiting(town) as waiter:
        task = waiter.wait()
        await quiet(task)
        await town.running.sessions.revoke("berik")
        assert (await answered(task)).status_code == 401


async def test_a_session_waits_twice_at_most(town: Town) -> None:
    """A third wait ends the first; a server that stops ends them all."""
    async with waiting(town) as waiter:
        tasks = [waiter.wait() for _ in range(2)]
        await quiet(tasks[0])
        tasks.append(waiter.wait())
        assert (await answered(tasks[0])).status_code == 304
        await quiet(tasks[1])
        town.front.end_streams()
        for task in tasks[1:]:
            assert (await answered(task)).status_code == 304


async def test_one_write_wakes_all_in_one_pass(town: Town) -> None:
    """Two phones of the inspector and two of the supervisor wait for the same case file."""
    await town.still()
    async with contextlib.AsyncExitStack() as stack:
        waiters = []
        for _ in range(2):
            waiters.append(await stack.enter_async_context(waiting(town)))
            waiters.append(await stack.enter_async_context(waiting(town, "supervisor")))
        tasks = [waiter.wait() for waiter in waiters]
        await quiet(tasks[0])
        await town.running.store.write(DB, [{"_id": "task:1", "kind": "task"}])
        assert {(await answered(task)).status_code for task in tasks} == {200}
