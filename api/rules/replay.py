"""Scenarios that a lawyer can read, through the very code that the server runs (SCENARIOS.md, "The file")."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from api.rules.calendars import Calendar, Calendars, Page
from api.rules.evaluation import evaluate
from api.rules.findings import Evaluation
from api.rules.intervals import FAR_PAST
from schemas.documents import EDITABLE_KINDS, SERVER_KINDS
from schemas.parts import Time
from schemas.rules import Catalogue
from schemas.zones import zone as find_zone

REPLACEABLE = EDITABLE_KINDS | SERVER_KINDS


class Unusable(ValueError):
    """A scenario cannot be read; the message names the file and the place in it."""


class Scenario(Struct, frozen=True):
    """A case file as the server received it, the moment to look at it, and what is expected, if told."""

    title: str
    zone: str
    now: dt.datetime
    documents: list[dict[str, Any]]
    calendars: Calendars
    expect: dict[str, Any]

    def evaluate(self, catalogue: Catalogue) -> Evaluation:
        """Run the rules over it."""
        return evaluate(self.documents, self.now, self.zone, catalogue, self.calendars)


def read(path: Path) -> Scenario:
    """Read a scenario, with what it extends.

    Raises:
        Unusable: naming the place that cannot be read.

    """
    text = _merged(path, ())
    if text.get("now") is None:
        raise Unusable(f"{path}: now: missing")
    zone = text.get("zone")
    if not isinstance(zone, str):
        raise Unusable(f"{path}: zone: missing or not text")
    try:
        find_zone(zone)
        now = msgspec.convert(text["now"], dt.datetime)
    except (ValueError, msgspec.ValidationError) as error:
        raise Unusable(f"{path}: now or zone: {error}") from error
    if now.tzinfo is None:
        raise Unusable(f"{path}: now: has no offset from UTC")
    return Scenario(
        title=str(text.get("title", "")),
        zone=zone,
        now=now,
        documents=text["document"],
        calendars=_calendars(text.get("calendar"), path),
        expect=text.get("expect", {}),
    )


def _merged(path: Path, above: tuple[Path, ...]) -> dict[str, Any]:
    """Read a file, with the documents of what it extends before its own."""
    if path.resolve() in above:
        raise Unusable(f"{path}: extends: goes round in a circle")
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Unusable(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path}: not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from error
    own = _documents(text, path)
    extends = text.get("extends")
    if extends is None:
        return {**text, "document": list(_versions(own).values())}
    if not isinstance(extends, str):
        raise Unusable(f"{path}: extends: not a file name")
    base = _merged(path.parent / extends, (*above, path.resolve()))
    # A document with an id of the file that is extended takes its place: the scenario differs there.
    documents = {document["_id"]: document for document in base["document"]} | _versions(own)
    return {**base, **text, "document": list(documents.values())}


def _documents(text: Mapping[str, Any], path: Path) -> list[dict[str, Any]]:
    documents = text.get("document", [])
    if not isinstance(documents, list):
        raise Unusable(f"{path}: document: must be written [[document]]")
    for index, document in enumerate(documents):
        if not isinstance(document, dict):
            raise Unusable(f"{path}: document[{index}]: not a table")
        for name in ("_id", "kind"):
            if not isinstance(document.get(name), str) or not document[name]:
                raise Unusable(f"{path}: document[{index}].{name}: missing or not text")
    return [_plain(document) for document in documents]


def _plain(value: Any) -> Any:
    """TOML has times and dates of its own; a document has text."""
    match value:
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case dt.datetime() | dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat("minutes")
    return value


def _versions(documents: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the store would hold: an edit replaces what may be edited, and is refused where it may not."""
    held: dict[str, dict[str, Any]] = {}
    for document in documents:
        if document["_id"] not in held or document["kind"] in REPLACEABLE:
            held[document["_id"]] = document
    return held


def _calendars(calendar: Any, path: Path) -> Calendars:
    """Read the days without lessons, and two things of our own: when they were known, and `closed` days.

    `entered_at` is the moment at which the calendar came (without it, it was always known); `closed` are days
    on which the office is not open.
    """
    if calendar is None:
        return Calendars()
    if not isinstance(calendar, dict):
        raise Unusable(f"{path}: calendar: must be written [calendar]")
    known = calendar.get("entered_at")
    try:
        since = FAR_PAST if known is None else msgspec.convert(known, Time)
    except msgspec.ValidationError as error:
        raise Unusable(f"{path}: calendar.entered_at: {error}") from error
    no_class, closed = (_days(calendar.get(name, []), name, path) for name in ("no_class", "closed"))
    return Calendars(any_school=_calendar(no_class, since), office=_calendar(closed, since))


def _calendar(days: frozenset[dt.date], since: dt.datetime) -> Calendar:
    return Calendar(own=(Page(since, min(days), max(days), off=days),)) if days else Calendar()


def _days(spans: Any, name: str, path: Path) -> frozenset[dt.date]:
    """Read days: `2026-10-26/2026-11-01`, both inside, or single days."""
    if not isinstance(spans, list):
        raise Unusable(f"{path}: calendar.{name}: must be a list of spans of days")
    days: set[dt.date] = set()
    for index, span in enumerate(spans):
        place = f"{path}: calendar.{name}[{index}]"
        ends = [span.isoformat()] * 2 if isinstance(span, dt.date) else str(span).split("/")
        try:
            first, last = (dt.date.fromisoformat(end) for end in (ends if len(ends) > 1 else ends * 2))
        except ValueError:
            raise Unusable(f"{place}: must be a day or first/last, as YYYY-MM-DD") from None
        if last < first or (last - first).days > 366:
            raise Unusable(f"{place}: ends before it starts, or is longer than a year")
        days.update(first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return frozenset(days)


def told(evaluation: Evaluation) -> dict[str, list[dict[str, Any]]]:
    """Put an evaluation as replay prints it."""
    return {
        "flags": [
            {
                "condition": f.condition,
                "occasion": f.occasion,
                "certainty": f.certainty,
                "state": f.state,
                "facts": f.facts,
            }
            for f in evaluation.flags
        ],
        "review": [
            {"reason": r.reason, "facts": list(r.facts), **_given(r, "document", "field", "code")}
            for r in evaluation.review
        ],
        "service": [
            {"reason": s.reason, **_given(s, "condition", "occasion", "document")} for s in evaluation.service
        ],
    }


def _given(entry: Any, *names: str) -> dict[str, str]:
    return {name: getattr(entry, name) for name in names if getattr(entry, name)}


def differences(expect: Mapping[str, Any], evaluation: Evaluation) -> list[str]:
    """Say where an evaluation is not what a scenario expects; nothing when it is."""
    found = told(evaluation)
    wrong: list[str] = []
    if "flags" in expect:
        wanted = {(f["condition"], f["occasion"]): f for f in expect["flags"]}
        given = {(f["condition"], f["occasion"]): f for f in found["flags"]}
        wrong += [f"flag {key} is missing" for key in sorted(wanted.keys() - given.keys())]
        wrong += [f"flag {key} is not expected: {given[key]}" for key in sorted(given.keys() - wanted.keys())]
        for key in sorted(wanted.keys() & given.keys()):
            wrong += [
                f"flag {key}: {name} is {given[key][name]}, expected {value}"
                for name, value in wanted[key].items()
                if given[key][name] != value
            ]
    for part in ("review", "service"):
        reasons = {entry["reason"] for entry in found[part]}
        wrong += [
            f"{part} {e['reason']} is missing" for e in expect.get(part, []) if e["reason"] not in reasons
        ]
    return wrong
