"""From documents to flags: once, whatever is repeated, killed or broken on the way."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.accounts import REGISTRY
from api.clock import rfc3339, utc_now
from api.pipeline.flags import changed
from api.pipeline.schedule import Schedule
from api.rules import Evaluation, Memory
from schemas.documents import Flag
from schemas.ids import case_database
from sync.sqlite import SqliteStore
from tests.api.pipeline_world import DB, NIGHT, World
from tests.api.process import furnish, serving
from tests.api.town import CASE, case_file, check, rules


async def test_replaying_writes_nothing(world: World) -> None:
    """From the beginning of the feed, three times over: the same flags, not one revision more."""
    await world.store.write(DB, [check(NIGHT)])
    await world.start()
    flags = await world.flags()
    assert [flag["state"] for flag in flags] == ["open"]
    head = await world.store.heads([DB])
    for _ in range(3):
        await world.stop()
        cursor = await world.store.get_local(REGISTRY, "pipeline")
        if cursor is not None:
            await world.store.delete_local(REGISTRY, "pipeline", cursor["_rev"])
        await world.start()
        assert world.pipeline.counters.flags_written == 0
        assert world.pipeline.counters.evaluated >= 1
    assert await world.flags() == flags
    assert await world.store.heads([DB]) == head


async def test_its_own_flags_are_not_evaluated_again(world: World) -> None:
    """The feed tells us of what we wrote; looking costs a read, not an evaluation nor an event."""
    await world.start()
    before = world.pipeline.counters.evaluated
    await world.store.write(DB, [check(NIGHT)])
    await world.settle()
    assert world.pipeline.counters.evaluated == before + 1
    assert world.lists.refreshed.count(CASE) == before + 1


async def test_the_cursor_is_durable(world: World) -> None:
    """After a clean stop nothing is looked at again."""
    await world.start()
    await world.pipeline.keep_cursor()
    await world.stop()
    world.lists.refreshed.clear()
    await world.start()
    assert world.lists.refreshed == []


async def test_one_bad_case_stops_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """It is reported without its content, tried again, later each time; the others go on."""
    other = case_database("0d" * 16)
    await world.store.create(other)
    await world.store.write(other, case_file("0d" * 16, "osk"))
    broken = True

    def breaking(
        documents: Sequence[Any], now: dt.datetime, zone: str, memory: Memory | None = None
    ) -> Evaluation:
        if broken and any(doc["_id"] == f"case:{CASE}" for doc in documents):
            raise ValueError("Әлімова")
        return rules(documents, now, zone, memory)

    world.rules = breaking
    await world.start()
    assert world.lists.refreshed == ["0d" * 16]
    assert world.pipeline.counters.failed == 1
    assert "ValueError at test_pipeline.py" in caplog.text
    assert "Әлімова" not in caplog.text
    waits = []
    for n in range(2, 5):
        due = world.pipeline._schedule.next()
        assert due is not None
        waits.append(due - world.clock())
        world.clock.now = due
        world.pipeline._scheduled.set()
        for _ in range(200):
            await asyncio.sleep(0.005)
            if world.pipeline.counters.failed == n:
                break
        assert world.pipeline.counters.failed == n
    assert waits == sorted(waits)
    assert waits[-1] >= 4 * waits[0]
    # What failed is not forgotten across a restart, though the cursor has passed it.
    await world.pipeline.keep_cursor()
    await world.stop()
    broken = False
    world.clock.forward(hours=1)
    await world.start()
    for _ in range(200):
        await asyncio.sleep(0.005)
        if CASE in world.lists.refreshed:
            break
    assert CASE in world.lists.refreshed


async def test_time_alone_changes_a_flag_also_after_a_restart(world: World) -> None:
    """The moments that rules name are kept: at the order's end an open flag is frozen by itself."""
    await world.store.write(DB, [check(NIGHT)])
    await world.start()
    await world.pipeline.keep_cursor()
    await world.stop()
    world.clock.now = dt.datetime.fromisoformat("2027-01-02T00:00:01+05:00")
    await world.start()
    for _ in range(200):
        await asyncio.sleep(0.005)
        if (await world.flags())[0]["state"] == "frozen":
            break
    assert (await world.flags())[0]["state"] == "frozen"


async def test_an_expunged_case_leaves_the_lists(world: World) -> None:
    """And is not looked at again."""
    await world.start()
    await world.store.delete(DB)
    await world.settle()
    assert world.lists.removed == [CASE]
    assert world.pipeline._schedule.at(DB) is None


