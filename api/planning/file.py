"""A case file as the plan reads it: what binds, where the child lives, whose case it is, what is planned."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.rules.in_force import Law
from api.rules.intervals import Stretch, union, utc
from api.rules.reading import CaseFile, read_file
from api.rules.standing import Known, Standing
from schemas.documents import Assignment, Condition, Task
from schemas.rules import load as rules

Raw = Mapping[str, Any]

READ = frozenset({"case", "order", "condition", "permission", "assignment", "task"})
"""what is planned from; records are asked for by settle.py only"""


class Caseload(Struct, frozen=True):
    """One case file of an office."""

    case: str
    documents: Sequence[Raw]


class File:
    """One case file, read for planning."""

    def __init__(self, given: Caseload, now: dt.datetime, zone: ZoneInfo) -> None:
        self.case = given.case
        wanted = [doc for doc in given.documents if doc.get("kind") in READ]
        self.read: CaseFile = read_file(wanted, now, zone, rules())
        self._law = Law(self.read, Standing(self.read))
        self._known = Known(self.read.now)
        self.violated = _violated(given.documents)
        self.planned: dict[str, Task] = {task.id: task for task in self.read.tasks}

    @property
    def active(self) -> bool:
        """Tell whether the case is under supervision."""
        return len(self.read.cases) == 1 and self.read.cases[0].status == "active"

    @property
    def place(self) -> tuple[float, float] | None:
        """Give where the child lives, in degrees."""
        home = self.read.cases[0].residence if self.read.cases else None
        if home is None or home.lat is None or home.lon is None:
            return None
        return home.lat, home.lon

    def inspector(self, now: dt.datetime) -> str | None:
        """Name the inspector of the case now, the latest when several are."""
        return assigned(self.read.assignments, now)

    def began(self) -> dt.datetime | None:
        """Tell when an inspector first had the case."""
        return min((utc(a.from_) for a in self.read.assignments if a.role == "inspector"), default=None)

    def conditions(self, type_: str) -> list[Condition]:
        """List the readable conditions of a type, by id."""
        found = (c for c in self.read.conditions.values() if c.type == type_ and c.id in self.read.params)
        return sorted(found, key=lambda one: one.id)

    def binding(self, condition: Condition) -> list[Stretch]:
        """Tell when a condition binds and nothing is permitted."""
        return self._law.binding(condition, self._known)

    def supervised(self) -> list[Stretch]:
        """Tell when any duty binds that no permission lifts: a family that may travel is not visited."""
        return union(s for c in self.read.conditions.values() for s in self.binding(c))

    def known_since(self, condition: Condition | None) -> dt.datetime:
        """Tell since when the office could plan for a duty: it knew of it, and somebody had the case."""
        began = self.began() or self.read.now
        return began if condition is None else max(began, self.read.arrival[condition.id])


def assigned(assignments: Sequence[Assignment], now: dt.datetime) -> str | None:
    """Name the inspector assigned now, the latest when several are."""
    current = [
        (utc(one.from_), one.user)
        for one in assignments
        if one.role == "inspector" and one.from_ <= now and (one.until is None or now < one.until)
    ]
    return max(current)[1] if current else None


def _violated(documents: Sequence[Raw]) -> dt.datetime | None:
    """Tell when the latest violation that a supervisor confirmed was found."""
    found = [
        dt.datetime.fromisoformat(doc["history"][0]["at"])
        for doc in documents
        if doc.get("kind") == "flag" and doc.get("state") == "confirmed" and doc.get("history")
    ]
    return max(found, default=None)
