"""Fill the read model from the store, case file by case file."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence

from api.accounts import REGISTRY
from api.accounts.offices import Offices
from api.ladder import proposals
from api.readmodel.model import Evaluated, ReadModel
from api.readmodel.owed import with_owed
from api.readmodel.rows import CaseRows, quarantine_rows, rows_of
from schemas.zones import DEFAULT_ZONE
from sync.errors import NoDatabase
from sync.store import Document, Store

CASES, AFTER_CASES = "case-", "case."
QUARANTINES, AFTER_QUARANTINES = "quarantine-", "quarantine."
_AT_ONCE = 200
"""case files in one transaction"""

Rules = Callable[[Sequence[Document], dt.datetime, str], Evaluated]
"""documents, now, zone → an evaluation; the flags are the file's own"""


async def rebuild(
    store: Store, model: ReadModel, rules: Rules, now: dt.datetime, done: Callable[[], object]
) -> int:
    """Fill a read model, and forget case files that are gone; the number of case files.

    May be interrupted and repeated, and run beside the pipeline, whose rows are kept. `done` is called after
    each case file.
    """
    offices = Offices(store) if await store.exists(REGISTRY) else None
    known = model.begin_rebuild()
    databases = await store.databases(CASES, AFTER_CASES)
    ids = [database.removeprefix(CASES) for database in databases]
    batch: dict[str, CaseRows | None] = dict.fromkeys(known - set(ids))
    for case, database in zip(ids, databases, strict=True):
        try:
            documents = (await store.documents(database)).rows
        except NoDatabase:  # expunged meanwhile
            documents = []
        file = next((doc for doc in documents if doc.get("kind") == "case"), {})
        zone = await offices.zone(file.get("office")) if offices else DEFAULT_ZONE
        # In a thread: the server answers requests meanwhile.
        found = await asyncio.to_thread(rules, documents, now, zone) if file else None
        steps = (await asyncio.to_thread(proposals, documents, now, zone)) if file else []
        rows = rows_of(case, documents, found.next_change if found else None, steps)
        batch[case] = with_owed(rows, case, found.service if found else (), documents)
        if len(batch) >= _AT_ONCE:
            await asyncio.to_thread(model.fill, batch)
            batch = {}
        done()
    await asyncio.to_thread(model.fill, batch)
    for database in await store.databases(QUARANTINES, AFTER_QUARANTINES):
        case = database.removeprefix(QUARANTINES)
        try:
            held = (await store.documents(database, prefix="held:")).rows
        except NoDatabase:  # expunged meanwhile
            held = []
        await model.refresh_quarantine(case, quarantine_rows(case, held))
    model.end_rebuild()
    return len(ids)
