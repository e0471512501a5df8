"""What a child owes, now or later: the conditions of the case file as amended, and nothing else of it.

Pure. When a condition binds is the rules' own reckoning (`api.rules.in_force`): what the child is told is
what the child is judged by.
"""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import msgspec

from api.rules.in_force import Law
from api.rules.intervals import FAR_FUTURE
from api.rules.reading import CaseFile, read_file
from api.rules.standing import Known, Standing
from schemas.documents import Condition, Duties, Duty
from schemas.rules import load
from sync.store import Document

READ = frozenset({"case", "order", "condition"})


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


def bindings(documents: Iterable[Document], zone: ZoneInfo, now: dt.datetime) -> list[Binding]:
    """List the conditions of a case file with the time in which each binds, by id, as known now.

    A document that cannot be read binds nobody: the rules tell the supervisor of it.
    """
    return _bindings(_file(documents, zone, now))


def duties(case: str, documents: Iterable[Document], zone: ZoneInfo, now: dt.datetime) -> Document:
    """Make `duties:<case>`: the given name, and what binds now or will."""
    file = _file(documents, zone, now)
    name = next((one.name for one in file.cases if one.name is not None), None)
    told = Duties(
        id=f"duties:{case}",
        zone=str(zone),
        given_name=name.given if name is not None else None,
        duties=[
            Duty(
                condition=one.condition.id,
                type=one.condition.type,
                # Through the type's own struct: a field that an import or a newer desk added stays here.
                params=msgspec.to_builtins(file.params[one.condition.id]),
                from_=one.begin,
                until=one.until,
            )
            for one in _bindings(file)
            if not one.over(now)
        ],
    )
    doc: Document = msgspec.to_builtins(told)
    return {**doc, "schema": told.schema}


def _file(documents: Iterable[Document], zone: ZoneInfo, now: dt.datetime) -> CaseFile:
    return read_file((doc for doc in documents if doc.get("kind") in READ), now, zone, load())


def _bindings(file: CaseFile) -> list[Binding]:
    if any(case.status != "active" for case in file.cases):
        return []
    law = Law(file, Standing(file))
    return [
        Binding(condition, max(begin, condition.from_), None if until >= FAR_FUTURE else until)
        for condition_id, condition in sorted(file.conditions.items())
        if condition_id in file.params
        for begin, until in law.force(condition, Known(file.now))
    ]
