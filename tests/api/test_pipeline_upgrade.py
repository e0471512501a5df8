"""An upgrade, a calendar, a restart: what every case file is judged by is the same everywhere, and once."""

import asyncio
import copy
import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.accounts import REGISTRY
from api.calendars.announcement import Announcement, Days
from api.calendars.book import CALENDARS, Book
from api.pipeline.judgement import Judgement, rules_version
from api.pipeline.memories import Memories
from api.rules import Memory, evaluate
from api.rules.catalogue import catalogue
from schemas.ids import case_database
from sync.sqlite import SqliteStore
from tests.api.pipeline_world import DB, NIGHT, World
from tests.api.town import CASE, Clock, case_file, check, rules
from tests.rules.histories import FOUNDATION, NOW, Doc, histories

MANY = [f"{n:032x}" for n in range(1, 8)]


async def furnished(world: World) -> None:
    """Seven more case files, all judged, and the cursor written."""
    for case in MANY:
        await world.store.create(case_database(case))
        await world.store.write(case_database(case), case_file(case, "osk"))
    await world.start()
    await world.pipeline.keep_cursor()
    await world.stop()
    world.lists.refreshed.clear()


async def until(done: Any) -> None:
    for _ in range(500):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it does not come to its end")


async def finished(world: World) -> None:
    """Wait until it is noted that all files are judged by the version of now."""
    for _ in range(500):
        noted = await judged(world)
        if noted["version"] == world.version and "upto" not in noted:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("judging anew does not come to its end")


async def judged(world: World) -> Doc:
    return await world.store.get_local(REGISTRY, "judged") or {}


async def test_after_an_upgrade_every_file_is_judged_anew_once(world: World) -> None:
    """Also the files in which nothing happens; and a second start with the same rules looks at none."""
    await furnished(world)
    world.version = "2"
    await world.start()
    await finished(world)
    assert world.pipeline.counters.anew == len(MANY) + 1
    assert sorted(world.lists.refreshed) == sorted([CASE, *MANY])
    await world.stop()
    assert (await judged(world))["version"] == "2"
    world.lists.refreshed.clear()
    await world.start()
    await asyncio.sleep(0.05)
    assert world.lists.refreshed == []


async def test_an_upgrade_takes_back_what_its_rules_do_not_find(world: World) -> None:
    """A flag of the old rules in a file that nobody touches does not stay open."""
    await world.store.write(DB, [check(NIGHT)])
    await furnished(world)
    assert [flag["state"] for flag in await world.flags()] == ["open"]
    world.rules = lambda documents, now, zone, memory=None: rules(
        [doc for doc in documents if doc["kind"] != "curfew_check"], now, zone
    )
    world.version = "2"
    await world.start()
    await finished(world)
    assert [flag["state"] for flag in await world.flags()] == ["void"]


