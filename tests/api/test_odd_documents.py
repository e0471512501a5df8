"""One odd document, by mistake or on purpose, takes nothing else of a case file out of anybody's sight."""

import datetime as dt
from typing import Any

import pytest

from api.minors.carry import carry
from api.readmodel.rows import rows_of
from schemas.check import problems
from schemas.ids import case_database, minor_database
from tests.api.town import CASE, DEVICE, PEOPLE, Town, case_file, check

EDGES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
NIGHT = dt.datetime.fromisoformat("2026-10-02T23:30:00+05:00")


@pytest.mark.parametrize("at", [*EDGES, "1969-01-01T00:00:00Z", "2100-01-01T00:00:00Z"])
def test_a_time_at_the_calendars_edge_is_refused(at: str) -> None:
    """By the place where it stands, also inside a span; nobody could reckon with it."""
    fact = {**check(NIGHT), "at": at}
    assert [str(problem) for problem in problems(fact)] == ["curfew_check.at: out_of_range"]
    task = {
        "_id": "task:1", "kind": "task", "type": "visit",
        "window": {"from": "1800-01-01T00:00:00Z", "until": NIGHT.isoformat()},
    }  # fmt: skip
    assert [str(problem) for problem in problems(task)] == ["task.window.from: out_of_range"]


def test_a_phone_whose_clock_was_reset_is_still_heard() -> None:
    """It begins at 1970, anywhere on earth, and its offset is as many years."""
    fact = {**check(NIGHT), "at": "1970-01-01T00:10:00+05:00", "clock_offset_s": 1_791_200_000}
    assert problems(fact) == []


@pytest.mark.parametrize("offset", [1e300, 1e12, -1e11])
def test_an_offset_longer_than_the_calendar_is_refused(offset: float) -> None:
    """A clock can be off from one end of the years to the other, and no further."""
    told = problems({**check(NIGHT), "clock_offset_s": offset})
    assert [str(problem) for problem in told] == ["curfew_check.clock_offset_s: out_of_range"]


@pytest.mark.parametrize(
    "odd",
    [
        *({"at": at} for at in EDGES),
        {"schema": 2, "at": 5, "welfare_concern": {"a": 1}, "corrects": ["x"], "clock_offset_s": "x"},
        {"_id": "response:1", "kind": "response", "schema": 2, "fact": {"a": 1}},
        {"_id": "response:1", "kind": "response", "schema": 2, "fact": ["curfew_check:real"]},
    ],
)
def test_a_stored_odd_document_hides_no_concern(odd: dict[str, Any]) -> None:
    """The queue of a file that holds one shows the others; it came before the gate knew better."""
    first = {**check(NIGHT, welfare_concern="x"), "_id": "curfew_check:odd", **odd}
    real = {**check(NIGHT, welfare_concern="көкала"), "_id": "curfew_check:real"}
    flag = {
        "_id": "flag:c:2026-10-02", "kind": "flag", "condition": "condition:curfew", "state": "open",
        "certainty": "suspected", "occasion": "2026-10-02", "facts": [first["_id"], real["_id"]],
    }  # fmt: skip
    rows = rows_of(CASE, [*case_file(CASE, "osk"), first, real, flag], None)
    assert rows is not None
    assert {"curfew_check:real", None} <= {row[2] for row in rows.items}


async def test_a_case_file_with_an_odd_document_stays_in_the_queue(town: Town) -> None:
    """Pushed by an inspector's phone: refused alone, and the concern beside it is on top at once."""
    odd = {**check(NIGHT), "at": EDGES[0], "welfare_concern": "x"}
    answer = await town.record(odd)
    assert [row["reason"] for row in answer["refused"]] == ["schema: curfew_check.at: out_of_range"]
    real = check(town.clock(), "present", welfare_concern="көкала")
    assert (await town.record(real))["refused"] == []
    await town.settle()
    async with town.client("supervisor") as desk:
        assert [row["fact"] for row in (await desk.get("/api/queue")).json()] == [real["_id"]]


@pytest.mark.parametrize("request_", [{"a": 1}, ["request:1"], 7])
async def test_a_newer_answer_does_not_stop_a_childs_answers(town: Town, request_: Any) -> None:
    """It may name its request in another form: its record is carried, and so is the rest."""
    account, store = PEOPLE["minor"], town.running.store
    by = {"user": account.user, "role": account.role, "device": DEVICE["minor"]}
    newer = {"_id": "check_in:newer", "kind": "check_in", "schema": 2, "by": by, "request": request_}
    async with town.client("minor") as phone:
        pushed = {"new_edits": False, "docs": [{**newer, "_rev": f"1-{'a' * 32}"}]}
        assert (await phone.post(f"/db/{minor_database(CASE)}/_bulk_docs", json=pushed)).json() == []
    await carry(store, CASE)
    assert await store.get(case_database(CASE), "check_in:newer") is not None
    assert await carry(store, CASE) == []
