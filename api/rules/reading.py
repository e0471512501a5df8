"""A case file as the rules read it: documents by what they are, when each was known, and what is unreadable.

Nothing here raises for what a document says. What cannot be read becomes a `review` entry that names the
document and the field, and every other document still counts.
"""

import contextlib
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct, field

from api.rules.calendars import Calendars
from api.rules.clock import Contact, Span, observed
from api.rules.findings import Review
from api.rules.intervals import FAR_FUTURE, FAR_PAST, utc
from api.rules.local import starts
from api.rules.memory import Memory, Reading
from schemas import check
from schemas.documents import (
    FACTS,
    KINDS,
    Assignment,
    Attendance,
    Case,
    Condition,
    Decision,
    Document,
    Excuse,
    Hours,
    Order,
    Permission,
    Receipt,
    Recorded,
    Request,
    Session,
    Task,
)
from schemas.documents import Contact as DeviceContact
from schemas.parts import Part, Time
from schemas.rules import Catalogue

IGNORED = frozenset({"flag", "duties", "notice", "progress", "photo"})
"""Outputs of earlier evaluations, copies for the minor, and pictures: never a ground for anything."""

SILENT = frozenset({"assessment", "program", "mediation", "referral", "sealed_note"})
"""Kinds of DOCUMENTS.md that no rule reads: known, so not `newer_app`."""

COMING = frozenset({"excused", "no_class"})
"""What a school or a doctor may say of a day before it comes."""

UNREAD = IGNORED | SILENT

CONTRADICTIONS = frozenset({"not_after_from", "before_from", "empty_window", "before_at"})

KEYED: dict[type[Document], str] = {Order: "orders", Condition: "conditions", Request: "requests"}
LISTED: dict[type[Document], str] = {
    Case: "cases",
    Permission: "permissions",
    Excuse: "excuses",
    Decision: "decisions",
    Task: "tasks",
    Assignment: "assignments",
    DeviceContact: "contacts",
}
"""Where each kind is kept in a CaseFile, by id or in a list."""


class Fact(Struct, frozen=True):
    """What a person observed, when it truly happened, and when the server had it."""

    doc: Recorded
    span: Span
    received_at: dt.datetime
    contact: Contact | None
    first: dt.datetime
    """the earliest moment that it speaks of: of a fact about a day, when the day begins"""

    @property
    def id(self) -> str:
        """The fact's document id."""
        return self.doc.id

    @property
    def has_receipt(self) -> bool:
        """Is it known with which contact it came?"""
        return self.contact is not None


class CaseFile(Struct):
    """All documents of one case file, read."""

    zone: ZoneInfo
    now: dt.datetime
    catalogue: Catalogue
    cases: list[Case] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)
    params: dict[str, Part] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    by_kind: defaultdict[type[Document], list[Fact]] = field(default_factory=lambda: defaultdict(list))
    permissions: list[Permission] = field(default_factory=list)
    excuses: list[Excuse] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    requests: dict[str, Request] = field(default_factory=dict)
    words: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    contacts: list[DeviceContact] = field(default_factory=list)
    recorded: dict[str, Recorded] = field(default_factory=dict)
    arrival: dict[str, dt.datetime] = field(default_factory=dict)
    review: set[Review] = field(default_factory=set)
    changes: set[dt.datetime] = field(default_factory=set)
    calendars: Calendars = field(default_factory=Calendars)
    memory: Memory = field(default_factory=Memory)


def read_file(
    documents: Iterable[Mapping[str, Any] | Document],
    now: dt.datetime,
    zone: ZoneInfo,
    catalogue: Catalogue,
    memory: Memory | None = None,
) -> CaseFile:
    """Read all documents of a case file; the order in which they come makes no difference.

    `memory` is that of the same case file, zone and catalogue: what it holds of a document is not read again.
    """
    file = CaseFile(zone, utc(now), catalogue, memory=memory or Memory())
    read = _readings(_each_once(documents, file), file)
    receipts = _receipts(read)
    for document in read:
        _file(document, receipts.get(document.id), file)
    file.review.update(_let_in(read))
    _file_facts(receipts, file)
    for listed in (file.cases, file.permissions, file.excuses, file.decisions, file.tasks, file.assignments):
        listed.sort(key=lambda document: document.id)
    return file


def _readings(kept: list[Mapping[str, Any]], file: CaseFile) -> list[Document]:
    """Read each document, or remember how it was read."""
    before, after = file.memory.readings, {}
    for raw in kept:
        doc_id = str(raw["_id"])
        known = before.get(doc_id)
        if known is None or not (known[0] is raw or known[0] == raw):
            known = raw, _read(raw, file.zone)
        after[doc_id] = known
    file.memory.readings = after
    documents = []
    for doc_id, (_, reading) in after.items():
        if reading.review:
            file.review.update(reading.review)
        if reading.document is not None:
            file.words[doc_id] = reading.words
            documents.append(reading.document)
    return documents


