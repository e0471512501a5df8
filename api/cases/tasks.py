"""Planning a visit or a check for an inspector; the office's plan, and a supervisor's hand on it."""

import datetime as dt
from typing import Annotated, Any

import msgspec
from litestar import Controller, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cases.caseload import assignments
from api.cases.judging import act, amend, check_office, submit
from api.clock import rfc3339
from api.guards import only
from api.planning.plan import drawn_until
from api.problems import Problem, unreadable
from api.rules.local import DAY, date, ends, starts
from api.running import Here
from api.sessions.sessions import Reader
from schemas.documents import FACT_KINDS
from schemas.ids import case_database
from schemas.zones import zone as find_zone
from sync.store import Document

Moment = Annotated[dt.datetime, Meta(tz=True)]


class Planned(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What should be done, by whom, when; `type` is a fact's kind."""

    type: str
    from_: Moment
    until: Moment
    assignee: str | None = None
    id: str | None = None


class Changed(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A task moved to other hours, or cancelled; always with the reason."""

    task: Annotated[str, Meta(max_length=300)]
    reason: Annotated[str, Meta(min_length=1, max_length=300)]
    from_: Moment | None = None
    until: Moment | None = None
    cancel: bool = False


class OfficePlan(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """The office's tasks from one day to another, both inside, by the clock of `zone`."""

    from_: dt.date
    until: dt.date
    zone: str
    tasks: list[dict[str, Any]]
    people: dict[str, str]
    """names of the inspectors, by user"""


class Planning(Controller):
    """Tasks of one case file."""

    path = "/api/cases/{case:str}/tasks"
    guards = (only("supervisor"),)

    @post(status_code=201)
    async def plan(
        self, case: FromPath[str], data: JSONBody[Planned], running: Here, reader: Reader
    ) -> Document:
        """Plan a task for somebody assigned to the case; without `assignee`, for whoever is."""
        await check_office(running, reader, case)
        if data.type not in FACT_KINDS:
            raise unreadable("type", "not_one_of")
        if data.until <= data.from_:
            raise unreadable("until", "not_after_from")
        now = running.clock()
        if data.assignee is not None and not any(
            one.holds(now) for one in await assignments(running.store, case, data.assignee)
        ):
            raise unreadable("assignee", "not_assigned")
        doc = act(
            "task",
            data.id,
            reader,
            running,
            type=data.type,
            window={"from": rfc3339(data.from_), "until": rfc3339(data.until)},
            assignee=data.assignee,
            state="planned",
            entered_at=rfc3339(now),
        )
        stored = await submit(running, reader, case, doc)
        running.audit.note(reader.gate, "plan", case=case, what=data.type)
        return stored

    @patch()
    async def change(
        self, case: FromPath[str], data: JSONBody[Changed], running: Here, reader: Reader
    ) -> Document:
        """Move a planned task, or cancel it, with a reason; what is done, missed or over stays as it is."""
        await check_office(running, reader, case)
        if not data.reason.strip():
            raise unreadable("reason", "missing")
        held = await running.store.get(case_database(case), data.task)
        if held is None or held.get("kind") != "task":
            raise unreadable("task", "unknown")
        if held.get("state", "planned") != "planned":
            raise Problem(409, "task_over")
        changed: Document = {**held, "reason": data.reason.strip()}
        if data.cancel:
            changed["state"] = "cancelled"
        elif data.from_ is None or data.until is None:
            raise unreadable("until", "missing")
        elif data.until <= max(data.from_, running.clock()):
            raise unreadable("until", "not_after_from")
        else:
            changed["window"] = {"from": rfc3339(data.from_), "until": rfc3339(data.until)}
            changed["moved"] = True
        stored = await amend(running, reader, case, changed)
        running.audit.note(reader.gate, "cancel" if data.cancel else "move", case=case, what=held["type"])
        return stored


@get("/api/plan", guards=[only("supervisor")])
async def office_plan(running: Here, reader: Reader) -> OfficePlan:
    """Show the office's fortnight, from yesterday on: whose tasks, on which days, in which state."""
    if reader.office is None:
        raise Problem(403, "not_allowed")
    zone = await running.offices.zone(reader.office)
    first = date(running.clock(), find_zone(zone)) - DAY
    last = drawn_until(running.clock(), zone)
    local = find_zone(zone)
    tasks = await running.read_model.tasks(reader.office, starts(first, local), ends(last, local))
    people = await running.accounts.names({one["assignee"] for one in tasks if one["assignee"]})
    return OfficePlan(first, last, zone, tasks, people)
