"""How a child's answers reach the case file: once, whole, with the proof of when they came."""

import asyncio
import datetime as dt
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.clock import rfc3339
from api.minors.carry import carry
from api.minors.refresh import refresh_now
from api.push.requests import ask
from api.push.tasks import call_task_id
from schemas.ids import case_database, minor_database
from sync.store import Form
from tests.api.push_world import CASE, ZONE, World, opened

ROOT = str(Path(__file__).resolve().parents[2])


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as world:
        await world.add_case()
        yield world


def answer(
    request: str | None, at: dt.datetime, received_at: dt.datetime, **fields: Any
) -> list[dict[str, Any]]:
    """What the gate stores when the phone pushes: the answer, and the receipt beside it."""
    return [
        {
            "_id": "check_in:01900000-0000-7000-8000-000000000001",
            "kind": "check_in",
            "schema": 1,
            "by": {"user": f"minor-{CASE}", "role": "minor", "device": "phone-0001"},
            "at": rfc3339(at),
            "clock_offset_s": 0.0,
            "request": request,
            "place": {"lat": 49.9484, "lon": 82.6276, "accuracy_m": 25},
            **fields,
        },
        {
            "_id": "receipt:0123456789abcdef",
            "kind": "receipt",
            "schema": 1,
            "documents": ["check_in:01900000-0000-7000-8000-000000000001"],
            "received_at": rfc3339(received_at),
            "device": "phone-0001",
            "clock_offset_s": -2.5,
            "late": False,
        },
    ]


async def test_an_answer_is_carried_once(world: World) -> None:
    """Same id, same revision, whole, with the receipt; again and again changes nothing."""
    request = await ask(world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul")
    at = world.clock()
    pushed = answer(request["_id"], at, at, help_wanted=True)
    rows = await world.store.write(minor_database(CASE), pushed)
    assert await carry(world.store, CASE) == [doc["_id"] for doc in pushed]
    for doc, row in zip(pushed, rows, strict=True):
        assert await world.store.get(case_database(CASE), doc["_id"]) == {**doc, "_rev": row.rev}
    before = await world.store.info(case_database(CASE))
    assert await carry(world.store, CASE) == []
    assert (await world.store.info(case_database(CASE))).update_seq == before.update_seq


async def test_duties_and_requests_are_not_carried_back(world: World) -> None:
    """Only what somebody recorded goes to the case file."""
    await ask(world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul")
    assert await carry(world.store, CASE) == []


async def test_a_newer_apps_record_is_carried_with_its_attachment(world: World) -> None:
    """An unknown kind that somebody recorded is not dropped, nor what hangs on it."""
    await refresh_now(world.store, CASE, zone=ZONE, now=world.clock())
    newer = {
        "_id": "mood:1",
        "kind": "mood",
        "schema": 7,
        "by": {"user": "m", "role": "minor", "device": "d"},
        "_attachments": {"note.txt": {"content_type": "text/plain", "data": "0ZHSr9Cz0ZbQvQ=="}},
    }
    await world.store.write(minor_database(CASE), [newer])
    assert await carry(world.store, CASE) == ["mood:1"]
    attachment = await world.store.attachment(case_database(CASE), "mood:1", "note.txt")
    assert attachment.content_type == "text/plain"


async def test_an_answer_recorded_offline_comes_late_and_whole(world: World) -> None:
    """The case file tells both: when it was recorded, inside the window, and when the server got it."""
    request = await ask(world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul")
    at = world.clock() + dt.timedelta(minutes=5)
    world.clock.forward(hours=30)
    await world.push.worker.turn()
    await world.store.write(minor_database(CASE), answer(request["_id"], at, world.clock()))
    await carry(world.store, CASE)
    kept = {doc["_id"].split(":")[0]: doc for doc in await world.documents()}
    assert dt.datetime.fromisoformat(kept["check_in"]["at"]) - at < dt.timedelta(milliseconds=1)
    received = dt.datetime.fromisoformat(kept["receipt"]["received_at"])
    assert received - at > dt.timedelta(hours=29)
    assert kept["receipt"]["clock_offset_s"] == -2.5


async def test_an_answer_takes_the_call_off_the_inspectors_list(world: World) -> None:
    """The task to call is done when the child has answered."""
    request = await ask(world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul")
    world.clock.forward(minutes=16)
    await world.turn()
    await world.store.write(minor_database(CASE), answer(request["_id"], world.clock(), world.clock()))
    await carry(world.store, CASE)
    task = await world.store.get(case_database(CASE), call_task_id(request["_id"]))
    assert task is not None
    assert task["state"] == "done"


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from api.minors.carry import carry
from sync.sqlite import SqliteStore

folder, case, moment = sys.argv[1:]

async def main():
    store = await SqliteStore.open(Path(folder) / "qadam.sqlite")
    write = store.write
    async def stopped(db, docs, **options):
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        rows = await write(db, docs, **options)
        os.kill(os.getpid(), signal.SIGKILL)
        return rows
    store.write = stopped
    await carry(store, case)

asyncio.run(main())
"""


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_pipeline_killed_between_carries_exactly_once(tmp_path: Path, moment: str) -> None:
    """A real process killed before or after its write: the next one leaves one answer and one receipt."""
    async with opened(tmp_path) as world:
        await world.add_case()
        request = await ask(world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul")
        pushed = answer(request["_id"], world.clock(), world.clock())
        rows = await world.store.write(minor_database(CASE), pushed)
    killed = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", KILLED, str(tmp_path), CASE, moment],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([ROOT, os.environ.get("PYTHONPATH", "")])},
        cwd=ROOT,
    )
    assert await asyncio.wait_for(killed.wait(), 60) == -signal.SIGKILL
    async with opened(tmp_path) as world:
        await carry(world.store, CASE)
        await carry(world.store, CASE)
        db = case_database(CASE)
        for doc, row in zip(pushed, rows, strict=True):
            leaves = await world.store.leaves(db, doc["_id"], "all", Form(revs=True))
            assert [leaf.rev for leaf in leaves] == [row.rev]
        kinds = [doc["kind"] for doc in await world.documents()]
        assert kinds.count("check_in") == kinds.count("receipt") == 1
