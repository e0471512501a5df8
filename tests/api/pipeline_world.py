"""A store with a pipeline that a test can start, stop and break."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from typing import Any

from api.accounts.offices import Offices
from api.events import Events
from api.pipeline.pipeline import Pipeline
from api.quarantine.deciding import Deciding
from api.rules import Evaluation, Memory
from schemas.ids import case_database
from sync.sqlite import SqliteStore
from tests.api.town import CASE, Clock, rules

DB = case_database(CASE)
NIGHT = dt.datetime.fromisoformat("2026-10-02T23:30:00+05:00")


class Lists:
    """Stands where the read model stands, and counts."""

    def __init__(self) -> None:
        self.refreshed: list[str] = []
        self.removed: list[str] = []

    async def refresh_case(
        self, case: str, documents: Sequence[Any], evaluation: Evaluation, proposals: Sequence[Any] = ()
    ) -> None:
        self.refreshed.append(case)

    async def remove_case(self, case: str) -> None:
        self.removed.append(case)


class Children:
    """Stands where the minors' databases stand."""

    async def refresh(self, case: str, documents: Sequence[Any], zone: str) -> dt.datetime | None:
        return None

    async def carry(self, case: str) -> None:
        return


class World:
    """A store with a pipeline that a test can start, stop and break."""

    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self.store, self.clock, self.lists, self.events = store, clock, Lists(), Events()
        self.rules = rules
        self.version = "1"
        self.task: asyncio.Task[None] | None = None
        self.pipeline = self.made()

    def made(self) -> Pipeline:
        return Pipeline(
            self.store,
            rules=self.applied,
            basis=self,
            offices=Offices(self.store),
            read_model=self.lists,
            minors=Children(),
            quarantine=Deciding(self.store, self.clock),
            events=self.events,
            clock=self.clock,
        )

    def applied(
        self, documents: Sequence[Any], now: dt.datetime, zone: str, memory: Memory | None = None
    ) -> Evaluation:
        """The rules as they are at this moment of the test."""
        return self.rules(documents, now, zone, memory)

    async def read(self) -> str:
        """What the rules stand on: nothing but their version."""
        return self.version

    async def start(self) -> None:
        self.pipeline = self.made()
        self.task = asyncio.create_task(self.pipeline.run())
        await self.settle()

    async def stop(self) -> None:
        assert self.task is not None
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def settle(self) -> None:
        for _ in range(500):
            await asyncio.sleep(0.01)
            if await self.pipeline.caught_up():
                return
        raise AssertionError("the pipeline does not catch up")

    async def flags(self) -> list[dict[str, Any]]:
        return (await self.store.documents(DB, prefix="flag:")).rows
