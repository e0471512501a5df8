"""What the service has not done is on the service's account, where the office sees it and counts it."""

import datetime as dt

from api.rules.findings import Service
from schemas.ids import case_database
from tests.api.town import CASE, FOREIGN, Town

TASK = {
    "_id": "task:1", "kind": "task", "schema": 1, "type": "curfew_check", "state": "planned",
    "window": {"from": "2026-10-03T22:00:00+05:00", "until": "2026-10-04T06:00:00+05:00"},
}  # fmt: skip
WEEKLY = {
    "_id": "condition:weekly", "kind": "condition", "schema": 1, "type": "registration",
    "params": {"every": {"weekday": "mon"}, "grace_days": 0}, "from": "2026-10-03T00:00:00+05:00",
    "entered_at": "2026-10-02T00:00:00+05:00",
}  # fmt: skip


async def test_a_check_nobody_made_and_a_duty_nobody_looked_after(town: Town) -> None:
    """In the office's list and counts, and on the case page; another office sees none of it."""
    (order,) = (await town.running.store.documents(case_database(CASE), prefix="order:")).rows
    await town.running.store.write(case_database(CASE), [TASK, {**WEEKLY, "order": order["_id"]}])
    await town.settle()
    assert await town.running.read_model.owed("osk") == []
    town.clock.now = dt.datetime.fromisoformat("2026-10-06T00:30:00+05:00")
    await town.running.pipeline._look(case_database(CASE))
    for person in ("supervisor", "other_supervisor"):  # their sessions were over
        await town.enter(person)
    answered = await town.client("supervisor").get("/api/service")
    assert answered.status_code == 200, answered.text
    answer = answered.json()
    (check,) = [one for one in answer["failings"] if one["reason"] == "check_not_made"]
    assert check == {
        "case": CASE, "number": check["number"], "name": check["name"], "reason": "check_not_made",
        "type": "curfew_check", "occasion": TASK["window"]["from"], "document": "task:1", "waiting": False,
    }  # fmt: skip
    (waits,) = answer["waiting"]
    assert (waits["reason"], waits["type"], waits["occasion"]) == (
        "awaiting_contact",
        "registration",
        "2026-10-05",
    )
    counts = {one["reason"]: (one["office"], one["count"], one["cases"]) for one in answer["counts"]}
    assert counts == {"check_not_made": ("osk", 1, 1), "awaiting_contact": ("osk", 1, 1)}
    page = (await town.client("supervisor").get(f"/api/cases/{CASE}")).json()
    assert [one["reason"] for one in page["owed"]] == ["check_not_made", "awaiting_contact"]
    assert (await town.client("other_supervisor").get("/api/service")).json() == {
        "counts": [], "failings": [], "waiting": [],
    }  # fmt: skip
    assert await town.running.read_model.owed_in(FOREIGN) == []


async def test_what_was_done_after_all_is_off_the_account(town: Town) -> None:
    """A check whose record comes late fulfils the task: the list does not keep it."""
    await town.running.store.write(case_database(CASE), [TASK])
    town.clock.now = dt.datetime.fromisoformat("2026-10-05T12:00:00+05:00")
    await town.settle()
    await town.running.pipeline._look(case_database(CASE))
    assert [one["document"] for one in await town.running.read_model.owed("osk")] == ["task:1"]
    (task,) = (await town.running.store.documents(case_database(CASE), prefix="task:")).rows
    await town.running.store.write(case_database(CASE), [{**task, "state": "done"}])
    await town.settle()
    assert await town.running.read_model.owed("osk") == []


def test_the_reasons_are_those_of_the_rules() -> None:
    """The struct of the rules is what the read model keeps."""
    assert {"reason", "condition", "occasion", "document"} == set(Service.__struct_fields__)
