"""Which case files the demo's inspector works with: sixty whose orders are in force today. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from api.demo.people import OFFICE
from api.readmodel.rows import standing_orders

Doc = dict[str, Any]
CASELOAD = 60


class File(msgspec.Struct, frozen=True):
    """One case file: its id and its documents."""

    case: str
    documents: list[Doc]

    def of_kind(self, kind: str) -> list[Doc]:
        """List the documents of a kind."""
        return [doc for doc in self.documents if doc.get("kind") == kind]

    @property
    def file(self) -> Doc:
        """Give the `case` document."""
        return self.of_kind("case")[0]

    @property
    def number(self) -> str:
        """Give the register's number."""
        return str(self.file.get("number"))

    def condition(self, type_: str) -> Doc | None:
        """Give the condition of a type that nothing has superseded, if there is one."""
        conditions = self.of_kind("condition")
        superseded = {doc.get("supersedes") for doc in conditions}
        return next(
            (doc for doc in conditions if doc["type"] == type_ and doc["_id"] not in superseded), None
        )

    def order(self) -> Doc:
        """Give the order that nothing has superseded."""
        orders = self.of_kind("order")
        superseded = {doc.get("supersedes") for doc in orders}
        return next(doc for doc in orders if doc["_id"] not in superseded)

    def in_force(self, day: dt.date) -> bool:
        """Tell whether an order is in force on a day."""
        orders = standing_orders(self.of_kind("order"))
        return any(first <= day.isoformat() <= last for _, first, last, _ in orders)


def of_office(files: Iterable[File]) -> list[File]:
    """Choose the office's case files, in the register's order."""
    return sorted((f for f in files if f.of_kind("case") and f.file.get("office") == OFFICE), key=_number)


def caseload(files: Sequence[File], day: dt.date, kept: frozenset[str]) -> list[File]:
    """Choose who is assigned: those in force that are `kept` already, then others, sixty at most.

    The few with community service come first among the others, so that every kind of duty is there.
    """
    standing = [file for file in files if file.in_force(day)]
    standing.sort(key=lambda f: (f.case not in kept, f.condition("community_service") is None, f.number))
    return sorted(standing[:CASELOAD], key=_number)


def at_home_all_day(chosen: Sequence[File], minor: str | None) -> list[File]:
    """Choose three with a curfew and a place for it, the minor's own first."""
    fit = [file for file in chosen if file.condition("curfew") and _has_place(file.file)]
    return sorted(fit, key=lambda file: (file.case != minor, file.number))[:3]


def minors_own(chosen: Sequence[File]) -> File | None:
    """Choose whose case the demo's minor is: a curfew, a place, Kazakh; the longest order among them."""
    fit = [
        f for f in chosen if f.condition("curfew") and _has_place(f.file) and f.file.get("language") == "kk"
    ]
    return max(fit or chosen, key=lambda file: (file.order()["until"], file.number), default=None)


def _has_place(file: Mapping[str, Any]) -> bool:
    residence = file.get("residence") or {}
    return residence.get("lat") is not None and residence.get("lon") is not None


def _number(file: File) -> str:
    return file.number