async def test_a_schedule_survives(world: World) -> None:
    """Put, replaced, dropped; read again from the store in the order of moments."""
    schedule = Schedule(world.store)
    for name, hours in (("case-b", 2), ("case-a", 3), ("case-c", 1)):
        await schedule.put(name, NIGHT + dt.timedelta(hours=hours))
    await schedule.put("case-b", NIGHT + dt.timedelta(hours=9), failures=2)
    await schedule.put("case-c", None)
    again = Schedule(world.store)
    await again.load()
    assert again.next() == NIGHT + dt.timedelta(hours=3)
    assert again.due(NIGHT + dt.timedelta(hours=10)) == ["case-a", "case-b"]
    assert again.failures("case-b") == 2
    assert again.due(NIGHT) == []
    assert await world.store.last_update() == await world.store.last_update()


def a_flag(state: str = "open") -> Flag:
    return Flag(
        id="flag:curfew:2026-10-02",
        condition="condition:curfew",
        occasion="2026-10-02",
        certainty="suspected",
        state=state,  # type: ignore[arg-type]
        facts=["curfew_check:1"],
        rule="curfew@1",
    )


def test_what_is_written() -> None:
    """New flags, changed ones on their revision, nothing twice; what no rule knows any more becomes void."""
    (new,) = changed([a_flag()], {}, NIGHT)
    assert "_rev" not in new
    stored = {new["_id"]: {**new, "_rev": "1-a"}}
    assert changed([a_flag()], stored, NIGHT) == []
    (settled,) = changed([a_flag("confirmed")], stored, NIGHT)
    assert (settled["_rev"], settled["state"]) == ("1-a", "confirmed")
    (void,) = changed([], stored, NIGHT)
    assert (void["_rev"], void["state"]) == ("1-a", "void")
    assert void["history"][-1] == {"at": rfc3339(NIGHT), "state": "void", "certainty": "suspected"}
    assert changed([], {void["_id"]: void}, NIGHT) == []


async def killed_at_the_answers(data: Path, tokens: dict[str, str], acknowledged: int) -> dict[str, str]:
    """Push one check into each case file at once, and kill the server at so many answers.

    Each flag costs the pipeline an evaluation and a durable write, one case file after another; answers to
    facts that came together come together. So the kill finds facts without a flag on any machine.

    Returns:
        The facts that were acknowledged, by case.

    """
    answered: dict[str, str] = {}
    with serving(data) as process:
        await process.ready()
        async with contextlib.AsyncExitStack() as stack:
            phones = [
                await stack.enter_async_context(process.client(tokens["inspector"])) for _ in range(CASES)
            ]
            # Each has its connection before anything is pushed.
            await asyncio.gather(*(phone.get("/health") for phone in phones))

            async def push(n: int, phone: httpx.AsyncClient) -> None:
                doc = check(utc_now())
                try:
                    answer = await phone.post(
                        f"/db/{case_database(name(n))}/_bulk_docs", json={"docs": [doc]}
                    )
                except httpx.TransportError:
                    return  # killed before it answered: nothing was promised
                assert answer.json()[0].get("ok") is True
                answered[name(n)] = str(doc["_id"])
                if len(answered) == acknowledged:
                    process.kill()

            await asyncio.gather(*(push(n, phone) for n, phone in enumerate(phones)))
    return answered


CASES = 40


def name(n: int) -> str:
    """As `furnish` names its case files."""
    return CASE if n == 0 else f"{n:032x}"


async def flagged(data: Path) -> dict[str, list[tuple[str, list[str]]]]:
    """Read each case file's flags, of a folder that nobody serves: revision and facts."""
    store = await SqliteStore.open(data / "qadam.sqlite")
    try:
        return {
            name(n): [
                (flag["_rev"], flag["facts"])
                for flag in (await store.documents(case_database(name(n)), prefix="flag:")).rows
            ]
            for n in range(CASES)
        }
    finally:
        await store.close()


async def test_killed_between_document_and_flag(tmp_path: Path) -> None:
    """kill -9 after acknowledgements and before their flags: after a restart each flag is there, once."""
    data = tmp_path / "data"
    tokens = await furnish(data, cases=CASES)
    answered = await killed_at_the_answers(data, tokens, CASES // 2)
    before = await flagged(data)
    assert len(answered) >= CASES // 2
    assert [case for case in answered if not before[case]], "every flag was faster than the kill"
    with serving(data) as process:
        await process.ready()
        async with process.client(tokens["supervisor"]) as desk:
            for _ in range(400):
                listed = {row["case"] for row in (await desk.get("/api/queue?state=open")).json()}
                if answered.keys() <= listed:
                    break
                await asyncio.sleep(0.05)
            page = (await desk.get(f"/api/cases/{next(iter(answered))}")).json()
        process.stop()
    after = await flagged(data)
    for case, fact in answered.items():
        ((rev, facts),) = after[case]
        assert (rev.startswith("1-"), facts) == (True, [fact])
    assert sum(one["kind"] == "receipt" for one in page["documents"]) == 1
