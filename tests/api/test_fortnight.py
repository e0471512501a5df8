"""The plan of an office in the running application: drawn at midnight, settled, moved by people."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from api.cases.caseload import assign, end
from schemas.ids import case_database, minor_database, uuid7
from tests.api.town import CASE, DEVICE, PEOPLE, Town, case_file, check, problem

DB = case_database(CASE)


async def tasks(town: Town, case: str = CASE) -> list[dict[str, Any]]:
    await town.settle()
    return (await town.running.store.documents(case_database(case), prefix="task:")).rows


async def drawn(town: Town) -> list[dict[str, Any]]:
    """Wait for the first plan of the town's office, and for the pipeline."""
    for _ in range(400):
        if await town.running.store.get_local("registry", "planned-osk") is not None:
            return await tasks(town)
        await asyncio.sleep(0.02)
    raise AssertionError("nothing was planned")


@pytest.fixture
async def planned(town: Town) -> list[dict[str, Any]]:
    """A town of thirteen files, so that the lots fall on some, planned by the server itself."""
    store = town.running.store
    for n in range(12):
        case = f"{n:032x}"
        await store.create(case_database(case))
        await store.write(case_database(case), case_file(case, "osk"))
        await assign(store, case, "berik", "inspector", town.clock())
    await town.settle()
    await store.put_local(
        "registry", "planned-osk", {**(await store.get_local("registry", "planned-osk") or {}), **AGAIN}
    )
    office = await town.running.offices.get("osk")
    assert office is not None
    await town.running.fortnight.draw(office)
    return [task for n in range(12) for task in await tasks(town, f"{n:032x}")]


AGAIN = {
    "until": "2026-10-01",
    "at": "2026-10-01T00:00:00Z",
    "began": "2026-10-01T00:00:00Z",
    "day": "2026-10-01",
}


async def test_the_server_plans_when_it_starts(town: Town) -> None:
    """Nobody asks for it: the first plan of an office is drawn within seconds."""
    await drawn(town)
    state = await town.running.store.get_local("registry", "planned-osk")
    assert state is not None
    assert (state["day"], state["until"]) == ("2026-10-02", "2026-10-16")


async def test_running_twice_writes_nothing_twice(town: Town, planned: list[dict[str, Any]]) -> None:
    """After a crash before the note of how far it is drawn, and when the day has not turned."""
    assert planned
    office = await town.running.offices.get("osk")
    assert office is not None
    assert await town.running.fortnight.draw(office) == 0
    state = await town.running.store.get_local("registry", "planned-osk")
    assert state is not None
    await town.running.store.put_local("registry", "planned-osk", {**AGAIN, "_rev": state["_rev"]})
    revisions = {task["_id"]: task["_rev"] for task in planned}
    await town.running.fortnight.draw(office)
    again = [task for n in range(12) for task in await tasks(town, f"{n:032x}")]
    assert {task["_id"]: task["_rev"] for task in again} == revisions
    kinds = {task["type"] for task in planned}
    assert kinds <= {"curfew_check", "visit"}
    assert all(task["state"] == "planned" and task["assignee"] == "berik" for task in planned)


async def one_check(town: Town) -> dict[str, Any]:
    """A planned check of the town's own case, as the plan would have it."""
    task = {
        "_id": "task:plan:curfew_check:curfew:2026-10-05", "kind": "task", "schema": 1,
        "type": "curfew_check", "assignee": "berik", "state": "planned", "rule": "curfew_check@1",
        "window": {"from": "2026-10-05T17:30:00.000Z", "until": "2026-10-05T18:45:00.000Z"},
        "entered_at": "2026-10-02T00:00:00.000Z", "condition": "condition:curfew",
    }  # fmt: skip
    await town.running.store.write(DB, [task])
    return task


async def state_of(town: Town, task: dict[str, Any]) -> dict[str, Any]:
    await town.settle()
    for _ in range(100):  # the pipeline's own writes come back to it once
        await asyncio.sleep(0.01)
        await town.settle()
    found = await town.running.store.get(DB, task["_id"])
    assert found is not None
    return found


async def later(town: Town, moment: str) -> None:
    """Move the clock, and let the pipeline look, as its schedule would."""
    town.clock.now = dt.datetime.fromisoformat(moment)
    await town.enter("supervisor")
    await town.enter("inspector")
    contact = {
        "_id": "contact:x",
        "kind": "contact",
        "schema": 1,
        "device": "x",
        "at": town.clock.now.isoformat(),
    }
    held = await town.running.store.get(DB, "contact:x")
    await town.running.store.write(DB, [{**contact, **({"_rev": held["_rev"]} if held else {})}])


async def test_a_record_at_its_hours_makes_it_done(town: Town) -> None:
    """By its name, or by its kind and time, whoever knocked."""
    task = await one_check(town)
    await later(town, "2026-10-05T23:10:00+05:00")
    assert (await state_of(town, task))["state"] == "planned"
    await town.record(check(dt.datetime.fromisoformat("2026-10-05T23:05:00+05:00"), "present"))
    assert (await state_of(town, task))["state"] == "done"


