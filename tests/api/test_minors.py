"""The minor's own database: what it tells, from when, until when."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.clock import rfc3339
from api.minors.duties import bindings, duties
from api.minors.refresh import refresh, refresh_now
from api.problems import Problem
from api.push.requests import ask, compose
from schemas.check import problems, read
from schemas.ids import case_database, minor_database
from schemas.rules import load
from tests.api.push_world import CASE, ZONE, World, case_documents, opened

ALMATY = ZoneInfo(ZONE)
NOW = dt.datetime(2026, 10, 5, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as world:
        await world.add_case()
        yield world


def amended(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """The invented case, with documents put in the place of others by id, or added."""
    by_id = {doc["_id"]: doc for doc in case_documents(CASE, NOW)}
    for change in changes:
        by_id[change["_id"]] = {**by_id.get(change["_id"], {}), **change}
    return list(by_id.values())


def told(documents: list[dict[str, Any]], now: dt.datetime = NOW) -> dict[str, dict[str, Any]]:
    return {duty["condition"]: duty for duty in duties(CASE, documents, ALMATY, now)["duties"]}


def test_duties_tell_the_given_name_and_what_binds() -> None:
    """Nothing else of the case file: no family name, no address, no guardian, no number, no article."""
    doc = duties(CASE, case_documents(CASE, NOW), ALMATY, NOW)
    assert doc["_id"] == f"duties:{CASE}"
    assert doc["zone"] == ZONE
    assert doc["given_name"] == "Шығарылған"
    assert [duty["type"] for duty in doc["duties"]] == ["check_in", "curfew"]
    text = repr(doc)
    for private in ("Ойдан", "Анасы", "+7 700", "Жоқ көше", "ӨСК", "49.94", "2010-02", "aigul"):
        assert private not in text
    assert problems(doc) == []
    assert read(doc)


def test_a_duty_ends_with_its_order_in_the_offices_zone() -> None:
    """The order's last day counts whole; the next midnight in Almaty is no longer inside."""
    documents = amended({"_id": "order:1", "until": "2026-12-31"})
    (binding,) = [one for one in bindings(documents, ALMATY, NOW) if one.condition.id == "condition:ask"]
    assert binding.until == dt.datetime(2027, 1, 1, tzinfo=ALMATY)
    assert binding.at(dt.datetime(2026, 12, 31, 18, 59, tzinfo=dt.UTC))
    assert not binding.at(dt.datetime(2026, 12, 31, 19, 0, tzinfo=dt.UTC))


def test_an_amendment_takes_the_place_of_what_it_amends() -> None:
    """The old wording ends where the new one begins; before that, both are told: one now, one to come."""
    soon = NOW + dt.timedelta(days=3)
    newer = {
        "_id": "condition:ask2",
        "kind": "condition",
        "order": "order:1",
        "type": "check_in",
        "params": {"window_s": 600},
        "from": soon.isoformat(),
        "supersedes": "condition:ask",
    }
    documents = amended(newer)
    assert dt.datetime.fromisoformat(told(documents)["condition:ask"]["until"]) == soon
    assert "condition:ask2" in told(documents)
    assert "condition:ask" not in told(documents, soon)
    back = amended({**newer, "from": (NOW - dt.timedelta(days=20)).isoformat()})
    assert "condition:ask" not in told(back), "an amendment that goes back before its beginning ends it whole"


def test_of_two_amendments_one_wording_binds_at_any_moment() -> None:
    """Two documents amend one condition: the one entered later amends the other too."""
    first, second = (
        {
            "_id": f"condition:ask{n}",
            "kind": "condition",
            "order": "order:1",
            "type": "check_in",
            "params": {},
            "from": (NOW + dt.timedelta(days=n)).isoformat(),
            "entered_at": (NOW - dt.timedelta(days=5 - n)).isoformat(),
            "supersedes": "condition:ask",
        }
        for n in (1, 2)
    )
    for days, standing in [(0.5, "condition:ask"), (1.5, "condition:ask1"), (2.5, "condition:ask2")]:
        moment = NOW + dt.timedelta(days=days)
        asked = [one for one in bindings(amended(first, second), ALMATY, NOW) if one.at(moment)]
        assert [one.condition.id for one in asked if one.condition.type == "check_in"] == [standing]