async def test_judging_anew_goes_on_where_it_was_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restart in the middle does not begin again, and another version in the middle does."""
    monkeypatch.setattr("api.pipeline.upgrade.AT_ONCE", 1)
    await furnished(world)
    world.version = "2"
    stopped = asyncio.Event()
    applied = world.rules

    def slow(documents: Any, now: dt.datetime, zone: str, memory: Memory | None = None) -> Any:
        if len(world.lists.refreshed) == 3:
            stopped.set()
            raise asyncio.CancelledError
        return applied(documents, now, zone, memory)

    world.rules = slow
    await world.start()
    await stopped.wait()
    await world.stop()
    half = await judged(world)
    assert half["version"] == "2"
    assert half["upto"] in {case_database(case) for case in MANY}
    seen = list(world.lists.refreshed)
    world.rules = applied
    await world.start()
    await until(lambda: world.pipeline.upgrade.progress.done == 5)
    assert world.pipeline.upgrade.progress.total == 5, "three of the eight were done before"
    assert len(seen) == 3
    await finished(world)


async def test_a_calendar_that_comes_later_voids_what_was_flagged(world: World) -> None:
    """By the server's own judgement: imported while it runs, known from then on, nothing is rewritten."""
    judgement = Judgement(world.store)
    world.rules, world.read = judgement, judgement.read  # type: ignore[method-assign]
    file = next(doc for doc in case_file(CASE, "osk") if doc["kind"] == "order")
    since = {"from": "2026-09-01T00:00:00+05:00", "entered_at": "2026-09-01T00:00:00+05:00"}
    duty = {"_id": "condition:school", "kind": "condition", "schema": 1, "order": file["_id"], **since}
    duty |= {"type": "school_attendance", "params": {"school": "№ 12 мектеп"}}
    missed = check(NIGHT) | {"_id": "attendance:1", "kind": "attendance", "date": "2026-10-02"}
    missed = {k: v for k, v in missed.items() if k not in {"result", "method", "place"}}
    missed["status"] = "unexcused"
    await world.store.write(DB, [duty, missed])
    await world.start()
    await until(lambda: world.pipeline.upgrade.progress is not None)
    await world.settle()
    assert [(f["occasion"], f["state"]) for f in await world.flags()] == [("2026-10-02", "open")]
    world.clock.forward(hours=60)
    day = dt.date(2026, 10, 2)
    closed = Announcement(
        school="№ 12  МЕКТЕП", source="the school's director", from_=dt.date(2026, 9, 1),
        until=dt.date(2027, 8, 31), off=[Days(from_=day, name="flood")],
    )  # fmt: skip
    assert await Book(world.store).enter([closed], world.clock) == 1
    assert await Book(world.store).enter([closed], world.clock) == 0, "the same words say nothing new"

    async def state() -> list[str]:
        return [f["state"] for f in await world.flags()]

    for _ in range(300):
        if await state() == ["void"]:
            break
        await asyncio.sleep(0.01)
    (flag,) = await world.flags()
    assert [m["state"] for m in flag["history"]] == ["open", "void"]
    assert CALENDARS in await world.store.databases()


def test_the_version_is_that_of_code_and_catalogue() -> None:
    """Sixteen hex digits, the same at each start."""
    assert len(rules_version()) == 16
    assert rules_version() == rules_version.__wrapped__()


def test_memories_are_bounded_by_documents() -> None:
    """The file looked at longest ago is forgotten; one that is taken out is not counted."""
    memories = Memories(most_documents=10)
    first = Memory()
    memories.put("case-a", first, 4)
    memories.put("case-b", Memory(), 5)
    assert memories.take("case-a") is first
    memories.put("case-a", first, 6)
    assert len(memories) == 1
    assert memories.take("case-a") is first
    assert memories.take("case-b") is not first
    assert len(memories) == 0


@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
@given(histories(), st.randoms(), st.data())
def test_the_pipeline_concludes_what_a_full_evaluation_does(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Doc], random: Any, data: st.DataObject
) -> None:
    """Documents in batches, the clock forwards, restarts between: the stored flags are those of one look."""
    random.shuffle(documents)
    asyncio.run(_lived_through(tmp_path_factory.mktemp("lived"), documents, data))


async def _lived_through(folder: Any, documents: list[Doc], data: st.DataObject) -> None:
    store = await SqliteStore.open(folder / "qadam.sqlite")
    try:
        await store.create(REGISTRY)
        await store.create(DB)
        world = World(store, Clock(NOW))
        await world.start()
        left = [doc for doc in documents if doc not in FOUNDATION[:1]] + FOUNDATION[:1]
        while left:
            size = data.draw(st.sampled_from([3, 7, 40]))
            batch, left = left[:size], left[size:]
            await store.write(DB, copy.deepcopy(batch))
            await world.settle()
            if data.draw(st.sampled_from([False, False, True])):
                await world.pipeline.keep_cursor()
                await world.stop()
                await world.start()
        await world.stop()
        stored = {flag["_id"]: flag for flag in await world.flags()}
        found = evaluate((await store.documents(DB)).rows, NOW, "Asia/Almaty", catalogue()).flags
        for flag in found:
            assert (stored[flag.id]["state"], stored[flag.id]["facts"]) == (flag.state, flag.facts)
        # what was raised on the way, and by no document any more, is void or back with the supervisor
        left_over = stored.keys() - {flag.id for flag in found}
        assert {stored[name]["state"] for name in left_over} <= {"void", "reopened"}
    finally:
        await store.close()
