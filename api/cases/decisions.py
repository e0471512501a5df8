"""A supervisor's word: decisions on flags, and what was done about a welfare concern."""

from typing import Annotated, Literal

import msgspec
from litestar import Controller, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cases.climbing import climbed
from api.cases.judging import act, check_office, submit
from api.guards import only
from api.problems import Problem, unreadable
from api.running import Here, Running
from api.sessions.sessions import Reader, SignedIn
from schemas.documents import FACT_KINDS
from schemas.ids import case_database
from sync.store import Document

Words = Annotated[str, Meta(min_length=1, max_length=20_000)]
Verdict = Literal["confirm", "dismiss", "excuse", "resolve_conflict"]


class Decided(msgspec.Struct, frozen=True):
    """A decision as the desk sends it; `id` is a key made by the browser."""

    flag: str
    verdict: Verdict
    reason: Words
    resolved_as: Literal["confirm", "dismiss", "excuse"] | None = None
    malicious: bool = False
    """only where it confirms: it alone may ground a submission to the court"""
    id: str | None = None


class Responded(msgspec.Struct, frozen=True):
    """What was done about a concern in the fact `fact`."""

    fact: str
    text: Words
    id: str | None = None


class Explained(msgspec.Struct, frozen=True):
    """The minor's own account of a flag, or that they did not wish to give one."""

    flag: str
    text: Annotated[str, Meta(max_length=20_000)] = ""
    present: Annotated[str, Meta(max_length=300)] = ""
    """legal representative or teacher in whose presence it was taken"""
    declined: bool = False
    id: str | None = None


class Deciding(Controller):
    """Decisions, responses and explanations of one case file."""

    path = "/api/cases/{case:str}"
    guards = (only("supervisor"),)

    @post("/decisions", status_code=201)
    async def decide(
        self, case: FromPath[str], data: JSONBody[Decided], running: Here, reader: Reader
    ) -> Document:
        """Decide on a flag; never on one that rests on a fact of one's own (DOMAIN.md, "From fact").

        To confirm one, the child must have been heard: see api/ladder/hearing.py.
        """
        await check_office(running, reader, case)
        if not data.reason.strip():
            raise unreadable("reason", "missing")
        flag = await _flag(running, case, data.flag)
        if await _recorded_one(running, reader, case, flag["facts"]):
            raise Problem(409, "own_fact")
        if flag["state"] == "void":
            raise Problem(409, "flag_void")
        confirms = "confirm" in {data.verdict, data.resolved_as}
        if confirms and not (await climbed(running, case)).heard(data.flag):
            raise Problem(409, "not_heard")
        doc = act(
            "decision",
            data.id,
            reader,
            running,
            flag=data.flag,
            verdict=data.verdict,
            reason=data.reason.strip(),
            resolved_as=data.resolved_as,
            malicious=True if confirms and data.malicious else None,
        )
        stored = await submit(running, reader, case, doc)
        running.audit.note(reader.gate, "decide", case=case, what=data.verdict)
        return stored

    @post("/responses", status_code=201)
    async def respond(
        self, case: FromPath[str], data: JSONBody[Responded], running: Here, reader: Reader
    ) -> Document:
        """Say what was done about a welfare concern or a call for help."""
        await check_office(running, reader, case)
        if not data.text.strip():
            raise unreadable("text", "missing")
        fact = await running.store.get(case_database(case), data.fact)
        if fact is None or fact.get("kind") not in FACT_KINDS:
            raise unreadable("fact", "unknown")
        doc = act("response", data.id, reader, running, fact=data.fact, text=data.text.strip())
        stored = await submit(running, reader, case, doc)
        running.audit.note(reader.gate, "respond", case=case)
        return stored

    @post("/explanations", status_code=201)
    async def explain(
        self, case: FromPath[str], data: JSONBody[Explained], running: Here, reader: Reader
    ) -> Document:
        """Keep what the minor says of a flag, in whose presence, or that they declined (DOMAIN.md, 3)."""
        await check_office(running, reader, case)
        await _flag(running, case, data.flag)
        if not data.declined and not data.text.strip():
            raise unreadable("text", "missing")
        if not data.present.strip():
            raise unreadable("present", "missing")
        doc = act(
            "explanation",
            data.id,
            reader,
            running,
            flag=data.flag,
            text=data.text.strip() or None,
            present=data.present.strip(),
            declined=data.declined,
        )
        stored = await submit(running, reader, case, doc)
        running.audit.note(reader.gate, "explanation", case=case)
        return stored


async def _flag(running: Running, case: str, flag_id: str) -> Document:
    flag = await running.store.get(case_database(case), flag_id)
    if flag is None or flag.get("kind") != "flag":
        raise unreadable("flag", "unknown")
    return flag


async def _recorded_one(running: Running, reader: SignedIn, case: str, facts: list[str]) -> bool:
    """Tell whether this person recorded one of the facts."""
    for fact_id in facts:
        fact = await running.store.get(case_database(case), fact_id)
        if fact is not None and fact.get("by", {}).get("user") == reader.user:
            return True
    return False
