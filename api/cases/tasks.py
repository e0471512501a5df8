"""Planning a visit or a check for an inspector."""

import datetime as dt
from typing import Annotated

import msgspec
from litestar import Controller, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cases.caseload import assignments
from api.cases.judging import act, check_office, submit
from api.clock import rfc3339
from api.guards import only
from api.problems import unreadable
from api.running import Here
from api.sessions.sessions import Reader
from schemas.documents import FACT_KINDS
from sync.store import Document

Moment = Annotated[dt.datetime, Meta(tz=True)]


class Planned(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What should be done, by whom, when; `type` is a fact's kind."""

    type: str
    from_: Moment
    until: Moment
    assignee: str | None = None
    id: str | None = None


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
