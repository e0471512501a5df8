"""Writing what a supervisor says, through the gate that phones' documents go through.

A document may bear a key made by the browser, so that a request sent twice (a lost answer, a second tap) is
the same document and gets the same answer.
"""

import re
from typing import Any

from api.clock import rfc3339
from api.problems import Field, Problem, not_found
from api.running import Running
from api.sessions.sessions import SignedIn
from schemas.check import problems
from schemas.ids import case_database, uuid7
from sync.store import Document

_KEY = re.compile(r"[0-9A-Za-z\-]{8,64}")
_STAMPED = frozenset({"_rev", "at", "entered_at", "clock_offset_s"})
"""what the server puts in by itself: not part of whether two requests are the same"""


async def check_office(running: Running, reader: SignedIn, case: str) -> None:
    """Raise 404 unless the case file belongs to the supervisor's office."""
    if not await running.access.supervises(reader.gate, case):
        raise not_found()


def act(kind: str, key: str | None, reader: SignedIn, running: Running, **fields: Any) -> Document:
    """Make a document with the envelope of something this person records now, by the server's clock.

    Raises:
        Problem: 422 when the key is not one.

    """
    if key is not None and not _KEY.fullmatch(key):
        raise Problem(422, "unreadable", fields=[Field("id", "out_of_range")])
    return {
        "_id": f"{kind}:{key or uuid7()}",
        "kind": kind,
        "schema": 1,
        "by": {"user": reader.user, "role": reader.role, "device": reader.device},
        "at": rfc3339(running.clock()),
        "clock_offset_s": 0,
        **{name: value for name, value in fields.items() if value is not None},
    }


async def submit(running: Running, reader: SignedIn, case: str, doc: Document) -> Document:
    """Write a new document through the gate; the stored one, also when it had been written before.

    Raises:
        Problem: 404, 403, 422 with fields, or 409 when the key is used for something else.

    """
    db = case_database(case)
    if wrong := problems(doc):
        fields = [Field(one.path.partition(".")[2] or one.path, one.code) for one in wrong]
        raise Problem(422, "unreadable", fields=fields)
    grant = await running.access.grant(reader.gate, db)
    if grant is None:
        raise not_found()
    admission = running.gate.admission(reader.gate, grant, 0.0)
    (row,) = await running.store.write(db, [doc], admit=admission)
    if row.ok:
        return {**doc, "_rev": row.rev}
    stored = await running.store.get(db, doc["_id"])
    if stored is None:
        raise Problem(403, "not_allowed")
    if _said(stored) != _said(doc):
        raise Problem(409, "id_used")
    return stored


async def amend(running: Running, reader: SignedIn, case: str, doc: Document) -> Document:
    """Write another revision of what may be edited, against the one that `doc` names.

    What the server planned bears nobody's name: it was read from the file a moment ago, so the gate's
    question is whether this person may write the kind at all.

    Raises:
        Problem: 404, 403, 422 with fields, or 409 when somebody else has just changed it.

    """
    db = case_database(case)
    if wrong := problems(doc):
        fields = [Field(one.path.partition(".")[2] or one.path, one.code) for one in wrong]
        raise Problem(422, "unreadable", fields=fields)
    grant = await running.access.grant(reader.gate, db)
    if grant is None:
        raise not_found()
    if doc["kind"] not in grant.writes:
        raise Problem(403, "not_allowed")
    (row,) = await running.store.write(db, [doc])
    if not row.ok:
        raise Problem(409, "changed_meanwhile")
    return {**doc, "_rev": row.rev}


def _said(doc: Document) -> Document:
    return {name: value for name, value in doc.items() if name not in _STAMPED}
