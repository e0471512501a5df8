"""A whole register against a whole installation: every row planned, and what only shows between rows."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from api.accounts.offices import Office
from api.register.case_document import Doc
from api.register.columns import HEADINGS
from api.register.folding import fold, tidy
from api.register.installation import known_offices
from api.register.keys import Keys
from api.register.plan import RADIUS_M, Plan, Planner
from api.register.reading import Read, Reading, read_row
from api.register.table import Table
from api.register.troubles import Trouble, Warned
from schemas.ids import case_database
from schemas.zones import DEFAULT_ZONE, zone
from sync.store import Store

CASES, AFTER_CASES = "case-", "case."
_PARTS = ("case:", "order:", "condition:")


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator says for the whole register, because no row of it does."""

    register: str = ""
    """which register, where two of them count from one"""
    zone: str = DEFAULT_ZONE
    """the zone of offices that are not entered yet; days of birth are compared there"""
    radius_m: float = RADIUS_M
    """how far from its point a residence still counts as at home"""


class Examined(msgspec.Struct, frozen=True):
    """What an import would do, or did."""

    form: str
    plans: list[Plan]
    """by row"""
    offices: list[Office]
    """new ones"""
    unknown_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]
    removed: list[str]
    """numbers of case files that came from this register and are not in the file"""

    @property
    def troubles(self) -> list[Trouble]:
        """List what keeps rows out, by row."""
        return [trouble for plan in self.plans for trouble in plan.troubles]


async def examine(table: Table, store: Store | None, keys: Keys, at: dt.datetime, how: Settled) -> Examined:
    """Read every row and compare it with the case files of `store` (None: a new installation)."""
    today = at.astimezone(zone(how.zone)).date()
    known = {} if store is None else await known_offices(store)
    databases = set() if store is None else set(await store.databases(CASES, AFTER_CASES))
    reads = [read_row(table.columns, row, today) for row in table.rows]
    reads = _alone(reads, table.columns.heading("number"))
    readings, new = _in_offices([read.reading for read in reads if read.reading], known, how.zone)
    zones = {office.name: office.zone for office in (*known.values(), *new)}
    planner = Planner(keys, table.columns, at, zones, how.radius_m)
    plans: dict[int, Plan] = {}
    for reading in readings:
        database = case_database(keys.case(reading.number))
        existing = await _existing(store, database) if store and database in databases else {}
        plans[reading.row] = planner.plan(reading, existing)
    others = [] if store is None else await _others(store, databases, keys, {read.number for read in reads})
    between = _same_person(readings, others, table.columns.heading("family"))
    first_of_new = {office.name: reading.row for office in new for reading in reversed(readings)
                    if reading.office == office.name}  # fmt: skip
    for office, row in first_of_new.items():
        between[row].append(Warned(row, table.columns.heading("office"), "new_office", office))
    return Examined(
        form=table.form,
        plans=[_whole(read, plans.get(read.row), between.get(read.row, [])) for read in reads],
        offices=new,
        unknown_columns=table.columns.unknown,
        missing_columns=tuple(HEADINGS[field][0] for field in table.columns.missing),
        removed=sorted(doc["number"] for doc in others if doc["imported"].get("register") == keys.register),
    )


def _alone(reads: list[Read], heading: str) -> list[Read]:
    """Two rows with one number: neither is imported, for nobody here knows which is right."""
    counts = Counter(fold(read.number) for read in reads if read.number)
    alone = []
    for read in reads:
        if counts[fold(read.number)] > 1:
            trouble = Trouble(read.row, heading, read.number, "duplicate_number")
            alone.append(Read(read.row, read.number, None, [*read.troubles, trouble], []))
        else:
            alone.append(read)
    return alone


def _in_offices(
    readings: list[Reading], known: Mapping[str, Office], zone_name: str
) -> tuple[list[Reading], list[Office]]:
    """Give each reading its office's one name: two ways of writing ә do not make two offices."""
    offices = dict(known)
    new: list[Office] = []
    named: list[Reading] = []
    for reading in readings:
        folded = fold(reading.office)
        if folded not in offices:
            name = tidy(reading.office)
            offices[folded] = Office(key=name, name=name, zone=zone_name)
            new.append(offices[folded])
        named.append(msgspec.structs.replace(reading, office=offices[folded].name))
    return named, new


async def _existing(store: Store, database: str) -> dict[str, Doc]:
    """Read the documents that a row is compared with, by id."""
    found = [await store.documents(database, prefix=part) for part in _PARTS]
    return {doc["_id"]: doc for part in found for doc in part.rows}


async def _others(store: Store, databases: Iterable[str], keys: Keys, numbers: set[str]) -> list[Doc]:
    """Read the `case` documents that came from a register and are not in this file."""
    here = {case_database(keys.case(number)) for number in numbers}
    docs = []
    for database in sorted(set(databases) - here):
        doc = await store.get(database, f"case:{database.removeprefix(CASES)}")
        if doc is not None and doc.get("imported") and doc.get("number"):
            docs.append(doc)
    return docs


def _same_person(readings: list[Reading], others: list[Doc], heading: str) -> dict[int, list[Warned]]:
    """Warn where one name and day of birth stand under two numbers, in the file or in the store."""
    found: dict[int, list[Warned]] = defaultdict(list)
    persons: dict[tuple[str, str, str], list[tuple[int | None, str]]] = defaultdict(list)
    for reading in readings:
        person = (fold(reading.family), fold(reading.given), reading.born.isoformat())
        persons[person].append((reading.row, reading.number))
    for doc in others:
        name = doc.get("name") or {}
        person = (fold(name.get("family", "")), fold(name.get("given", "")), str(doc.get("born")))
        if person in persons:
            persons[person].append((None, doc["number"]))
    for same in persons.values():
        for row, number in same:
            if row is not None and len(same) > 1:
                rest = ", ".join(sorted(other for _, other in same if other != number))
                found[row].append(Warned(row, heading, "possible_duplicate", rest))
    return found


def _whole(read: Read, plan: Plan | None, between: list[Warned]) -> Plan:
    if plan is None:
        return Plan(read.row, read.number, "", "trouble", [], [], read.troubles, [])
    if plan.troubles:
        return plan
    return msgspec.structs.replace(plan, warnings=[*read.warnings, *plan.warnings, *between])
