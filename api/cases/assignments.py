"""Who works with which case file: the inspector's own list, and the supervisor's hand on it."""

import datetime as dt
from typing import Annotated

import msgspec
from litestar import Controller, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cases.caseload import Assigned, assign, end
from api.cases.judging import check_office
from api.guards import only
from api.problems import unreadable
from api.running import Here
from api.sessions.sessions import Reader
from schemas.ids import case_database


class Mine(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """One of the inspector's case files."""

    case: str
    db: str
    from_: dt.datetime
    until: dt.datetime | None


class Named(msgspec.Struct, frozen=True):
    """Whom to assign."""

    user: Annotated[str, Meta(max_length=64)]


class Colleague(msgspec.Struct, frozen=True):
    """Somebody of the office."""

    user: str
    name: str


class MyAssignments(Controller):
    """The inspector's own caseload."""

    path = "/api/assignments"

    @get(guards=[only("inspector")])
    async def mine(self, running: Here, reader: Reader) -> list[Mine]:
        """List what the reader is assigned to now."""
        held = await running.access.assignments(reader.user)
        return [Mine(one.case, case_database(one.case), one.from_, one.until) for one in held]


class Assigning(Controller):
    """Assignments of the office's case files."""

    path = "/api"
    guards = (only("supervisor"),)

    @get("/inspectors")
    async def inspectors(self, running: Here, reader: Reader) -> list[Colleague]:
        """List the inspectors of the reader's office."""
        if reader.office is None:
            return []
        found = await running.accounts.of_office(reader.office, "inspector")
        return [Colleague(one.user, one.name) for one in found]

    @post("/cases/{case:str}/assignments", status_code=201)
    async def assign(
        self, case: FromPath[str], data: JSONBody[Named], running: Here, reader: Reader
    ) -> Assigned:
        """Let an inspector of the office in; whoever is in already stays so."""
        await check_office(running, reader, case)
        account = await running.accounts.get(data.user)
        if (
            account is None
            or account.disabled
            or (account.role, account.office) != ("inspector", reader.office)
        ):
            raise unreadable("user", "unknown")
        made = await assign(running.store, case, account.user, account.role, running.clock())
        running.audit.note(reader.gate, "assign", case=case, what=account.user)
        return made

    @delete("/cases/{case:str}/assignments/{user:str}", status_code=204)
    async def end(self, case: FromPath[str], user: FromPath[str], running: Here, reader: Reader) -> None:
        """End an inspector's assignments; what was recorded before now is still accepted, marked late."""
        await check_office(running, reader, case)
        if await end(running.store, case, user, running.clock()):
            running.audit.note(reader.gate, "unassign", case=case, what=user)