def _each_once(documents: Iterable[Mapping[str, Any] | Document], file: CaseFile) -> list[Mapping[str, Any]]:
    """Keep one version of each document: the winner by revision, as the store would."""
    kept: dict[str, Mapping[str, Any]] = {}
    for document in documents:
        raw = msgspec.to_builtins(document, str_keys=True) if isinstance(document, Document) else document
        doc_id, kind = raw.get("_id"), raw.get("kind")
        if isinstance(kind, str) and kind in UNREAD:
            continue
        if not isinstance(doc_id, str) or not doc_id:
            file.review.add(
                Review(reason="unreadable", field=f"{raw.get('kind', 'document')}._id", code="missing")
            )
            continue
        other = kept.setdefault(doc_id, raw)
        if other is raw or other == raw:
            continue
        file.review.add(Review(reason="two_versions", document=doc_id, facts=(doc_id,)))
        kept[doc_id] = max(other, raw, key=_version)
    return [kept[doc_id] for doc_id in sorted(kept)]


def _version(raw: Mapping[str, Any]) -> tuple[int, str, str]:
    rev = str(raw.get("_rev") or "")
    generation = rev.split("-", 1)[0]
    number = int(generation) if generation.isascii() and generation.isdigit() else 0
    return number, rev, json.dumps(raw, sort_keys=True, default=str)


def _read(raw: Mapping[str, Any], zone: ZoneInfo) -> Reading:
    kind, doc_id = raw.get("kind"), str(raw["_id"])
    if not isinstance(kind, str):
        return Reading(None, raw, (_complaint(doc_id, check.Problem("kind", "missing")),))
    if check.is_newer(raw):
        newer = Review(reason="newer_app", document=doc_id, facts=(doc_id,), field="kind")
        return Reading(None, raw, (newer,))
    whole, gaps = _whole(raw)
    try:
        document = check.read(whole)
        found = [*check.crossed(document), *_crossed_order(document)]
    except check.Unreadable as unreadable:
        return Reading(None, whole, (*gaps, _complaint(doc_id, unreadable.problem)))
    except (ValueError, OverflowError, TypeError, RecursionError):
        return Reading(None, whole, (*gaps, _complaint(doc_id, check.Problem(str(kind), "unreadable"))))
    came = _own_arrival(document, whole, zone)
    return Reading(document, whole, (*gaps, *(_complaint(doc_id, problem) for problem in found)), came)


def _crossed_order(document: Document) -> list[check.Problem]:
    """An order that ends before it begins binds nobody, and somebody should look at its dates."""
    if isinstance(document, Order) and document.until is not None and document.until < document.from_:
        return [check.Problem("order.until", "before_from")]
    return []


def _complaint(doc_id: str, problem: check.Problem) -> Review:
    reason = "contradictory" if problem.code in CONTRADICTIONS else "unreadable"
    return Review(reason=reason, document=doc_id, facts=(doc_id,), field=problem.path, code=problem.code)


def _whole(raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[Review, ...]]:
    """Complete the envelope of what a person recorded, so that a gap in it does not hide what it says.

    An absent field is null (SCENARIOS.md), and the gate refuses a record without its envelope; where one is
    found all the same, its content still counts, for the child above all, and the gap is told.
    """
    struct = KINDS.get(str(raw.get("kind")))
    if struct is None or not issubclass(struct, Recorded):
        return raw, ()
    whole = dict(raw)
    gaps: tuple[Review, ...] = ()
    if whole.get("at") is None and whole.get("entered_at") is not None:
        whole["at"] = whole["entered_at"]
    by = raw.get("by")
    if by is None or isinstance(by, Mapping):
        given = {name: value for name, value in (by or {}).items() if value is not None}
        whole["by"] = {"user": "", "role": "server", "device": "", **given}
        if not given.keys() >= {"user", "role", "device"}:
            path = f"{raw['kind']}.by"
            gaps = (Review(reason="incomplete", document=str(raw["_id"]), field=path, code="missing"),)
    if struct is Decision and not whole.get("reason"):
        whole["reason"] = "-"
    if struct is Permission and whole.get("until") is None:
        whole["until"] = FAR_FUTURE.isoformat()
    return whole, gaps


