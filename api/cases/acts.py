"""What a supervisor signs on confirmed violations, and how it reaches the child or the court.

Everything is a document in the case file, written once: a withdrawal is a new one that corrects the act, a
handing over names it. The ladder (api/ladder) must allow what is signed at the moment it is signed.
"""

import datetime as dt
import hashlib
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cases.climbing import Climbed, climbed
from api.cases.judging import act, check_office, submit
from api.clock import rfc3339
from api.guards import only
from api.problems import Problem, not_found, unreadable
from api.running import Here, Running
from api.sessions.sessions import Reader, SignedIn
from schemas.parts import Language
from sync.store import Document

Words = Annotated[str, Meta(min_length=1, max_length=20_000)]
Who = Annotated[str, Meta(min_length=1, max_length=300)]
Flags = Annotated[list[str], Meta(min_length=1, max_length=200)]
Moment = Annotated[dt.datetime, Meta(tz=True)]


class Signed(msgspec.Struct, frozen=True):
    """A warning or a submission as the supervisor has worded it."""

    flags: Flags
    text: Words
    language: Language


class TakenBack(msgspec.Struct, frozen=True):
    """A withdrawal of the act `act`."""

    act: str
    text: Words
    language: Language = "kk"
    id: str | None = None


class Ruled(msgspec.Struct, frozen=True):
    """What the court ruled on a submission."""

    submission: str
    outcome: Literal["granted", "partly", "refused", "returned"]
    text: Words
    id: str | None = None


class HandedOver(msgspec.Struct, frozen=True):
    """To whom an act (or its withdrawal) was given, and before which legal representative or teacher."""

    act: str
    served_to: Who
    present: Annotated[str, Meta(max_length=300)] = ""
    refused: bool = False
    id: str | None = None


class Invited(msgspec.Struct, frozen=True):
    """Whom the office told that the child may explain a flag, how, and until when it waits."""

    flag: str
    told: Who
    how: Literal["in_person", "phone", "letter", "message"] = "in_person"
    answer_by: Moment | None = None
    id: str | None = None


class Acting(Controller):
    """Acts that a supervisor of the office signs."""

    path = "/api/cases/{case:str}"
    guards = (only("supervisor"),)

    @post("/warnings", status_code=201)
    async def warn(
        self, case: FromPath[str], data: JSONBody[Signed], running: Here, reader: Reader
    ) -> Document:
        """Sign a written warning on violations that count and have none."""
        there = await _signing(running, reader, case, data)
        doc = _signed("warning", there, running, reader, data)
        if doc["_id"] in there.file.read.recorded:  # a lost answer, or a colleague who was quicker
            return await submit(running, reader, case, doc)
        _check_flags(there, reader, data.flags)
        covered = {f for one in there.ladder.warnings if one.status != "withdrawn" for f in one.flags}
        if covered.intersection(data.flags):
            raise Problem(409, "already_warned")
        if not any(one.step == "warn" for one in there.ladder.proposals):
            raise Problem(409, "not_grounded")
        return await _sign(running, reader, case, doc)

    @post("/submissions", status_code=201)
    async def submit(
        self, case: FromPath[str], data: JSONBody[Signed], running: Here, reader: Reader
    ) -> Document:
        """Sign a submission to the court, where the ladder gives its ground."""
        there = await _signing(running, reader, case, data)
        doc = _signed("submission", there, running, reader, data)
        if doc["_id"] in there.file.read.recorded:
            return await submit(running, reader, case, doc)
        _check_flags(there, reader, data.flags)
        grounds = [set(one.flags) for one in there.ladder.proposals if one.step == "submit"]
        if not any(set(data.flags) <= flags for flags in grounds):
            raise Problem(409, "not_grounded")
        return await _sign(running, reader, case, doc)

    @post("/withdrawals", status_code=201)
    async def withdraw(
        self, case: FromPath[str], data: JSONBody[TakenBack], running: Here, reader: Reader
    ) -> Document:
        """Withdraw a warning or a submission: it counts nowhere from now on."""
        await check_office(running, reader, case)
        _check_text(data.text)
        there = await climbed(running, case)
        found = there.act(data.act)
        if found is None:
            raise Problem(409, "act_over")
        if found.withdrawal is not None and found.withdrawal != f"{found.kind}:{data.id}":
            raise Problem(409, "act_over")
        worded: dict[str, Any] = {"flags": list(found.flags), "text": data.text.strip()}
        worded |= {"language": data.language, "corrects": found.id, "withdrawn": True}
        stored = await submit(running, reader, case, act(found.kind, data.id, reader, running, **worded))
        running.audit.note(reader.gate, "withdraw", case=case, what=found.kind)
        return stored

    @post("/rulings", status_code=201)
    async def rule(
        self, case: FromPath[str], data: JSONBody[Ruled], running: Here, reader: Reader
    ) -> Document:
        """Enter what the court ruled on a submission that it had."""
        await check_office(running, reader, case)
        _check_text(data.text)
        there = await climbed(running, case)
        found = there.act(data.submission)
        if found is None or found.kind != "submission" or found.served_at is None:
            raise Problem(409, "act_over")
        said = {"submission": found.id, "outcome": data.outcome, "text": data.text.strip()}
        stored = await submit(running, reader, case, act("ruling", data.id, reader, running, **said))
        running.audit.note(reader.gate, "ruling", case=case, what=data.outcome)
        return stored


