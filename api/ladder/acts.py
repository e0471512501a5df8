"""What became of warnings and submissions.

An act is never edited. One that `corrects` another takes its place, `withdrawn` in it withdraws the act for
good, and a `serving` says that it was handed over or sent. So an act is a line of documents, whatever the
order in which they came: withdrawn if one of them says so, and served if its latest wording was.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, structs

from api.ladder.file import File
from api.rules.intervals import shift
from schemas.documents import Ruling, Serving, Submission, Warn

Kind = Literal["warning", "submission"]
Status = Literal["issued", "served", "ruled", "fallen", "own_fact", "withdrawn", "lapsed"]

DAY_S = 86_400
COUNTING: frozenset[Status] = frozenset({"issued", "served", "ruled"})
"""of these an act stands; the others count nowhere"""


class Act(Struct, frozen=True):
    """A warning or a submission. `id` is the document whose wording counts; `first` the one it began with."""

    kind: Kind
    id: str
    first: str
    flags: tuple[str, ...]
    at: dt.datetime
    status: Status
    by: str
    served_at: dt.datetime | None = None
    served_to: str | None = None
    present: str | None = None
    refused: bool = False
    withdrawal: str | None = None
    """`_id` of the document that withdrew it"""
    told_at: dt.datetime | None = None
    """when those who had the act were told that it is withdrawn"""
    fallen: tuple[str, ...] = ()
    """flags in it that are no confirmed violation any more"""
    ruling: str | None = None
    outcome: str | None = None

    @property
    def stands(self) -> bool:
        """Tell whether it counts."""
        return self.status in COUNTING


class _Papers(Struct, frozen=True):
    """What a line of documents is looked at with."""

    file: File
    grounds: frozenset[str]
    servings: dict[str, list[Serving]]
    rulings: dict[str | None, Ruling]


def acts(kind: Kind, grounds: frozenset[str], file: File) -> list[Act]:
    """List the warnings or the submissions, in the order in which they were made.

    `grounds` are the flags that are confirmed violations of a child who was heard, lapsed ones included.
    """
    struct: type[Warn | Submission] = Warn if kind == "warning" else Submission
    written = {one.id: one for one in file.every(struct)}
    lines: dict[str, list[Warn | Submission]] = defaultdict(list)
    for one in written.values():
        lines[_first(one.id, written)].append(one)
    servings: dict[str, list[Serving]] = defaultdict(list)
    for serving in file.of(Serving):
        servings[serving.act].append(serving)
    ruled = sorted(file.of(Ruling), key=lambda one: (file.came(one.id), one.id))
    papers = _Papers(file, grounds, servings, {one.submission: one for one in ruled})
    return sorted((_act(kind, line, papers) for line in lines.values()), key=lambda act: (act.at, act.first))


def _first(doc_id: str, written: Mapping[str, Warn | Submission]) -> str:
    """Follow the corrections back; where they go round, the least id stands for all."""
    seen = [doc_id]
    while (before := written[seen[-1]].corrects) in written and before is not None:
        if before in seen:
            return min(seen[seen.index(before) :])
        seen.append(before)
    return seen[-1]


def _act(kind: Kind, line: list[Warn | Submission], papers: _Papers) -> Act:
    file = papers.file
    line = sorted(line, key=lambda one: (one.corrects is not None, file.came(one.id), one.id))
    current = ([one for one in line if not one.withdrawn] or line[:1])[-1]
    withdrawal = next((one for one in line if one.withdrawn), None)
    served = _served(current, papers)
    told = None if withdrawal is None else _served(withdrawal, papers)
    ruling = next((papers.rulings[one.id] for one in reversed(line) if one.id in papers.rulings), None)
    act = Act(
        kind=kind,
        id=current.id,
        first=line[0].id,
        flags=tuple(dict.fromkeys(current.flags)),
        at=file.came(line[0].id),
        status="issued",
        by=current.by.user,
        served_at=served.at if served else None,
        served_to=served.to if served else None,
        present=served.present if served else None,
        refused=bool(served and served.refused),
        withdrawal=withdrawal.id if withdrawal else None,
        told_at=told.at if told else None,
        fallen=tuple(flag for flag in current.flags if flag not in papers.grounds),
        ruling=ruling.id if ruling else None,
        outcome=ruling.outcome if ruling else None,
    )
    return structs.replace(act, status=_status(act, file))


def _status(act: Act, file: File) -> Status:
    if act.withdrawal is not None:
        return "withdrawn"
    if any(act.by in file.recorders(flag) for flag in act.flags):
        return "own_fact"
    if act.fallen:
        return "fallen"
    if act.ruling is not None:
        return "ruled"
    if act.served_at is None:
        return "issued"
    lapses = shift(act.served_at, file.value("warning.period_d") * DAY_S)
    return "lapsed" if act.kind == "warning" and lapses <= file.now else "served"


class _Served(Struct, frozen=True):
    at: dt.datetime
    to: str
    present: str | None
    refused: bool


def _served(act: Warn | Submission, papers: _Papers) -> _Served | None:
    """Find the earliest handing over of an act; one written into the act itself counts as well."""
    found = [
        _Served(shift(one.at, one.clock_offset_s or 0.0), one.served_to, one.present, one.refused)
        for one in papers.servings.get(act.id, ())
    ]
    if act.served_at is not None:
        found.append(_Served(act.served_at, act.served_to or "", None, False))
    return min(found, key=lambda one: (one.at, one.to), default=None)
