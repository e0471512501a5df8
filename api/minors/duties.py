"""What a child owes, now or later: the conditions of the case file as amended, without anything else of it.

Pure. In force (SCENARIOS.md, "In force"): a condition binds from `from` until `until` or its order's end, as
amended by the latest superseding condition known; the new one stands from its own `from`.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec

from schemas.check import Unreadable, read, read_params
from schemas.documents import Case, Condition, Duties, Duty, Order
from schemas.documents import Document as Known
from sync.store import Document

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


class Binding(msgspec.Struct, frozen=True):
    """A condition and the time in which it binds, half-open; `until` None: no end is known."""

    condition: Condition
    begin: dt.datetime
    until: dt.datetime | None

    def at(self, moment: dt.datetime) -> bool:
        """Tell whether it binds at a moment."""
        return self.begin <= moment and not self.over(moment)

    def over(self, moment: dt.datetime) -> bool:
        """Tell whether it has ended."""
        return self.until is not None and self.until <= moment


def bindings(documents: Iterable[Document], zone: dt.tzinfo) -> list[Binding]:
    """List the conditions of a case file with the time in which each binds, by id.

    A document that cannot be read binds nobody: the rules tell the supervisor of it.
    """
    known = list(_read(documents))
    if any(isinstance(one, Case) and one.status != "active" for one in known):
        return []
    orders = {one.id: one for one in known if isinstance(one, Order)}
    conditions = [one for one in known if isinstance(one, Condition)]
    found = []
    for condition in sorted(conditions, key=lambda one: one.id):
        ends = [
            condition.until,
            _superseded_at(condition, conditions),
            _end_of_order(condition.order, orders, zone),
        ]
        until = min((end for end in ends if end is not None), default=None)
        if until is None or condition.from_ < until:
            found.append(Binding(condition, condition.from_, until))
    return found


def duties(case: str, documents: Iterable[Document], zone: dt.tzinfo, now: dt.datetime) -> Document:
    """Make `duties:<case>`: the given name, and what binds now or will."""
    documents = list(documents)
    name = next((one.name for one in _read(documents) if isinstance(one, Case)), None)
    told = Duties(
        id=f"duties:{case}",
        zone=str(zone),
        given_name=name.given if name is not None else None,
        duties=[
            Duty(
                condition=one.condition.id,
                type=one.condition.type,
                params=_params(one.condition),
                from_=one.begin,
                until=one.until,
            )
            for one in bindings(documents, zone)
            if not one.over(now)
        ],
    )
    doc: Document = msgspec.to_builtins(told)
    return {**doc, "schema": told.schema}


def _read(documents: Iterable[Document]) -> Iterable[Known]:
    for doc in documents:
        if doc.get("kind") in {"case", "order", "condition"}:
            try:
                yield read(doc)
            except Unreadable:
                continue


def _params(condition: Condition) -> Document:
    # Through the type's own struct: a field that an import or a newer desk added is not the child's to get.
    try:
        params: Document = msgspec.to_builtins(read_params(condition))
    except Unreadable:
        return {}
    return params


def _superseded_at(condition: Condition, conditions: Iterable[Condition]) -> dt.datetime | None:
    """Tell from when the latest word on this condition stands in its place."""
    later = [one for one in conditions if one.supersedes == condition.id]
    if not later:
        return None
    return max(later, key=lambda one: (one.entered_at or _LONG_AGO, one.id)).from_


def _end_of_order(order: str | None, orders: dict[str, Order], zone: dt.tzinfo) -> dt.datetime | None:
    """Tell the first moment after an order's term, which may have been changed by a later order."""
    current = orders.get(order or "")
    seen: set[str] = set()
    while current is not None and current.id not in seen:
        seen.add(current.id)
        later = [one for one in orders.values() if one.supersedes == current.id]
        if not later:
            break
        current = max(later, key=lambda one: (one.entered_at or _LONG_AGO, one.id))
    if current is None or current.until is None:
        return None
    return dt.datetime.combine(current.until + dt.timedelta(days=1), dt.time(), zone)
