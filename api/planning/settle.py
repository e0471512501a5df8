"""What became of the tasks of one case file: done, missed, cancelled, or another inspector's.

Done by a record that names the task, or by one of its kind at its hours or near them. Missed when the time
in which a phone may still hold the record is over: the service's, never the child's (`check_not_made`).
Cancelled when the duty ended, was lifted for those hours, or the case is not under supervision; what a
person has planned only a person cancels, or gives to another. A day of
registration on which nobody came is no omission of the service: the rules judge it. What a supervisor moved
keeps its hours. Pure.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from api.ladder.steps import Ladder
from api.planning.file import Raw, assigned
from api.rules.in_force import Law
from api.rules.intervals import overlaps, union, utc
from api.rules.reading import CaseFile, read_file
from api.rules.standing import Known, Standing
from schemas.documents import FACT_KINDS, Task, TaskWindow
from schemas.ladder import load as ladder_catalogue
from schemas.planning import load
from schemas.rules import Catalogue
from schemas.rules import load as rules
from schemas.zones import zone as find_zone

PLANNED = "task:plan:"
SERVING = "task:serve:"
"""ids of the tasks that are this package's own; those that a person planned are only settled here"""
CALL = "task:call:"
"""a call in place of a message: settled with the message (api/push/tasks.py)"""
MARGIN = dt.timedelta(days=10)
"""days before the first open task; longer than a record may lie from its hours, and a clock be off"""
LADDER_KINDS = frozenset({"warning", "serving"})
ASKED = frozenset({"attendance", "hours", "session"})


class Settled(Struct, frozen=True):
    """Tasks that differ from what the case file has, and when to look again."""

    tasks: list[Task]
    next_change: dt.datetime | None


def settled(
    documents: Sequence[Raw],
    now: dt.datetime,
    zone: str,
    ladder: Ladder,
    catalogue: Catalogue | None = None,
) -> Settled:
    """Say what became of a case file's tasks, and which warnings an inspector has to hand over.

    Raises:
        ValueError: when there is no such zone.

    """
    if not any(doc.get("kind") == "task" for doc in documents) and not ladder.proposals:
        return Settled([], None)
    file = read_file(_needed(documents), now, find_zone(zone), rules())
    settling = _Settling(file, catalogue or load())
    found = [*settling.tasks(), *settling.servings(ladder)]
    moments = [one for one in settling.changes if one > file.now]
    return Settled(found, min(moments, default=None))


def _needed(documents: Sequence[Raw]) -> list[Raw]:
    """Leave out the years of records that can settle no task: this is asked at every change of a file.

    What names a task, corrects something or bears a doubtful clock is kept whatever its date.
    """
    froms = [str(doc["window"]["from"]) for doc in documents if _settles(doc)]
    since = min((_day_of(one) for one in froms), default="")[:10]
    kept: list[Raw] = []
    named: set[str] = set()
    for doc in documents:
        kind = doc.get("kind")
        if kind == "receipt" or (kind in FACT_KINDS and _is_past(doc, since)):
            continue
        kept.append(doc)
        if kind in FACT_KINDS or kind in LADDER_KINDS:
            named.add(str(doc.get("_id")))
    return kept + [doc for doc in documents if doc.get("kind") == "receipt" and _names(doc, named)]


def _settles(doc: Raw) -> bool:
    """Tell whether a task may still become something else."""
    if doc.get("kind") != "task" or not isinstance(doc.get("window"), Mapping):
        return False
    return doc.get("state", "planned") != "done" and isinstance(doc["window"].get("from"), str)


def _day_of(moment: str) -> str:
    try:
        return (dt.date.fromisoformat(moment[:10]) - MARGIN).isoformat()
    except (ValueError, OverflowError):
        return ""


def _is_past(doc: Raw, since: str) -> bool:
    offset = doc.get("clock_offset_s")
    exact = isinstance(offset, int | float) and abs(offset) < MARGIN.total_seconds() / 2
    return exact and not doc.get("task") and not doc.get("corrects") and str(doc.get("at", "~"))[:10] < since


def _names(receipt: Raw, named: set[str]) -> bool:
    listed = receipt.get("documents")
    return isinstance(listed, list) and any(isinstance(one, str) and one in named for one in listed)


