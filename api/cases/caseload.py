"""Who works with which case file.

The authority is the case file: an `assignment` document in it. To find an inspector's files without opening
all of them, `registry` keeps a pointer `caseload:<user>:<case>` for each file a user was ever assigned. The
pointer is written first, so that a crash in between leaves one pointer too many, which is looked up and found
empty, and never one too few: a phone that is told of fewer files than it holds would give them up.
"""

import asyncio
import datetime as dt
from typing import Any

import msgspec

from api.accounts import REGISTRY
from api.clock import rfc3339
from schemas.ids import case_database
from schemas.parts import Role
from sync.errors import NoDatabase
from sync.store import Store

AT_ONCE = 30
"""case files that are looked into at a time"""


class Assigned(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """One assignment of one user to one case file; half-open."""

    case: str
    user: str
    role: Role
    from_: dt.datetime
    until: dt.datetime | None = None
    id: str = msgspec.field(name="_id", default="")

    def holds(self, now: dt.datetime) -> bool:
        """Tell whether it names the user now."""
        return self.from_ <= now and (self.until is None or now < self.until)

    def ends_after(self, now: dt.datetime) -> bool:
        """Tell whether it holds, or has yet to begin."""
        return (self.until is None or now < self.until) and self.until != self.from_


async def assignments(store: Store, case: str, user: str | None = None) -> list[Assigned]:
    """Read who is and was assigned to a case file; of one user, or of all.

    Raises:
        NoDatabase: when there is no such case file.

    """
    prefix = "assignment:" if user is None else f"assignment:{user}:"
    found = await store.documents(case_database(case), prefix=prefix)
    return [_read(case, doc) for doc in found.rows]


async def caseload(store: Store, user: str, now: dt.datetime) -> list[Assigned]:
    """Read what a user is assigned to now, from the case files themselves."""
    pointers = await store.documents(REGISTRY, prefix=f"caseload:{user}:")
    current: list[Assigned] = []
    for start in range(0, len(pointers.rows), AT_ONCE):
        chunk = pointers.rows[start : start + AT_ONCE]
        # Together: before a CouchDB each is a request of its own.
        for held in await asyncio.gather(*(_held(store, pointer["case"], user, now) for pointer in chunk)):
            current += held[-1:]
    return current


async def _held(store: Store, case: str, user: str, now: dt.datetime) -> list[Assigned]:
    try:
        return [one for one in await assignments(store, case, user) if one.holds(now)]
    except NoDatabase:  # the case file was expunged
        return []


async def assign(store: Store, case: str, user: str, role: Role, now: dt.datetime) -> Assigned:
    """Let a user in from now on; who is in already stays so, with the same assignment.

    Raises:
        NoDatabase: when there is no such case file.

    """
    held = [one for one in await assignments(store, case, user) if one.holds(now)]
    if held:
        return held[-1]
    pointer = {"_id": f"caseload:{user}:{case}", "kind": "caseload", "user": user, "case": case}
    await store.write(REGISTRY, [pointer])  # a conflict means that it is there
    begins = now.astimezone(dt.UTC).replace(microsecond=now.microsecond // 1_000 * 1_000)
    doc_id = f"assignment:{user}:{rfc3339(begins)}"
    doc = {
        "_id": doc_id,
        "kind": "assignment",
        "schema": 1,
        "user": user,
        "role": role,
        "from": rfc3339(begins),
    }
    await store.write(case_database(case), [doc])  # a conflict: assigned at the same millisecond, the same
    return Assigned(case, user, role, begins, id=doc_id)


async def end(store: Store, case: str, user: str, now: dt.datetime) -> list[Assigned]:
    """End a user's assignments to a case file now, also those that have yet to begin; tell which were ended.

    Raises:
        NoDatabase: when there is no such case file.

    """
    ended: list[Assigned] = []
    while True:
        found = await store.documents(case_database(case), prefix=f"assignment:{user}:")
        open_ones = [doc for doc in found.rows if _read(case, doc).ends_after(now)]
        if not open_ones:
            return ended
        changed = [{**doc, "until": rfc3339(max(now, _read(case, doc).from_))} for doc in open_ones]
        rows = await store.write(case_database(case), changed)
        ended += [_read(case, doc) for doc, row in zip(changed, rows, strict=True) if row.ok]
        if all(row.ok for row in rows):
            return ended


def _read(case: str, doc: dict[str, Any]) -> Assigned:
    return msgspec.convert({**doc, "case": case}, Assigned)