async def test_what_nobody_did_is_missed_and_the_services(town: Town) -> None:
    """After the time in which a phone may still hold the record; a late record makes it done after all."""
    task = await one_check(town)
    await later(town, "2026-10-07T12:00:00+05:00")
    assert (await state_of(town, task))["state"] == "planned"
    await later(town, "2026-10-09T12:00:00+05:00")
    assert (await state_of(town, task))["state"] == "missed"
    async with town.client("supervisor") as desk:
        report = await desk.post(f"/api/cases/{CASE}/drafts", json={"paper": "report", "language": "en"})
    assert "1 planned check or visit was not made." in report.json()["text"]
    made = check(dt.datetime.fromisoformat("2026-10-05T23:05:00+05:00"), "present", task=task["_id"])
    await town.record(made)
    assert (await state_of(town, task))["state"] == "done"


async def test_it_follows_the_assignment_and_ends_with_the_duty(town: Town) -> None:
    """Another inspector has the case: the task is theirs. A permission lifts the night: it is cancelled."""
    task = await one_check(town)
    town.clock.forward(minutes=5)
    await end(town.running.store, CASE, "berik", town.clock())
    await assign(town.running.store, CASE, "erlan", "inspector", town.clock())
    assert (await state_of(town, task))["assignee"] == "erlan"
    by = {"user": "aigul", "role": "supervisor", "device": "d"}
    leave = {
        "_id": "permission:p", "kind": "permission", "schema": 1, "by": by, "at": town.clock.now.isoformat(),
        "clock_offset_s": 0, "conditions": ["*"], "from": "2026-10-05T20:00:00+05:00",
        "until": "2026-10-06T07:00:00+05:00",
    }  # fmt: skip
    await town.running.store.write(DB, [leave])
    assert (await state_of(town, task))["state"] == "cancelled"


async def test_a_supervisor_moves_and_cancels_with_a_reason(town: Town) -> None:
    """The hours change, the reason stays in the file, the plan shows it; without a reason nothing happens."""
    task = await one_check(town)
    url = f"/api/cases/{CASE}/tasks"
    move = {
        "task": task["_id"],
        "from": "2026-10-05T18:00:00Z",
        "until": "2026-10-05T19:00:00Z",
        "reason": "Ауырып қалды",
    }
    async with town.client("supervisor") as desk:
        assert (await desk.patch(url, json={**move, "reason": " "})).status_code == 422
        assert (await desk.patch(url, json={**move, "until": "2026-10-05T17:00:00Z"})).status_code == 422
        moved = await desk.patch(url, json=move)
        assert moved.status_code == 200, moved.text
        assert (moved.json()["moved"], moved.json()["reason"]) == (True, "Ауырып қалды")
        await town.settle()
        shown = (await desk.get("/api/plan")).json()
        (row,) = [one for one in shown["tasks"] if one["task"] == task["_id"]]
        assert (row["from"], row["moved"], row["case"]) == ("2026-10-05T18:00:00.000Z", True, CASE)
        assert shown["people"]["berik"] == "Берік"
        cancel = {"task": task["_id"], "reason": "Қажет емес", "cancel": True}
        assert (await desk.patch(url, json=cancel)).status_code == 200
        assert problem(await desk.patch(url, json=cancel)) == "task_over"
    assert (await state_of(town, task))["state"] == "cancelled"
    async with town.client("other_supervisor") as desk:
        assert (await desk.get("/api/plan")).json()["tasks"] == []


async def test_the_minor_never_sees_the_plan(town: Town) -> None:
    """No task is copied to the child's database, and no route of the plan answers a child."""
    await one_check(town)
    await town.settle()
    async with town.client("minor") as child:
        assert (await child.get("/api/plan")).status_code == 403
        rows = (await child.get(f"/db/{minor_database(CASE)}/_all_docs?include_docs=true")).json()["rows"]
        assert (await child.get(f"/db/{DB}/_all_docs")).status_code == 403
    assert "task" not in str(rows)
    assert "2026-10-05" not in str(rows)


async def test_a_signed_warning_is_the_inspectors_to_bring(town: Town, night: dt.datetime) -> None:
    """A task to hand it over, done by the record that says so; also from a phone without a network."""
    town.clock.now = night + dt.timedelta(minutes=1)
    await town.record(check(night))
    (flag,) = await town.flags()
    await town.hear(flag["_id"])
    async with town.client("supervisor") as desk:
        said = {"flag": flag["_id"], "verdict": "confirm", "reason": "r"}
        assert (await desk.post(f"/api/cases/{CASE}/decisions", json=said)).status_code == 201
        signed = {"flags": [flag["_id"]], "text": "Ескерту", "language": "kk"}
        act = (await desk.post(f"/api/cases/{CASE}/warnings", json=signed)).json()["_id"]
    (task,) = [one for one in await tasks(town) if one["type"] == "serving"]
    assert (task["act"], task["assignee"], task["state"]) == (act, "berik", "planned")
    me = PEOPLE["inspector"]
    handed = {
        "_id": f"serving:{uuid7()}", "kind": "serving", "schema": 1, "act": act, "served_to": "жасөспірім",
        "present": "анасы", "by": {"user": me.user, "role": me.role, "device": DEVICE["inspector"]},
        "at": town.clock.now.isoformat(), "clock_offset_s": 0, "task": task["_id"],
    }  # fmt: skip
    assert (await town.record(handed))["refused"] == []
    assert (await state_of(town, task))["state"] == "done"