def test_a_longer_order_carries_its_conditions() -> None:
    """The order was prolonged by another that supersedes it: its conditions go on."""
    documents = amended(
        {"_id": "order:1", "until": "2026-10-01"},
        {
            "_id": "order:2", "kind": "order", "from": "2026-10-01", "until": "2026-11-01",
            "supersedes": "order:1",
        },
    )  # fmt: skip
    assert set(told(documents)) == {"condition:ask", "condition:curfew"}
    assert told(amended({"_id": "order:1", "until": "2026-10-01"})) == {}


@pytest.mark.parametrize("status", ["closed", "suspended"])
def test_a_closed_case_owes_nothing(status: str) -> None:
    """No duties, and so no requests."""
    assert told(amended({"_id": f"case:{CASE}", "status": status})) == {}


def test_what_cannot_be_read_and_what_is_unknown_is_not_told() -> None:
    """A broken condition does not hide the others; a field beside the type's own does not get out."""
    documents = amended(
        {"_id": "condition:broken", "kind": "condition", "type": "curfew"},
        {"_id": "condition:ask", "params": {"window_s": 600, "secret": "x"}},
    )
    assert set(told(documents)) == {"condition:ask", "condition:curfew"}
    assert told(documents)["condition:ask"]["params"] == {"window_s": 600}


def test_order_of_documents_never_matters() -> None:
    """The same file gives the same duties, to the byte."""
    documents = amended()
    assert duties(CASE, documents, ALMATY, NOW) == duties(CASE, documents[::-1], ALMATY, NOW)


def test_a_request_needs_a_condition_in_force() -> None:
    """409, not a request on a whim."""
    nothing = [doc for doc in case_documents(CASE, NOW) if doc["_id"] != "condition:ask"]
    for documents in (
        nothing,
        amended({"_id": "condition:ask", "from": (NOW + dt.timedelta(1)).isoformat()}),
    ):
        with pytest.raises(Problem) as caught:
            compose(documents, zone=ZONE, now=NOW, asked_by="aigul")
        assert (caught.value.status, caught.value.code) == (409, "no_check_in_condition")


def test_a_request_is_due_now_by_the_offices_clock() -> None:
    """Its key is its due time; the window is what was asked, else the condition's, else the catalogue's."""
    request = compose(amended(), zone=ZONE, now=NOW, asked_by="aigul")
    assert request["_id"] == "request:ask:2026-10-05T17:00:00+05:00"
    assert request["due"] == "2026-10-05T17:00:00+05:00"
    assert request["window_s"] == 1800
    assert problems(request) == []
    asked = compose(amended(), zone=ZONE, now=NOW, asked_by="a", window_s=60)
    assert asked["window_s"] == 60
    silent = amended({"_id": "condition:ask", "params": {}})
    catalogue = load().value("check_in.window_s", NOW.date())
    assert compose(silent, zone=ZONE, now=NOW, asked_by="a")["window_s"] == catalogue


