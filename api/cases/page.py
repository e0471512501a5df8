"""One case file on one page: its documents, its flags in words, who works with it."""

import datetime as dt
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromPath

from api.cases.caseload import assignments
from api.guards import only
from api.problems import not_found
from api.rules.explain import explain
from api.running import Here, Running
from api.sessions.sessions import Reader, SignedIn
from schemas.ids import case_database
from sync.errors import NoDatabase
from sync.store import Document


class Colleague(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """Somebody who is or was assigned."""

    user: str
    name: str
    from_: dt.datetime
    until: dt.datetime | None


class Copy(msgspec.Struct, frozen=True):
    """The copy of the case file on a phone of somebody who was let in."""

    user: str
    name: str
    device: str
    contact_at: dt.datetime
    """when the phone last had given all it held"""
    ended_at: dt.datetime | None
    """since when it should be gone; None: its user works with the file"""
    destroyed_at: dt.datetime | None


class CasePage(msgspec.Struct, frozen=True):
    """Everything that the desk and the inspector's page of a case show."""

    documents: list[Document]
    zone: str
    flags: list[Document]
    explanations: dict[str, str]
    """by the flag's `_id`, in the reader's language"""
    owed: list[dict[str, Any]]
    """what the service has not done, or waits for, in this file: never the child's"""
    assigned: list[Colleague]
    copies: list[Copy]
    people: dict[str, str]
    """names of those who recorded something, by user"""
    reachable: bool
    """some phone of the minor has messages allowed; else a request is seen only when the app is opened"""


@get("/api/cases/{case:str}", guards=[only("supervisor", "inspector")])
async def case_page(case: FromPath[str], running: Here, reader: Reader) -> CasePage:
    """Read a case file that the reader supervises or is assigned to; 404 for any other."""
    if not await running.access.may_read(reader.gate, case):
        raise not_found()
    try:
        documents = (await running.store.documents(case_database(case))).rows
    except NoDatabase:
        raise not_found() from None
    running.audit.note(reader.gate, "read", case=case)
    zone = await running.offices.zone(await running.access.office(case))
    flags = [doc for doc in documents if doc.get("kind") == "flag"]
    assigned = await _assigned(running, case)
    return CasePage(
        documents=documents,
        zone=zone,
        flags=flags,
        explanations={flag["_id"]: _explained(flag, documents, reader, zone) for flag in flags},
        owed=await running.read_model.owed_in(case),
        assigned=assigned,
        copies=_copies(documents, assigned, running.clock()),
        people=await running.accounts.names({doc["by"]["user"] for doc in documents if "by" in doc}),
        reachable=await running.push.reaches(case),
    )


def _explained(flag: dict[str, Any], documents: list[Document], reader: SignedIn, zone: str) -> str:
    return explain(flag, documents, reader.language, zone)


async def _assigned(running: Running, case: str) -> list[Colleague]:
    held = await assignments(running.store, case)
    names = await running.accounts.names({one.user for one in held})
    return [Colleague(one.user, names[one.user], one.from_, one.until) for one in held]


def _copies(documents: list[Document], assigned: list[Colleague], now: dt.datetime) -> list[Copy]:
    """Tell of each phone that ever said it was up to date; of one that never did nothing is known."""
    told = []
    for doc in documents:
        own = [one for one in assigned if doc.get("kind") == "contact" and one.user == doc.get("user")]
        if not own:
            continue
        holds = any(one.from_ <= now and (one.until is None or now < one.until) for one in own)
        ended = (
            None if holds else max((one.until for one in own if one.until and one.until <= now), default=None)
        )
        destroyed = doc.get("destroyed_at")
        told.append(
            Copy(
                user=own[0].user,
                name=own[0].name,
                device=doc["device"],
                contact_at=msgspec.convert(doc["at"], dt.datetime),
                ended_at=ended,
                destroyed_at=None if destroyed is None else msgspec.convert(destroyed, dt.datetime),
            )
        )
    return sorted(told, key=lambda one: (one.user, one.device))
