"""The fallback: a task that asks the inspector to call, because no message has reached the minor's phone.

The task's `type` is `check_in`, the fact that fulfils it: the minor's answer makes it done, the phone's late
acknowledgement makes it cancelled. Its key is computed from the request, so that it is written once.
"""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

from api.clock import rfc3339
from schemas.ids import case_database
from sync.errors import NoDatabase
from sync.store import Document, Store

if TYPE_CHECKING:
    from api.push.deliveries import Delivery


def call_task_id(request: str) -> str:
    """Name the task by its request."""
    return f"task:call:{request.removeprefix('request:')}"


class CallTasks:
    """The calls that stand in for messages."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask_to_call(self, delivery: "Delivery", now: dt.datetime) -> None:
        """Put a call on the inspector's list, for the rest of the window."""
        db = case_database(delivery.case)
        try:
            assignments = (await self._store.documents(db, prefix="assignment:")).rows
            await self._store.write(
                db,
                [
                    {
                        "_id": call_task_id(delivery.request),
                        "kind": "task",
                        "schema": 1,
                        "type": "check_in",
                        "request": delivery.request,
                        "window": {"from": rfc3339(delivery.fallback_at), "until": rfc3339(delivery.until)},
                        "assignee": inspector(assignments, now) or delivery.asked_by,
                        "state": "planned",
                        "entered_at": rfc3339(now),
                    }
                ],
            )
        except NoDatabase:
            return

    async def settle_answered(self, case: str, requests: Collection[str | None]) -> None:
        """Take the calls off the list whose requests have been answered."""
        for task in (await self._store.documents(case_database(case), prefix="task:call:")).rows:
            if task.get("state") == "planned" and task.get("request") in requests:
                await self.settle(case, task["request"], "done")

    async def settle(self, case: str, request: str, state: Literal["done", "cancelled"]) -> None:
        """Take a call off the list; nothing happens when there is none or somebody has dealt with it."""
        db = case_database(case)
        while True:
            try:
                task = await self._store.get(db, call_task_id(request))
                if task is None or task.get("state") != "planned":
                    return
                (row,) = await self._store.write(db, [{**task, "state": state}])
            except NoDatabase:
                return
            if row.ok:
                return


def inspector(assignments: list[Document], now: dt.datetime) -> str | None:
    """Name the inspector assigned now, the latest when several are."""
    current = [
        (dt.datetime.fromisoformat(a["from"]), str(a["user"]))
        for a in assignments
        if a.get("role") == "inspector"
        and dt.datetime.fromisoformat(a["from"]) <= now
        and (a.get("until") is None or now < dt.datetime.fromisoformat(a["until"]))
    ]
    return max(current)[1] if current else None