class _Settling:
    def __init__(self, file: CaseFile, catalogue: Catalogue) -> None:
        self.file = file
        self.standing = Standing(file)
        self.law = Law(file, self.standing)
        self.known = Known(file.now)
        today = file.now.date()
        self.wait = dt.timedelta(hours=catalogue.value("plan.settle_h", today))
        self.near = dt.timedelta(hours=catalogue.value("plan.near_h", today))
        self.inspector = assigned(file.assignments, file.now)
        self.changes: list[dt.datetime] = []
        stands = [r for r in file.recorded.values() if self.standing.stands(r.id, self.known)]
        self.named = {record.task for record in stands if record.task is not None}

    def tasks(self) -> Iterator[Task]:
        """Each task of the plan that is to be written anew."""
        for task in self.file.tasks:
            if task.id.startswith((SERVING, CALL)):
                continue
            changed = self._become(task)
            if changed != task:
                yield changed

    def _become(self, task: Task) -> Task:
        if task.state == "cancelled" and task.reason is not None:  # by a person
            return task
        if task.id in self.named or self._made(task):
            return structs.replace(task, state="done")
        until = utc(task.window.until)
        if task.state == "cancelled" and until <= self.file.now:
            return task
        own = task.id.startswith(PLANNED)
        if own and not self._binds(task):
            return structs.replace(task, state="cancelled")
        if until > self.file.now:
            self.changes.append(until)
            if not own:
                return task
            return structs.replace(task, state="planned", assignee=self.inspector or task.assignee)
        if task.type == "registration":
            return structs.replace(task, state="cancelled")
        missed = until + self.wait
        if missed <= self.file.now:
            return structs.replace(task, state="missed")
        self.changes.append(missed)
        return task

    def _made(self, task: Task) -> bool:
        """Tell whether a record of the task's kind lies at its hours, whoever made it.

        The school is asked about a week: what it said some days later is the answer all the same.
        """
        near = self.wait if task.type in ASKED else self.near
        start, end = utc(task.window.from_) - near, utc(task.window.until) + near
        return any(
            fact.id.startswith(f"{task.type}:") and fact.span.first < end and start <= fact.span.last
            for fact in self.file.facts.values()
            if self.standing.stands(fact.id, self.known)
        )

    def _binds(self, task: Task) -> bool:
        """Tell whether the duty still binds in the task's hours, and nothing is permitted in all of them."""
        if any(case.status != "active" for case in self.file.cases):
            return False
        window = utc(task.window.from_), utc(task.window.until)
        if task.condition is None:
            conditions = list(self.file.conditions.values())
        else:
            own = self.law.lineage.get(task.condition, frozenset())
            conditions = [one for one in self.file.conditions.values() if one.id in own]
        return overlaps(union(s for c in conditions for s in self.law.binding(c, self.known)), window)

    def servings(self, ladder: Ladder) -> Iterator[Task]:
        """A warning, or its withdrawal, that is signed and not handed over is the inspector's to bring."""
        held = {task.id: task for task in self.file.tasks if task.id.startswith(SERVING)}
        wanted = {
            f"{SERVING}{one.act.partition(':')[2]}": one.act
            for one in ladder.proposals
            if one.step == "serve"
        }
        for key, act in wanted.items():
            if key not in held:
                yield self._serving(key, act)
            elif self.inspector is not None and held[key].assignee != self.inspector:
                yield structs.replace(held[key], assignee=self.inspector)
        for key, task in held.items():
            if key not in wanted and task.state == "planned":
                yield structs.replace(task, state="done" if self._served(task) else "cancelled")

    def _serving(self, key: str, act: str) -> Task:
        days = ladder_catalogue().value("warning.serve_d", self.file.now.date())
        begins = self.file.arrival[act]
        return Task(
            id=key,
            type="serving",
            window=TaskWindow(from_=begins, until=begins + dt.timedelta(days=days)),
            assignee=self.inspector,
            entered_at=begins,
            act=act,
        )

    def _served(self, task: Task) -> bool:
        return any(
            getattr(record, "act", None) == task.act
            for record in self.file.recorded.values()
            if record.id.startswith("serving:")
        )