def _receipts(read: list[Document]) -> dict[str, Contact]:
    """Find the contact with which each document first came."""
    first: dict[str, tuple[dt.datetime, str, Contact]] = {}
    for receipt in read:
        if not isinstance(receipt, Receipt):
            continue
        came = utc(receipt.received_at)
        for doc_id in receipt.documents:
            candidate = (came, receipt.id, Contact(came, receipt.clock_offset_s))
            if doc_id not in first or candidate[:2] < first[doc_id][:2]:
                first[doc_id] = candidate
    return {doc_id: contact for doc_id, (_, _, contact) in first.items()}


def _let_in(read: list[Document]) -> Iterable[Review]:
    """Tell what was recorded outside of an assignment and counts by a supervisor's word."""
    for receipt in read:
        if isinstance(receipt, Receipt) and receipt.admitted is not None:
            facts = tuple(receipt.documents)
            yield Review(
                reason="outside_assignment", document=receipt.id, facts=facts, code=receipt.admitted.why
            )


def _file(document: Document, contact: Contact | None, file: CaseFile) -> None:
    """Put a document where the rules look for it."""
    came = contact.received_at if contact else file.memory.readings[document.id][1].came
    file.arrival[document.id] = came
    if (
        came > file.now
    ):  # a clock ahead of the server's; it counts, and is looked at again when its time has come
        file.changes.add(came)
    if isinstance(document, Recorded):
        file.recorded[document.id] = document
    kind = type(document)
    if kind in KEYED:
        getattr(file, KEYED[kind])[document.id] = document
    elif kind in LISTED:
        getattr(file, LISTED[kind]).append(document)
    if isinstance(document, Condition):
        # Params that cannot be read are told by check.crossed; the wording still supersedes what it does.
        with contextlib.suppress(check.Unreadable):
            file.params[document.id] = check.read_params(document)


def _file_facts(receipts: dict[str, Contact], file: CaseFile) -> None:
    """Reckon when each fact happened, and put aside what cannot have happened when it says."""
    today = file.now.date()
    year = int(file.catalogue.value("reading.plausible_from_year", today))
    widest = dt.timedelta(days=file.catalogue.value("reading.widest_doubt_d", today))
    before, after = file.memory.facts, {}
    for document in file.recorded.values():
        if not isinstance(document, FACTS):
            continue
        contact = receipts.get(document.id)
        fact = before.get(document.id)
        if fact is None or fact.doc is not document or fact.contact != contact:
            try:
                span = observed(document.at, document.clock_offset_s, contact, file.catalogue)
            except ValueError:
                problem = check.Problem(f"{_tag(document)}.clock_offset_s", "out_of_range")
                file.review.add(_complaint(document.id, problem))
                continue
            day = document.date if isinstance(document, Attendance | Session | Hours) else None
            first = span.first if day is None else starts(day, file.zone)
            fact = Fact(document, span, file.arrival[document.id], contact, first)
        after[document.id] = fact
        span = fact.span
        if span.first > file.now or span.last.year < year or span.last - span.first > widest:
            _put_aside(fact, "at", span.first, file)
        elif fact.first.year < year - 1:  # a day begins in UTC on the one before
            _put_aside(fact, "date", fact.first, file)
        elif fact.first > file.now:
            _put_aside(fact, "date", fact.first, file, expected=fact.first - file.now < widest)
        else:
            file.facts[document.id] = fact
            file.by_kind[type(document)].append(fact)
    file.memory.facts = after


def _put_aside(fact: Fact, name: str, begins: dt.datetime, file: CaseFile, *, expected: bool = False) -> None:
    """Leave out what cannot have happened yet, or so long ago, and tell it.

    That a coming day has no lessons, or is excused, may well be `expected`: it counts from that day.
    """
    doc = fact.doc
    if begins > file.now:
        file.changes.add(begins)
    if not (expected and getattr(doc, "status", getattr(doc, "outcome", "")) in COMING):
        path = f"{_tag(doc)}.{name}"
        file.review.add(Review(reason="implausible_time", document=doc.id, facts=(doc.id,), field=path))


def _tag(document: Document) -> str:
    return str(document.__struct_config__.tag)


def _own_arrival(document: Document, words: Mapping[str, Any], zone: ZoneInfo) -> dt.datetime:
    """When a document without a receipt was known: an act when it was entered, a fact when it was made."""
    if not isinstance(document, FACTS):
        # Not every act has these fields by its kind; where one was written all the same, it says when.
        for name in ("entered_at", "at"):
            with contextlib.suppress(msgspec.ValidationError):
                if words.get(name) is not None:
                    return utc(msgspec.convert(words[name], Time))
    match document:
        case Order():
            return starts(document.from_, zone)
        case Condition() | Assignment():
            return utc(document.from_)
        case Recorded():
            return utc(document.at)
        case Receipt():
            return utc(document.received_at)
        case Request():
            return utc(document.due)
        case Task():
            return utc(document.window.from_)
        case _:
            return FAR_PAST
