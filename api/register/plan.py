"""Compare a row with the case file that is there: what would be written. Pure; no clock, no store.

A new row makes a whole case file. A changed one edits the `case` document, and writes a *new* order or
condition that supersedes the old: what was in force and judged by stays readable. The register does not say
from when a change holds, so a new wording stands from the day of its import, and no past night is judged by
it; another order's conditions stand from that order's first day.

Conditions that are breached by silence (`duties.SILENT`) stand from the day of the import at the earliest,
and are not made for an order that was over by then: nobody could have recorded here what was done before.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from api.register.case_document import ChangedByHand, Doc, changed_case, new_case
from api.register.columns import Columns, Field
from api.register.duties import COLUMNS, SILENT, Duty, duties, slots
from api.register.folding import fold
from api.register.keys import Keys
from api.register.reading import Reading
from api.register.troubles import Trouble, TroubleCode, Warned, WarningCode
from schemas.check import problems
from schemas.documents import SCHEMA
from schemas.zones import zone

Outcome = Literal["created", "changed", "unchanged", "trouble"]
ORDER_FIELDS: tuple[Field, ...] = ("measure", "article", "court", "order_number", "from", "until")
_NAMES: dict[Field, str] = {"order_number": "number"}
RADIUS_M = 50.0
"""metres from the point of an address that count as at home, where the office does not say otherwise: a block
of flats and its entrance (the founding scenarios' value)"""
_SHORTEST = dt.timedelta(minutes=1)


class Plan(msgspec.Struct, frozen=True):
    """What one row comes to: documents to write in one transaction, or why none."""

    row: int
    number: str
    case: str
    outcome: Outcome
    fields: list[Field]
    docs: list[Doc]
    troubles: list[Trouble]
    warnings: list[Warned]


class _Refused(Exception):
    def __init__(self, field: Field, code: TroubleCode) -> None:
        super().__init__(code)
        self.field: Field = field
        self.code: TroubleCode = code


class Planner:
    """Plans the rows of one register at one moment `at`; `zones` gives each office's zone by its name."""

    def __init__(
        self,
        keys: Keys,
        columns: Columns,
        at: dt.datetime,
        zones: Mapping[str, str],
        radius_m: float = RADIUS_M,
    ) -> None:
        self._radius_m = radius_m
        self._keys = keys
        self._columns = columns
        self._at = at
        self._zones = zones

    def plan(self, reading: Reading, existing: Mapping[str, Doc]) -> Plan:
        """Plan one row against the documents of its case file, by `_id`, with `_rev`."""
        local = self._at.astimezone(zone(self._zones[reading.office]))
        row = _Row(self._keys, reading, existing, local, self._radius_m)
        try:
            row.work()
        except _Refused as refused:
            return self._trouble(row, refused.field, refused.code)
        except ChangedByHand as both:
            return self._trouble(row, both.field, "amended_by_hand")
        for doc in row.docs:
            if wrong := problems(doc):
                trouble = Trouble(reading.row, str(wrong[0]), "", "refused_by_schema")
                return self._plan(row, "trouble", docs=[], troubles=[trouble])
        outcome: Outcome = "created" if row.new else ("changed" if row.docs else "unchanged")
        return self._plan(row, outcome, docs=row.docs, troubles=[])

    def _trouble(self, row: "_Row", field: Field, code: TroubleCode) -> Plan:
        value = str(getattr(row.reading, "from_" if field == "from" else field, ""))
        trouble = Trouble(row.reading.row, self._columns.heading(field), value, code)
        return self._plan(row, "trouble", docs=[], troubles=[trouble])

    def _plan(self, row: "_Row", outcome: Outcome, docs: list[Doc], troubles: list[Trouble]) -> Plan:
        warnings = [
            Warned(row.reading.row, self._columns.heading(field), code) for field, code in row.warnings
        ]
        return Plan(
            row=row.reading.row,
            number=row.reading.number,
            case=row.case,
            outcome=outcome,
            fields=[] if row.new or troubles else list(dict.fromkeys(row.fields)),
            docs=docs,
            troubles=troubles,
            warnings=[] if troubles else warnings,
        )


class _Row:
    """One row being compared."""

    def __init__(
        self, keys: Keys, reading: Reading, existing: Mapping[str, Doc], at: dt.datetime, radius_m: float
    ) -> None:
        self.keys = keys
        self.reading = reading
        self.existing = existing
        self.case = keys.case(reading.number)
        self.new = f"case:{self.case}" not in existing
        self.docs: list[Doc] = []
        self.fields: list[Field] = []
        self.warnings: list[tuple[Field, WarningCode]] = []
        self._at = at
        self._radius_m = radius_m
        self._today = at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        self._entered = at.isoformat(timespec="seconds")
        self._another_order = False

    def work(self) -> None:
        """Compare all of it, in the order case, order, conditions."""
        self._case()
        order = self._order()
        wanted = {duty.slot: duty for duty in duties(self.reading)}
        for column in COLUMNS.values():
            if column not in self.reading.absent:
                for slot in slots(column):
                    self._condition(slot, column, wanted.get(slot), order)

    def _case(self) -> None:
        if self.new:
            self.docs.append(new_case(self.keys, self.case, self.reading, self._entered, self._radius_m))
            return
        existing = self.existing[f"case:{self.case}"]
        self._same_person(existing)
        doc, fields = changed_case(self.keys, self.case, self.reading, existing, self._radius_m)
        if fields:
            self.docs.append(doc)
            self.fields += fields
        if "address" in fields and not {"lat", "lon"} & set(fields):
            self.warnings.append(("address", "position_not_changed"))

    def _same_person(self, existing: Doc) -> None:
        name = existing.get("name") or {}
        same_name = _person(name.get("family", ""), name.get("given", "")) == _person(
            self.reading.family, self.reading.given
        )
        same_birth = existing.get("born") == self.reading.born.isoformat()
        if not same_name and not same_birth:
            raise _Refused("number", "another_person")
        if not same_name or not same_birth:
            self.warnings.append(("family" if not same_name else "born", "identity_changed"))

    def _order(self) -> str:
        """Compare the order; the id of the one that stands."""
        count, head = self._head(lambda n: self.keys.order(self.case, n))
        wanted = self._order_members(head)
        if head is not None and all(head.get(name) == value for name, value in wanted.items()):
            return str(head["_id"])
        doc = {"_id": self.keys.order(self.case, count), "kind": "order", "schema": SCHEMA}
        doc |= {name: value for name, value in wanted.items() if value is not None}
        doc["entered_at"] = self._entered
        if head is not None:
            self._refuse_amended(head, "order_number")
            doc["supersedes"] = head["_id"]
            self.fields += [f for f in ORDER_FIELDS if head.get(_NAMES.get(f, f)) != wanted[_NAMES.get(f, f)]]
            if head.get("number") != wanted["number"]:
                self._another_order = True
                self.warnings.append(("order_number", "another_order"))
        self.docs.append(doc)
        return str(doc["_id"])

    def _order_members(self, head: Doc | None) -> Doc:
        reading = self.reading
        members: Doc = {
            "measure": reading.measure,
            "article": reading.article or None,
            "court": reading.court or None,
            "number": reading.order_number or None,
            "from": reading.from_.isoformat(),
            "until": reading.until.isoformat(),
        }
        if head is not None:
            for field in reading.absent & set(ORDER_FIELDS):
                members[_NAMES.get(field, field)] = head.get(_NAMES.get(field, field))
        return members

    def _condition(self, slot: str, column: Field, wanted: Duty | None, order: str) -> None:
        count, head = self._head(lambda n: self.keys.condition(self.case, slot, n))
        ended = head is not None and head.get("ended_by") == "register"
        if head is None or ended:
            if wanted is not None and self._may_begin(wanted):
                self._write_condition(wanted, count, order, self._stands_from(first=self.new), None)
                if not self.new:
                    self._changed_duty(column)
        elif wanted is None:
            if head.get("until") is None:
                self._refuse_amended(head, column)
                self._end(head, column)
        elif wanted.params != head.get("params"):
            self._refuse_amended(head, column)
            if head.get("until") is not None:
                raise _Refused(column, "amended_by_hand")
            starts = max(self._stands_from(first=False), dt.datetime.fromisoformat(head["from"]))
            self._write_condition(wanted, count, order, starts, head["_id"])
            self._changed_duty(column)

    def _may_begin(self, duty: Duty) -> bool:
        """Tell whether a duty can still be judged by what is recorded here; say what cannot."""
        if duty.type not in SILENT:
            return True
        if self.reading.until < self._today.date():
            self.warnings.append((duty.column, "order_over"))
            return False
        if self.reading.from_ < self._today.date():
            self.warnings.append((duty.column, "before_import_on_paper"))
        return True

    def _write_condition(
        self, duty: Duty, count: int, order: str, starts: dt.datetime, supersedes: str | None
    ) -> None:
        if duty.type in SILENT:
            starts = max(starts, self._today)
        doc = {
            "_id": self.keys.condition(self.case, duty.slot, count),
            "kind": "condition",
            "schema": SCHEMA,
            "order": order,
            "type": duty.type,
            "params": duty.params,
            "from": starts.isoformat(),
            "entered_at": self._entered,
        }
        if supersedes:
            doc["supersedes"] = supersedes
        self.docs.append(doc)

    def _end(self, head: Doc, column: Field) -> None:
        """The register no longer names the duty: it ends now. One that has not begun ends as it begins."""
        until = max(self._at, dt.datetime.fromisoformat(head["from"]) + _SHORTEST)
        self.docs.append({**head, "until": until.isoformat(timespec="seconds"), "ended_by": "register"})
        self._changed_duty(column)

    def _changed_duty(self, column: Field) -> None:
        self.fields.append(column)
        if not self._another_order:
            self.warnings.append((column, "stands_from_today"))

    def _stands_from(self, *, first: bool) -> dt.datetime:
        """The order's first day for what came with the order; today for what is new about it."""
        begins = dt.datetime.combine(self.reading.from_, dt.time(), self._at.tzinfo)
        return begins if first or self._another_order else max(begins, self._today)

    def _head(self, name: Any) -> tuple[int, Doc | None]:
        """Find the last document that the register made here, and how many it made."""
        count, head = 0, None
        while (doc := self.existing.get(name(count))) is not None:
            count, head = count + 1, doc
        return count, head

    def _refuse_amended(self, head: Doc, field: Field) -> None:
        """Somebody has superseded by hand what the register now words differently: theirs to settle."""
        if any(doc.get("supersedes") == head["_id"] for doc in self.existing.values()):
            raise _Refused(field, "amended_by_hand")


def _person(family: str, given: str) -> tuple[str, str]:
    return fold(family), fold(given)
