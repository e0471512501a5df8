"""Keeps the plan of every office: draws it at the office's midnight, and settles tasks as records come.

How far an office is drawn is a local document of `registry`, written after the tasks are. A crash in between,
a second process, or a week without the server draws again what is missing, and nothing twice: the plan is
computed from the case files and the installation's secret (api/planning).
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

import msgspec

from api.accounts import REGISTRY
from api.accounts.offices import Office, Offices
from api.calendars.book import Book
from api.clock import Clock, rfc3339
from api.ladder import Ladder
from api.planning import Caseload, Horizon, plan, settled
from api.planning.plan import drawn_until
from api.problems import report
from api.readmodel import ReadModel
from api.register.installation import installation_secret
from api.rules.calendars import Calendars
from api.rules.local import date
from schemas.documents import Task
from schemas.ids import case_database
from schemas.zones import zone as find_zone
from sync.errors import Conflict, NoDatabase
from sync.store import Document, Store

log = logging.getLogger("qadam.fortnight")

LOOK_S = 20.0
"""how often the clock is asked whether an office has a new day"""
FIRST_LOOK_S = 0.5


class Drawn(msgspec.Struct, frozen=True):
    """How far an office is drawn, when it was, and when its first plan was."""

    until: dt.date
    at: dt.datetime
    began: dt.datetime
    day: dt.date
    """the office's day on which it was"""


class Fortnight:
    """The plans of a store's offices; `run` until cancelled."""

    def __init__(self, store: Store, offices: Offices, read_model: ReadModel, clock: Clock) -> None:
        self._store = store
        self._offices = offices
        self._read_model = read_model
        self._clock = clock

    async def run(self) -> None:
        """Draw each office's plan when its day begins."""
        wait = FIRST_LOOK_S
        while True:
            if not self._read_model.needs_rebuild:
                for office in await self._offices.all():
                    try:
                        await self.draw(office)
                    except Exception as error:  # noqa: BLE001 - one office's trouble never stops the others
                        report(log, "an office's plan failed", error)
                wait = LOOK_S
            await asyncio.sleep(wait)

    async def draw(self, office: Office) -> int:
        """Draw what is missing of an office's plan; the number of tasks that were written."""
        now = self._clock()
        key = f"planned-{office.key}"
        state = await self._store.get_local(REGISTRY, key)
        before = None if state is None else msgspec.convert(state, Drawn)
        today = date(now, find_zone(office.zone))
        if before is not None and before.day >= today:
            return 0
        caseload = await self._caseload(office)
        secret = await installation_secret(self._store)
        calendars = await self._calendars()
        horizon = Horizon(now, calendars=calendars)
        if before is not None:
            horizon = Horizon(now, before.began, before.until, before.at, calendars)
        planned = await asyncio.to_thread(plan, caseload, horizon, office.zone, secret)
        for case, tasks in planned.items():
            try:
                await self._store.write(case_database(case), [document(task) for task in tasks])
            except NoDatabase:  # expunged meanwhile
                continue
        until = drawn_until(now, office.zone)
        drawn = Drawn(until=until, at=now, began=horizon.began or now, day=today)
        doc: Document = msgspec.to_builtins(drawn)
        await self._store.put_local(REGISTRY, key, {**doc, **_rev(state)})
        return sum(map(len, planned.values()))

    async def settle(
        self, case: str, documents: Sequence[Document], zone: str, steps: Ladder
    ) -> dt.datetime | None:
        """Write what became of a case file's tasks; tell when to look again. Called by the pipeline."""
        done = settled(documents, self._clock(), zone, steps)
        if done.tasks:
            held = {doc["_id"]: doc for doc in documents if doc.get("kind") == "task"}
            news = [_changed(held.get(task.id), task) for task in done.tasks]
            rows = await self._store.write(case_database(case), news)
            if any(not row.ok for row in rows):  # a supervisor moved one at this moment: look again
                raise Conflict
        return done.next_change

    async def _calendars(self) -> Calendars:
        book = Book(self._store)
        await book.prepare()
        return (await book.calendars())[0]

    async def _caseload(self, office: Office) -> list[Caseload]:
        found = []
        for case in await self._read_model.cases_of_office(office.key):
            try:
                documents = (await self._store.documents(case_database(case))).rows
            except NoDatabase:
                continue
            found.append(Caseload(case, documents))
        return found


def document(task: Task) -> Document:
    """Write a task as the case file has it."""
    doc: Document = msgspec.json.decode(msgspec.json.encode(task))
    window = {"from": rfc3339(task.window.from_), "until": rfc3339(task.window.until)}
    return {**doc, "schema": task.schema, "window": window, "state": task.state}


def _changed(held: Document | None, task: Task) -> Document:
    """Change the state and the assignee of a stored task, and leave what a newer app has written into it."""
    if held is None:
        return document(task)
    changed: dict[str, Any] = {**held, "state": task.state}
    if task.assignee is not None:
        changed["assignee"] = task.assignee
    return changed


def _rev(doc: Document | None) -> Document:
    return {} if doc is None else {"_rev": doc["_rev"]}
