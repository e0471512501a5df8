"""The quarantine as people meet it: the supervisor's list and word, the inspector's receipts."""

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from api.cases.judging import check_office
from api.contacts import CaseId
from api.guards import only
from api.problems import Problem, not_found, unreadable
from api.quarantine.deciding import Decided, Own
from api.quarantine.held import Held, Ruled, State, Verdict
from api.running import Here, Running
from api.sessions.sessions import Reader
from sync.errors import NotFound

Shelf = Annotated[Literal["waiting", "decided"], QueryParameter(name="state")]
Words = Annotated[str, Meta(min_length=1, max_length=4_000)]
Name = Annotated[str, Meta(max_length=300)]


class Kept(msgspec.Struct, frozen=True):
    """A record in quarantine as the office sees it."""

    document: str
    about: str
    doc: dict[str, Any] | None
    """None once it is in the case file"""
    user: str
    name: str
    recorded_at: str | None
    received_at: dt.datetime
    clock_offset_s: float | None
    why: str
    ended_at: dt.datetime | None
    state: State
    ruled: Ruled | None
    ruled_by: str | None
    """the name of whoever decided"""


class Ruling(msgspec.Struct, frozen=True):
    """A decision as the desk sends it."""

    document: Name
    verdict: Verdict
    reason: Words


class Asked(msgspec.Struct, frozen=True):
    """Of which case files the phone asks what became of its records."""

    cases: Annotated[list[CaseId], Meta(max_length=1_000)]


class Received(msgspec.Struct, frozen=True):
    """That the server has a record of the reader's, and where it stands; not a word of what it says."""

    case: str
    document: str
    received_at: dt.datetime
    state: Literal["waiting", "admitted", "rejected"]
    decided_at: dt.datetime | None


class Quarantined(Controller):
    """The office's view of what was recorded outside of assignments."""

    path = "/api"
    guards = (only("supervisor"),)

    @get("/quarantine")
    async def waiting(self, running: Here, reader: Reader, shelf: Shelf = "waiting") -> list[dict[str, Any]]:
        """List the office's records in quarantine, the oldest first; or the latest decided."""
        if reader.office is None:
            return []
        rows = await running.read_model.quarantine(reader.office, shelf)
        names = await running.accounts.names({row["user"] for row in rows})
        return [row | {"recorded_by": names[row["user"]]} for row in rows]

    @get("/cases/{case:str}/quarantine")
    async def of_case(self, case: FromPath[str], running: Here, reader: Reader) -> list[Kept]:
        """Read what is and was kept apart for one case file, word for word."""
        await check_office(running, reader, case)
        held = await running.deciding.held(case)
        running.audit.note(reader.gate, "read", case=case)
        return await _told(running, held)

    @get("/cases/{case:str}/quarantine/photos/{digest:str}")
    async def photo(
        self, case: FromPath[str], digest: FromPath[str], running: Here, reader: Reader
    ) -> Response[bytes]:
        """Read a photograph that waits; once admitted, it is the case file's."""
        await check_office(running, reader, case)
        try:
            content_type, data = await running.deciding.photo(case, f"photo:{digest}")
        except NotFound:
            raise not_found() from None
        running.audit.note(reader.gate, "read", case=case)
        kind = (
            content_type
            if content_type in {"image/jpeg", "image/png", "image/webp"}
            else "application/octet-stream"
        )
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return Response(data, media_type=kind, headers=headers)

    @post("/cases/{case:str}/quarantine", status_code=201)
    async def decide(
        self, case: FromPath[str], data: JSONBody[Ruling], running: Here, reader: Reader
    ) -> Kept:
        """Admit a record into the case file or reject it; never one's own."""
        await check_office(running, reader, case)
        if not data.reason.strip():
            raise unreadable("reason", "missing")
        try:
            held = await running.deciding.decide(
                case, data.document, reader.user, data.verdict, data.reason.strip()
            )
        except NotFound:
            raise unreadable("document", "unknown") from None
        except Own:
            raise Problem(409, "own_fact") from None
        except Decided:
            raise Problem(409, "decided") from None
        running.audit.note(reader.gate, data.verdict, case=case, what=held.document)
        (told,) = await _told(running, [held])
        return told


@post("/api/receipts", status_code=200, guards=[only("inspector")])
async def receipts(data: JSONBody[Asked], running: Here, reader: Reader) -> list[Received]:
    """Tell an inspector which of their own records the server keeps apart: the phone's receipt for them.

    Also of case files that are closed to the reader by now; of nobody else's records.
    """
    told = []
    for case in dict.fromkeys(data.cases):
        own = [one for one in await running.deciding.held(case) if one.by.user == reader.user]
        told += [
            Received(
                case=case,
                document=one.document,
                received_at=one.received_at,
                # Decided and on its way into the case file: for the phone it still waits.
                state="waiting" if one.state == "admitting" else one.state,
                decided_at=one.ruled.at if one.ruled is not None and one.state != "admitting" else None,
            )
            for one in own
        ]
    return told


async def _told(running: Running, held: list[Held]) -> list[Kept]:
    people = {one.by.user for one in held} | {one.ruled.by for one in held if one.ruled is not None}
    names = await running.accounts.names(people)
    return [
        Kept(
            document=one.document,
            about=one.about,
            doc=one.doc,
            user=one.by.user,
            name=names[one.by.user],
            recorded_at=one.recorded_at,
            received_at=one.received_at,
            clock_offset_s=one.clock_offset_s,
            why=one.why,
            ended_at=one.ended_at,
            state=one.state,
            ruled=one.ruled,
            ruled_by=names[one.ruled.by] if one.ruled is not None else None,
        )
        for one in held
    ]