async def test_quiet_hours_are_kept_unless_it_is_urgent(tmp_path: Path) -> None:
    """409 at night, nothing written; urgent goes through."""
    async with opened(tmp_path, QADAM_QUIET_HOURS="00:00-23:59:59.999999") as world:
        await world.add_case()
        with pytest.raises(Problem) as caught:
            await ask(world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul")
        assert (caught.value.status, caught.value.code) == (409, "quiet_hours")
        assert not [doc for doc in await world.documents() if doc["kind"] == "request"]
        request = await ask(
            world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul", urgent=True
        )
        assert request["_rev"].startswith("1-")


async def test_nothing_is_kept_before_the_child_is_invited(world: World) -> None:
    """A register of 438 does not make 438 databases that nobody will read."""
    await world.minors.refresh(CASE, await world.documents(), ZONE)
    assert not await world.store.exists(minor_database(CASE))


async def test_refresh_writes_only_what_changed(world: World) -> None:
    """Twice the same: no new revision, so a phone that asks is told that there is nothing."""
    await refresh_now(world.store, CASE, zone=ZONE, now=world.clock())
    await world.minors.refresh(CASE, await world.documents(), ZONE)
    before = await world.store.info(minor_database(CASE))
    for _ in range(3):
        await world.minors.refresh(CASE, await world.documents(), ZONE)
    assert (await world.store.info(minor_database(CASE))).update_seq == before.update_seq
    condition = await world.store.get(case_database(CASE), "condition:curfew")
    assert condition is not None
    ended = rfc3339(world.clock() - dt.timedelta(hours=1))
    await world.store.write(case_database(CASE), [{**condition, "until": ended}])
    await world.minors.refresh(CASE, await world.documents(), ZONE)
    kept = (await world.minors_documents())[f"duties:{CASE}"]
    assert [duty["type"] for duty in kept["duties"]] == ["check_in"]


async def test_refresh_tells_when_it_will_differ_by_itself(world: World) -> None:
    """A duty that ends without a new document is taken off in time: the pipeline asks again then."""
    await refresh_now(world.store, CASE, zone=ZONE, now=world.clock())
    end = (world.clock() + dt.timedelta(minutes=5)).replace(microsecond=0)
    condition = await world.store.get(case_database(CASE), "condition:curfew")
    assert condition is not None
    await world.store.write(case_database(CASE), [{**condition, "until": rfc3339(end)}])
    assert await world.minors.refresh(CASE, await world.documents(), ZONE) == end
    world.clock.forward(minutes=6)
    await world.minors.refresh(CASE, await world.documents(), ZONE)
    kept = (await world.minors_documents())[f"duties:{CASE}"]
    assert [duty["type"] for duty in kept["duties"]] == ["check_in"]


async def test_what_was_read_earlier_is_not_written_later(world: World) -> None:
    """An endpoint refreshes from the file as it stands while the pipeline writes what it has read before."""
    await refresh_now(world.store, CASE, zone=ZONE, now=world.clock())
    condition = await world.store.get(case_database(CASE), "condition:curfew")
    assert condition is not None
    ended = rfc3339(world.clock() - dt.timedelta(hours=1))
    await world.store.write(case_database(CASE), [{**condition, "until": ended}])
    documents = await world.documents()
    now = world.clock()
    await asyncio.gather(
        *(refresh_now(world.store, CASE, zone=ZONE, now=now) for _ in range(5)),
        refresh(world.store, CASE, documents, zone=ZONE, now=now),
        *(refresh_now(world.store, CASE, zone=ZONE, now=now) for _ in range(5)),
    )
    kept = (await world.minors_documents())[f"duties:{CASE}"]
    assert kept["_rev"].startswith("2-"), "written once for one change, however many saw it"
    assert [duty["type"] for duty in kept["duties"]] == ["check_in"]


async def test_requests_are_copied_and_leave_after_a_month(world: World) -> None:
    """The same id and window, without who asked and whether it was delivered; later it is taken away."""
    request = await ask(world.store, world.push, CASE, zone=ZONE, now=world.clock(), asked_by="aigul")
    copy = (await world.minors_documents())[request["_id"]]
    assert {name: value for name, value in copy.items() if name != "_rev"} == {
        name: request[name] for name in ("_id", "kind", "schema", "condition", "due", "window_s")
    }
    assert problems(copy) == []
    world.clock.forward(days=31)
    await world.minors.refresh(CASE, await world.documents(), ZONE)
    assert request["_id"] not in await world.minors_documents()
