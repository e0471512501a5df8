"""What the read model keeps of one case file: pure, from its documents to rows.

Times become UTC with milliseconds, so that SQLite compares them as text; days stay days of the office's zone.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from api.clock import rfc3339
from api.ladder.steps import Proposal
from api.readmodel.words import search_words, sort_key

Doc = Mapping[str, Any]
Row = tuple[Any, ...]

OPEN = ("open", "reopened")
"""what a queue of open flags holds"""
LAST_DAY = "9999-12-31"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class CaseRows(msgspec.Struct, frozen=True):
    """The rows of one case file, in the order of the tables' columns."""

    case: Row
    items: list[Row]
    orders: list[Row]
    assignments: list[Row]
    steps: list[Row]
    tasks: list[Row]
    owed: list[Row] = []
    """what the service has not done, see `owed`"""


def rows_of(
    case: str,
    documents: Sequence[Doc],
    next_change: dt.datetime | None,
    proposals: Sequence[Proposal] = (),
) -> CaseRows | None:
    """Read a case file's documents; None when it has no `case` document (an import was interrupted).

    `proposals` are those of its ladder (api/ladder).
    """
    by_kind: dict[str, list[Doc]] = {}
    for doc in documents:
        by_kind.setdefault(str(doc.get("kind")), []).append(doc)
    files = by_kind.get("case")
    if not files:
        return None
    return CaseRows(
        case=_case(case, files[0], next_change),
        items=[*_flags(case, documents, by_kind), *_concerns(case, documents, by_kind)],
        orders=[(case, *row) for row in standing_orders(by_kind.get("order", ()))],
        assignments=[_assignment(case, doc) for doc in by_kind.get("assignment", ())],
        steps=[(case, one.step, len(one.flags), one.act, one.number, one.why) for one in proposals],
        tasks=[_task(case, doc) for doc in by_kind.get("task", ())],
    )


def quarantine_rows(case: str, held: Iterable[Doc]) -> list[Row]:
    """Read the documents of a case file's quarantine.

    A photograph that a record names waits, and is decided on, with it: it has no row of its own.
    """
    held = list(held)
    named = {(photo, doc["by"]["user"]) for doc in held for photo in doc.get("evidence") or ()}
    return [
        (
            case, doc["document"], doc["about"], doc["by"]["user"], doc["why"], _utc(doc.get("recorded_at")),
            _utc(doc["received_at"]), _utc(doc.get("ended_at")), doc.get("state", "waiting"),
            _utc((doc.get("ruled") or {}).get("at")),
        )
        for doc in held
        if (doc["document"], doc["by"]["user"]) not in named
    ]  # fmt: skip


def full_name(file: Doc) -> str:
    """Write a name as registers do: family name first."""
    name = file.get("name") or {}
    return " ".join(filter(None, (name.get("family"), name.get("given"), name.get("patronymic"))))


def standing_orders(orders: Iterable[Doc]) -> list[tuple[str | None, str, str, str]]:
    """Give (measure, first day, last day, entered) of each order that ever stood.

    A superseding order stands from its own first day; what it supersedes ends on the day before.
    """
    orders = list(orders)
    begins = {doc["supersedes"]: str(doc["from"]) for doc in orders if doc.get("supersedes")}
    standing = []
    for doc in orders:
        first, last = str(doc["from"]), str(doc.get("until") or LAST_DAY)
        if (superseded := begins.get(doc["_id"])) is not None:
            last = min(last, (dt.date.fromisoformat(superseded) - dt.timedelta(days=1)).isoformat())
        if first <= last:
            standing.append((doc.get("measure"), first, last, _utc(doc.get("entered_at")) or ""))
    return standing


def _case(case: str, file: Doc, next_change: dt.datetime | None) -> Row:
    name, number = full_name(file), str(file.get("number") or "")
    words = " ".join(spelling for word in search_words(f"{name} {number}") for spelling in word)
    return (
        case, number, name, sort_key(name), words, file.get("born"), file.get("office"),
        file.get("status") or "active", rfc3339(next_change) if next_change else None,
    )  # fmt: skip


