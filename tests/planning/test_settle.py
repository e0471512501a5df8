"""What becomes of a task, for every way in which one ends."""

import datetime as dt
from typing import Any

import pytest

from api.ladder import ladder
from api.planning import settled
from schemas.documents import Task
from tests.planning.test_plan import AT5, ZONE, case_file

WINDOW = {"from": "2026-11-05T22:30:00+05:00", "until": "2026-11-05T23:45:00+05:00"}
Doc = dict[str, Any]


def task(**more: Any) -> Doc:
    return {
        "_id": "task:plan:curfew_check:curfew:2026-11-05", "kind": "task", "type": "curfew_check",
        "window": WINDOW, "assignee": "aigul", "state": "planned", "condition": "condition:curfew", **more,
    }  # fmt: skip


def record(kind: str, at: str, **more: Any) -> Doc:
    by = {"user": "aigul", "role": "inspector", "device": "d"}
    return {"_id": f"{kind}:1", "kind": kind, "by": by, "at": at, "clock_offset_s": 0, **more}


def leave(first: str, until: str) -> Doc:
    return record(
        "permission", "2026-11-01T10:00:00+05:00", conditions=["*"], **{"from": first, "until": until}
    )


def become(at: str, *documents: Doc) -> Task | None:
    """What is to be written of the task; None: it stays as it is."""
    now = dt.datetime.fromisoformat(at)
    given = [*case_file("01").documents, *documents]
    done = settled(given, now, ZONE, ladder(given, now, ZONE)).tasks
    assert len(done) <= 1
    return done[0] if done else None


BEFORE, AFTER, LATER = "2026-11-05T12:00:00+05:00", "2026-11-06T12:00:00+05:00", "2026-11-09T12:00:00+05:00"
CHECK = record("curfew_check", "2026-11-05T23:00:00+05:00", result="present")
OTHER = {"user": "marat", "role": "inspector"}
REASSIGNED = [
    {"_id": "assignment:aigul:1", "kind": "assignment", "user": "aigul", "role": "inspector",
     "from": "2026-05-01T10:00:00+05:00", "until": "2026-11-04T10:00:00+05:00"},
    {"_id": "assignment:marat:1", "kind": "assignment", **OTHER, "from": "2026-11-04T10:00:00+05:00"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "documents", "state"),
    [
        (BEFORE, [task()], None),
        (AFTER, [task()], None),
        (LATER, [task()], "missed"),
        (LATER, [task(), CHECK], "done"),
        (LATER, [task(state="missed"), CHECK], "done"),
        (LATER, [task(), record("visit", "2026-11-05T23:00:00+05:00", outcome="met")], "missed"),
        (LATER, [task(), record("curfew_check", "2026-11-04T23:00:00+05:00", result="present")], "missed"),
        (LATER, [task(), {**CHECK, "at": "2026-11-08T23:00:00+05:00", "task": task()["_id"]}], "done"),
        (BEFORE, [task(), leave("2026-11-05T20:00:00+05:00", "2026-11-06T08:00:00+05:00")], "cancelled"),
        (BEFORE, [task(), leave("2026-11-05T20:00:00+05:00", "2026-11-05T23:00:00+05:00")], None),
        (BEFORE, [task(state="cancelled")], "planned"),
        (BEFORE, [task(state="cancelled", reason="not needed")], None),
        (LATER, [task(state="cancelled")], None),
        (LATER, [task(type="registration", condition="condition:registration")], "cancelled"),
        (LATER, [task(type="attendance", condition="condition:school_attendance"),
                 record("attendance", "2026-11-07T10:00:00+05:00", date="2026-11-05", status="present")],
         "done"),
    ],
    ids=[
        "to-come", "a-phone-may-hold-it", "missed", "made-near-its-hours", "made-after-all",
        "of-another-kind", "on-another-night", "by-its-name", "permitted", "permitted-in-part",
        "the-permission-was-taken-back", "cancelled-by-a-person", "cancelled-and-over",
        "nobody-came-to-register", "the-school-answered-later",
    ],
)  # fmt: skip
def test_what_becomes_of_it(at: str, documents: list[Doc], state: str | None) -> None:
    """Planned, done, missed, cancelled; None: nothing is written."""
    found = become(at, *documents)
    assert (None if found is None else found.state) == state


def test_it_follows_the_case_to_another_inspector() -> None:
    """Whoever has the case now has its tasks; their hours stay."""
    found = become(BEFORE, task(), *REASSIGNED)
    assert found is not None
    assert (found.assignee, found.state) == ("marat", "planned")
    assert found.window.from_ == dt.datetime.fromisoformat(WINDOW["from"])


def test_what_a_person_planned_is_settled_and_not_cancelled() -> None:
    """A supervisor's own task is done or missed like any; a call in place of a message is not this plan's."""
    own, away = task(_id="task:0190"), leave("2026-11-05T20:00:00+05:00", "2026-11-06T08:00:00+05:00")
    assert become(BEFORE, own, away, *REASSIGNED) is None
    missed, made = become(LATER, own), become(LATER, own, CHECK)
    assert missed is not None
    assert made is not None
    assert (missed.state, made.state) == ("missed", "done")
    assert become(LATER, task(_id="task:call:1")) is None


def test_it_says_when_to_look_again() -> None:
    """At the end of its hours, and when nobody's phone can hold the record any more."""
    given = [*case_file("01").documents, task()]
    for at, again in (
        (BEFORE, "2026-11-05T23:45:00+05:00"),
        (AFTER, "2026-11-08T23:45:00+05:00"),
        ("2026-11-20T12:00:00+05:00", None),
    ):
        now = dt.datetime.fromisoformat(at).astimezone(AT5)
        moment = settled(given, now, ZONE, ladder(given, now, ZONE)).next_change
        assert moment == (None if again is None else dt.datetime.fromisoformat(again))