class Serving(Controller):
    """What an inspector of the case does as well as a supervisor: invite the child to explain, hand over."""

    path = "/api/cases/{case:str}"
    guards = (only("supervisor", "inspector"),)

    @post("/hearings", status_code=201)
    async def invite(
        self, case: FromPath[str], data: JSONBody[Invited], running: Here, reader: Reader
    ) -> Document:
        """Record that the child was invited to explain a flag."""
        await _check_reads(running, reader, case)
        if data.flag not in (await climbed(running, case)).file.flags:
            raise unreadable("flag", "unknown")
        until = None if data.answer_by is None else rfc3339(data.answer_by)
        said = {"flag": data.flag, "told": data.told.strip(), "how": data.how, "answer_by": until}
        stored = await submit(running, reader, case, act("hearing", data.id, reader, running, **said))
        running.audit.note(reader.gate, "hearing", case=case)
        return stored

    @post("/servings", status_code=201)
    async def serve(
        self, case: FromPath[str], data: JSONBody[HandedOver], running: Here, reader: Reader
    ) -> Document:
        """Record that a warning was handed over before a legal representative, or a submission sent."""
        await _check_reads(running, reader, case)
        found = (await climbed(running, case)).ladder
        acts = [*found.warnings, *found.submissions]
        known = {one.id for one in acts if one.withdrawal is None}
        known |= {one.withdrawal for one in acts if one.withdrawal is not None}
        if data.act not in known:
            raise Problem(409, "act_over")
        if data.act.startswith("warning:") and not data.present.strip():
            raise unreadable("present", "missing")
        said: dict[str, Any] = {"act": data.act, "served_to": data.served_to.strip()}
        said |= {"present": data.present.strip() or None, "refused": True if data.refused else None}
        stored = await submit(running, reader, case, act("serving", data.id, reader, running, **said))
        running.audit.note(reader.gate, "serve", case=case, what=data.act.partition(":")[0])
        return stored


async def _check_reads(running: Running, reader: SignedIn, case: str) -> None:
    if not await running.access.may_read(reader.gate, case):
        raise not_found()


def _check_text(text: str) -> None:
    if not text.strip():
        raise unreadable("text", "missing")


async def _signing(running: Running, reader: SignedIn, case: str, data: Signed) -> Climbed:
    await check_office(running, reader, case)
    _check_text(data.text)
    return await climbed(running, case)


def _signed(kind: str, there: Climbed, running: Running, reader: SignedIn, data: Signed) -> Document:
    """Make the act, named by what it is about: two who sign at one moment write one document, not two.

    After a withdrawal the same violations can be signed anew, so the withdrawals are part of the name.
    """
    acts = there.ladder.warnings if kind == "warning" else there.ladder.submissions
    past = sorted(one.first for one in acts if one.withdrawal is not None or one.outcome == "returned")
    about = "\x1f".join([*sorted(set(data.flags)), *past])
    key = hashlib.sha256(about.encode()).hexdigest()[:32]
    said = {"flags": data.flags, "text": data.text.strip(), "language": data.language}
    return act(kind, key, reader, running, **said)


def _check_flags(there: Climbed, reader: SignedIn, flags: list[str]) -> None:
    """Raise unless every flag is a violation that counts, and none rests on the signer's own record."""
    counted = {one.flag for one in there.ladder.violations if one.state == "counts"}
    if not counted.issuperset(flags):
        raise Problem(409, "not_counted")
    if any(reader.user in there.file.recorders(flag) for flag in flags):
        raise Problem(409, "own_act")


async def _sign(running: Running, reader: SignedIn, case: str, doc: Document) -> Document:
    stored = await submit(running, reader, case, doc)
    running.audit.note(reader.gate, "sign", case=case, what=str(doc["kind"]))
    return stored
