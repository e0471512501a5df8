"""What the service promised when it asked: `delivery:<key>` in `registry`, one for each request.

    waiting ──ack inside the window──▶ delivered: true
       │ half of the window over, no ack, no answer ▶ a task: the inspector calls (once)
       └──────────── the window over ─────────────▶ delivered: false

The document holds the moments; whoever starts after a crash finds them there. `delivered` in the case file is
proof for or against a child, so it is written only here, by the acknowledgement or by its absence, and an
acknowledgement that came inside the window wins whenever it is read.
"""

import datetime as dt
from typing import Any

import msgspec

from api.accounts import REGISTRY
from api.push.outbox import Message, document
from api.push.tasks import CallTasks
from schemas.ids import case_database, minor_database
from sync.errors import NoDatabase
from sync.store import Store


class Delivery(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="delivery"):
    """One request on its way to the minor."""

    id: str = msgspec.field(name="_id")
    rev: str | None = msgspec.field(name="_rev", default=None)
    case: str
    request: str
    asked_by: str | None = None
    fallback_at: dt.datetime
    until: dt.datetime
    messages: list[str]
    called_at: dt.datetime | None = None
    """when the fallback was settled: a task written, or none needed"""
    settled_at: dt.datetime | None = None

    def next_moment(self) -> dt.datetime:
        """Tell when there is something to do."""
        return self.until if self.called_at is not None else min(self.fallback_at, self.until)


class Deliveries:
    """Keeps the promises."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks = CallTasks(store)

    async def advance(self, delivery: Delivery, now: dt.datetime) -> None:
        """Do what is due by now; harmless to repeat, and to be stopped anywhere in between."""
        if await self._proved(delivery):
            await self.prove(delivery, now)
        elif now >= delivery.until:
            await self._mark(delivery, delivered=False)
            await self._close(delivery, now)
        elif delivery.called_at is None and now >= delivery.fallback_at:
            if not await self.answered(delivery.case, delivery.request):
                await self._tasks.ask_to_call(delivery, now)
            await self._write(msgspec.structs.replace(delivery, called_at=now))

    async def prove(self, delivery: Delivery, now: dt.datetime) -> None:
        """Write into the case file that the request reached the phone inside its window."""
        await self._mark(delivery, delivered=True)
        await self._tasks.settle(delivery.case, delivery.request, "cancelled")
        await self._close(delivery, now)

    async def get(self, delivery: str) -> Delivery | None:
        """Read one."""
        doc = await self._store.get(REGISTRY, delivery)
        return None if doc is None else msgspec.convert(doc, Delivery)

    async def answered(self, case: str, request: str) -> bool:
        """Tell whether the minor's answer is here already."""
        db = minor_database(case)
        if not await self._store.exists(db):
            return False
        answers = await self._store.documents(db, prefix="check_in:")
        return any(answer.get("request") == request for answer in answers.rows)

    async def _proved(self, delivery: Delivery) -> bool:
        for message in delivery.messages:
            doc = await self._store.get(REGISTRY, message)
            at = msgspec.convert(doc, Message).acknowledged_at if doc is not None else None
            if at is not None and at < delivery.until:
                return True
        return False

    async def _mark(self, delivery: Delivery, *, delivered: bool) -> None:
        db = case_database(delivery.case)
        while True:
            try:
                request = await self._store.get(db, delivery.request)
                if request is None or request.get("delivered") is delivered:
                    return
                if request.get("delivered") is True:  # proof stands, whatever comes later
                    return
                (row,) = await self._store.write(db, [{**request, "delivered": delivered}])
            except NoDatabase:  # expunged meanwhile: there is no request any more
                return
            if row.ok:
                return

    async def _close(self, delivery: Delivery, now: dt.datetime) -> None:
        await self._write(msgspec.structs.replace(delivery, settled_at=now))

    async def _write(self, delivery: Delivery) -> None:
        wanted: dict[str, Any] = document(delivery)
        while True:
            (row,) = await self._store.write(REGISTRY, [wanted])
            current = None if row.ok else await self._store.get(REGISTRY, delivery.id)
            if current is None or current.get("settled_at"):
                return
            wanted["_rev"] = current["_rev"]
