"""The announcements that a store holds, and the calendars that follow from them."""

import asyncio
import contextlib
import hashlib
from collections import defaultdict

import msgspec

from api.calendars import country
from api.calendars.announcement import Announcement, Entered, document
from api.clock import Clock, rfc3339
from api.rules.calendars import Calendar, Calendars, Page, folded
from schemas.ids import uuid7
from sync.errors import DatabaseExists, SyncError
from sync.store import Store

CALENDARS = "calendars"
"""The database: the server's own, nobody replicates it."""


class Book:
    """All that was ever announced; nothing in it is edited or removed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def prepare(self) -> None:
        """Make the database, once."""
        if not await self._store.exists(CALENDARS):
            with contextlib.suppress(DatabaseExists):
                await self._store.create(CALENDARS)

    async def all(self) -> list[Entered]:
        """Read all announcements in the order in which they were entered."""
        found = await self._store.documents(CALENDARS, prefix="calendar:")
        entered = [msgspec.convert(doc, Entered) for doc in found.rows]
        return sorted(entered, key=lambda one: (one.entered_at, one.id))

    async def enter(self, announced: list[Announcement], clock: Clock) -> int:
        """Enter what was not said before in the same words; the number of new announcements.

        Raises:
            SyncError: when the store did not take them.

        """
        entered = [one.announced for one in await self.all()]
        newest = {(one.school, one.shift): one for one in entered}
        new = [
            one
            for one in announced
            # A school that goes back to what it said once says something new; the country adds up.
            if (one not in entered if one.school is None else newest.get((one.school, one.shift)) != one)
        ]
        now = rfc3339(clock())
        rows = await self._store.write(CALENDARS, [document(uuid7(), now, one) for one in new]) if new else []
        if any(not row.ok for row in rows):
            raise SyncError("the store took only some of the announcements")
        return len(new)

    async def calendars(self) -> tuple[Calendars, str]:
        """Give the calendars as they are known now, and a version that differs when anything in them does."""
        entered = await self.all()
        named = hashlib.sha256("\n".join(one.id for one in entered).encode()).hexdigest()[:16]
        # In a thread: the first time it takes half a second, and people are asking meanwhile.
        return await asyncio.to_thread(together, entered), f"{country.VERSION}, {named}"


def together(entered: list[Entered]) -> Calendars:
    """Put announcements together: each school's pages, by shift, above those of the country."""
    said = tuple(one.announced.page(one.entered_at) for one in entered if one.announced.school is None)
    schools: dict[str, list[tuple[int | None, Page]]] = defaultdict(list)
    for one in entered:
        if one.announced.school is not None:
            page = one.announced.page(one.entered_at)
            schools[folded(one.announced.school)].append((one.announced.shift, page))
    everywhere = country.pages(office=False) + said
    return Calendars(
        schools={
            (school, shift): Calendar(tuple(p for s, p in pages if s in {None, shift}), everywhere)
            for school, pages in schools.items()
            for shift in {s for s, _ in pages} | {None}
        },
        any_school=Calendar(country=everywhere),
        office=Calendar(country=country.pages(office=True) + said),
    )
