"""What becomes true because time passes: found in its moment, after downtime, on a clock that jumps."""

import asyncio
import datetime as dt
from typing import Any

from schemas.ids import case_database
from tests.api.pipeline_world import DB, NIGHT, World
from tests.api.town import CASE, case_file, check

WEEKLY = {
    "_id": "condition:weekly", "kind": "condition", "schema": 1, "type": "registration",
    "params": {"every": {"weekday": "mon"}, "grace_days": 0}, "from": "2026-10-05T00:00:00+05:00",
    "until": "2026-10-06T00:00:00+05:00", "entered_at": "2026-10-01T00:00:00+05:00",
}  # fmt: skip
SILENT = "flag:weekly:2026-10-05"
OVER = dt.datetime.fromisoformat("2026-10-09T00:00:00+05:00")
"""the end of the Monday, and 72 hours"""


async def due(world: World) -> None:
    """A Monday to register on, an inspector who visited before, and nothing else."""
    (order,) = (await world.store.documents(DB, prefix="order:")).rows
    await world.store.write(DB, [{**WEEKLY, "order": order["_id"]}, check(NIGHT, "present")])


async def states(world: World) -> dict[str, str]:
    return {flag["_id"]: flag["state"] for flag in await world.flags()}


async def at(world: World, moment: dt.datetime) -> None:
    """Set the clock, and let the schedule notice as it does each minute."""
    world.clock.now = moment
    world.pipeline._scheduled.set()
    for _ in range(50):
        await asyncio.sleep(0.005)
        following = world.pipeline._schedule.next()
        if following is None or following > world.clock():
            return
    raise AssertionError("what is due is not looked at")


async def test_silence_is_found_in_its_moment_and_not_before(world: World) -> None:
    """From one named moment to the next: nothing until the 72 hours are over, then the flag, by itself."""
    await due(world)
    await world.start()
    await at(world, OVER - dt.timedelta(seconds=1))
    assert SILENT not in await states(world)
    await at(world, OVER)
    assert (await states(world))[SILENT] == "open"


async def test_a_week_of_downtime(world: World) -> None:
    """Whatever came due while nobody ran is found at the start."""
    await due(world)
    await world.start()
    await world.pipeline.keep_cursor()
    await world.stop()
    world.clock.now = OVER + dt.timedelta(days=7)
    await world.start()
    await at(world, world.clock())
    assert (await states(world))[SILENT] == "open"


async def test_a_clock_that_jumps_back_and_forth(world: World) -> None:
    """Put back: nothing is forgotten. Put on by years and back again: it comes to the same in the end."""
    await due(world)
    await world.start()
    await at(world, OVER - dt.timedelta(days=30))
    assert SILENT not in await states(world)
    await at(world, OVER)
    assert (await states(world))[SILENT] == "open"
    straight = await states(world)
    await at(world, OVER + dt.timedelta(days=3000))
    await at(world, OVER + dt.timedelta(hours=1))
    await world.pipeline._look(DB)
    await world.settle()
    assert await states(world) == straight


async def test_nothing_due_costs_nothing(world: World) -> None:
    """Files in which nothing can change are not in the schedule, and no clock brings them to be looked at."""
    for n in range(5):
        case = f"{n:032x}"
        await world.store.create(case_database(case))
        documents: list[dict[str, Any]] = [d for d in case_file(case, "osk") if d["kind"] == "case"]
        await world.store.write(case_database(case), documents)
    await world.start()
    evaluated = world.pipeline.counters.evaluated
    assert evaluated == 6
    assert [db for db, _ in world.pipeline._schedule._due.items() if db != DB] == []
    await at(world, NIGHT + dt.timedelta(days=20))
    assert world.pipeline.counters.evaluated - evaluated <= 2, "the one file with a condition, if at all"
    assert CASE in world.lists.refreshed