def _flags(case: str, documents: Sequence[Doc], by_kind: Mapping[str, Sequence[Doc]]) -> Iterable[Row]:
    facts = {doc["_id"]: doc for doc in documents}
    received = _received(by_kind.get("receipt", ()))
    types = {doc["_id"]: doc.get("type") for doc in by_kind.get("condition", ())}
    unanswered = {doc["_id"] for doc in _unanswered(documents, by_kind)}
    for flag in by_kind.get("flag", ()):
        named = [facts[fact] for fact in flag.get("facts") or () if fact in facts]
        history = flag.get("history") or [{}]
        # A silence has no fact: it was "recorded" when the rule found it.
        found = _utc(history[0].get("at"))
        recorded = min(filter(None, (_utc(doc.get("at")) for doc in named)), default=found)
        arrived = min(
            filter(None, (received.get(doc["_id"], _utc(doc.get("at"))) for doc in named)), default=found
        )
        occasion = str(flag.get("occasion", ""))
        yield (
            case, flag["_id"], None, types.get(flag.get("condition")), occasion, flag.get("certainty"),
            flag.get("state"), recorded, arrived, _utc(history[-1].get("at")) or arrived,
            occasion if _DAY.match(occasion) else recorded,
            int(any(doc["_id"] in unanswered for doc in named)),
        )  # fmt: skip


def _concerns(case: str, documents: Sequence[Doc], by_kind: Mapping[str, Sequence[Doc]]) -> Iterable[Row]:
    """A concern for the child is an item of its own until a `response` names the fact."""
    received = _received(by_kind.get("receipt", ()))
    for doc in _unanswered(documents, by_kind):
        recorded = _utc(doc.get("at"))
        arrived = received.get(doc["_id"], recorded)
        yield (case, None, doc["_id"], "welfare", None, None, "open", recorded, arrived, arrived, recorded, 1)


def _unanswered(documents: Sequence[Doc], by_kind: Mapping[str, Sequence[Doc]]) -> Iterable[Doc]:
    """Calls that nobody answered, each told once.

    A correction does not take a concern back; only an answer does. One that repeats it stands for it, so that
    mending a slip beside it does not make two concerns of one.
    """
    # A newer app may name something in another form: `str`, because what is no text cannot be looked up.
    answered = {str(doc.get("fact")) for doc in by_kind.get("response", ())}
    calls = {doc["_id"]: doc for doc in documents if _calls(doc)}
    repeated = {str(doc.get("corrects")) for doc in calls.values()}
    for doc in calls.values():
        before = calls.get(str(doc.get("corrects")))
        same = before is not None and before.get("welfare_concern") == doc.get("welfare_concern")
        settled = doc["_id"] in answered or (same and str(doc.get("corrects")) in answered)
        if not settled and doc["_id"] not in repeated:
            yield doc


def _calls(doc: Doc) -> bool:
    helped = doc.get("kind") == "check_in" and doc.get("help_wanted") is True
    return doc.get("kind") != "response" and bool(doc.get("welfare_concern") or helped)


def _assignment(case: str, doc: Doc) -> Row:
    return case, doc.get("user"), doc.get("role"), _utc(doc.get("from")), _utc(doc.get("until"))


def _task(case: str, doc: Doc) -> Row:
    window = doc.get("window")
    ends = window if isinstance(window, Mapping) else {}
    return (
        case, doc["_id"], doc.get("type"), doc.get("assignee"), _utc(ends.get("from")),
        _utc(ends.get("until")), doc.get("state") or "planned", doc.get("rule"),
        int(doc.get("moved") is True),
    )  # fmt: skip


def _received(receipts: Iterable[Doc]) -> dict[str, str]:
    received: dict[str, str] = {}
    for receipt in receipts:
        moment = _utc(receipt.get("received_at"))
        for doc_id in receipt.get("documents") or ():
            if moment is not None and moment < received.get(doc_id, "~"):
                received[doc_id] = moment
    return received


def _utc(text: object) -> str | None:
    """Bring an RFC 3339 time to UTC; None for none, for what is no time, and for one beyond the calendar."""
    if not isinstance(text, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        return None if moment.tzinfo is None else rfc3339(moment)
    except (ValueError, OverflowError):
        return None
