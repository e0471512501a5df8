"""`POST /api/contacts`: a phone says that it has pushed everything it held.

The rules may call silence a breach only once no phone can still be holding the record (SCENARIOS.md,
"Silence"), so this is the proof they wait for: a `contact` document of this user on this device in each of
the case files.

`POST /api/contacts/ended`: a phone says that it has destroyed its copy of case files that its user lost. It
is the last thing that such a phone says of a file, so it is noted in the same document, `destroyed_at`; the
next contact, after the file was assigned to the user again and fetched anew, takes that back.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Controller, post
from litestar.params import JSONBody
from msgspec import Meta

from api.clock import rfc3339
from api.guards import only
from api.running import Here, Running
from api.sessions.sessions import Reader, SignedIn
from schemas.ids import case_database

AGAIN = dt.timedelta(minutes=15)
"""a contact is written at most this often: each is a new revision that every phone pulls"""

CaseId = Annotated[str, Meta(pattern=r"^[0-9a-f\-]{8,64}$")]


class Complete(msgspec.Struct, frozen=True):
    """The case files of which the device holds nothing any more that the server has not."""

    cases: Annotated[list[CaseId], Meta(max_length=1_000)]


class Noted(msgspec.Struct, frozen=True):
    """Those whose contact is noted; of others the device is not, or no longer, let in."""

    cases: list[str]


class Contacts(Controller):
    """Contacts of devices."""

    path = "/api/contacts"

    @post(status_code=200, guards=[only("inspector", "minor")])
    async def note(self, data: JSONBody[Complete], running: Here, reader: Reader) -> Noted:
        """Note the contact in each case file that is the reader's."""
        return Noted(await noted(running, reader, data.cases))

    @post("/ended", status_code=200, guards=[only("inspector")])
    async def ended(self, data: JSONBody[Complete], running: Here, reader: Reader) -> Noted:
        """Note that the device's copy is destroyed, where the reader has worked with the file.

        Of any other case file nothing is written, and the answer is the same: nobody is told what exists. So
        a phone whose case file was expunged has its answer too.
        """
        for case in dict.fromkeys(data.cases):
            if await running.access.grant(reader.gate, case_database(case)) is not None:
                await _note(running, reader, case, destroyed=True)
                running.audit.note(reader.gate, "destroyed", case=case)
        return Noted(list(dict.fromkeys(data.cases)))


async def noted(running: Running, reader: SignedIn, cases: Sequence[str]) -> list[str]:
    """Note the contact in each of these case files that is the reader's; tell which."""
    own = []
    for case in dict.fromkeys(cases):
        theirs = (
            case == reader.case
            if reader.role == "minor"
            else await running.access.may_read(reader.gate, case)
        )
        if theirs and await running.store.exists(case_database(case)):
            await _note(running, reader, case)
            own.append(case)
    return own


async def _note(running: Running, reader: SignedIn, case: str, *, destroyed: bool = False) -> None:
    now = running.clock()
    # By the user too: a device's name is what its browser says it is, and two may share one browser.
    db, doc_id = case_database(case), f"contact:{reader.user}.{reader.device}"
    doc: dict[str, Any] = {
        "_id": doc_id,
        "kind": "contact",
        "schema": 1,
        "device": reader.device,
        "user": reader.user,
        "at": rfc3339(now),
    }
    if destroyed:
        doc["destroyed_at"] = rfc3339(now)
    while True:
        current = await running.store.get(db, doc_id)
        same = current is not None and destroyed == ("destroyed_at" in current)
        if current is not None and same and now - msgspec.convert(current["at"], dt.datetime) < AGAIN:
            return
        (row,) = await running.store.write(db, [doc if current is None else {**doc, "_rev": current["_rev"]}])
        if row.ok:
            return  # otherwise the same device has just said the same, or the opposite
