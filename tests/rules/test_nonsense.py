"""Nonsense in: a `review` entry that names document and field, never an exception; all else still counts."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import check
from schemas.documents import KINDS
from tests.rules.histories import CONDITIONS, FOUNDATION, Doc, histories
from tests.rules.test_laws import law, run

TIMES = ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-10-01T10:00"]
odd = st.one_of(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
        max_leaves=4,
    ),
    st.sampled_from([*TIMES, -1, 10**400, 1e400, "", "condition:curfew", [], {}, [None], {"": None}]),
)


def paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, however deep."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, one in inner for p in ((*above, key), *paths(one, (*above, key)))]


def spoilt(doc: Doc, path: tuple[Any, ...], value: Any) -> Doc:
    """The document with another value in one place."""
    made = copy.deepcopy(doc)
    place: Any = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return made


@law
@given(histories(), st.data())
def test_any_value_in_any_place_of_any_document(documents: list[Doc], data: st.DataObject) -> None:
    """What cannot be read is told with its document and field; the others say what they say without it."""
    one = data.draw(st.sampled_from(documents))
    path = data.draw(st.sampled_from([p for p in paths(one) if p not in {("_id",), ("kind",)}]))
    wrong = spoilt(one, path, data.draw(odd))
    evaluation = run([wrong if doc is one else doc for doc in documents])
    complaints = [r for r in evaluation.review if r.document == one["_id"] and r.reason == "unreadable"]
    # An envelope with a gap is completed and told; everything else is left out and told.
    told = [r for r in evaluation.review if r.document == one["_id"] and r.field]
    assert told or _is_read(wrong)
    if [r for r in complaints if not r.field.startswith("condition.params")]:
        alone = run([doc for doc in documents if doc is not one])
        assert evaluation.flags == alone.flags


def _is_read(doc: Doc) -> bool:
    try:
        check.read(doc)
    except check.Unreadable:
        return False
    return True


@law
@given(histories(), st.lists(odd, min_size=1, max_size=3))
def test_what_is_no_document_at_all(documents: list[Doc], values: list[Any]) -> None:
    """Objects without a kind or an id, and kinds that are no text: told, and nothing else changes."""
    junk = [{"_id": f"junk:{n}", "kind": value} for n, value in enumerate(values)]
    junk += [{"kind": "visit", "outcome": value} for value in values]
    evaluation = run([*documents, *junk])
    assert evaluation.flags == run(documents).flags
    known = [one for one in junk if "_id" in one and str(one["kind"]) not in KINDS]
    told = {r.document for r in evaluation.review}
    assert {one["_id"] for one in known} <= told


SEPTEMBER = "2026-09-01T00:00:00+05:00"
WINDOW = {"days": ["fri"], "from": "22:00", "to": "06:00"}

HOURS = {"from": SEPTEMBER, "until": "2026-09-03T00:00:00Z"}
BACKWARDS = {"kind": "order", "_id": "order:x", "from": "2026-09-02", "until": "2026-09-01"}
BACKWARDS["supersedes"] = "order:9"


def duty(kind: str, params: Doc | None = None, **more: Any) -> Doc:
    """A condition that is wrong somewhere."""
    named = {"kind": "condition", "_id": "condition:x", "type": kind, "from": SEPTEMBER}
    return {**named, "params": params or {}, **more}


def record(kind: str, at: str = "2026-09-02T00:00:00Z", **more: Any) -> Doc:
    """A record that is wrong somewhere."""
    by = {"user": "aigul", "role": "inspector", "device": "d1"}
    return {"kind": kind, "_id": f"{kind}:x", "by": by, "at": at, "clock_offset_s": 0, **more}


LISTED = {
    "crossed windows": (
        duty("curfew", {"windows": [WINDOW, {**WINDOW, "from": "23:00"}]}),
        ("contradictory", "condition.params.windows"),
    ),
    "an area without a radius": (
        duty("stay_away", {"areas": [{"name": "Park", "lat": 49.9, "lon": 82.6}]}),
        ("area_without_position", "condition.params.areas[0]"),
    ),
    "a condition that ends before it begins": (
        duty("residence", until="2026-08-01T00:00:00+05:00"), ("contradictory", "condition.until"),
    ),
    "a type that nobody knows": (duty("bracelet"), ("unreadable", "condition.type")),
    "a window without days": (
        duty("curfew", {"windows": [{**WINDOW, "days": []}]}),
        ("unreadable", "condition.params.windows[0].days"),
    ),
    "a wording that supersedes itself": (
        duty("residence", supersedes="condition:x"), ("supersedes_loop", "condition.supersedes"),
    ),
    "a decision on no flag": (
        record("decision", flag="flag:nobody:2026-10-01", verdict="confirm", reason="?"),
        ("decision_without_flag", "decision.flag"),
    ),
    "a fact of 1970": (record("sighting", "1970-01-01T00:00:00Z"), ("implausible_time", "sighting.at")),
    "a fact of 2090": (
        record("curfew_check", "2090-01-01T00:00:00Z", result="absent"),
        ("implausible_time", "curfew_check.at"),
    ),
    "a day of 2090": (
        record("attendance", date="2090-01-01", status="unexcused"), ("implausible_time", "attendance.date"),
    ),
    "a second case": ({"kind": "case", "_id": "case:2"}, ("two_cases", "case._id")),
    "a correction of itself": (
        record("visit", outcome="met", corrects="visit:x"), ("correction_loop", "visit.corrects"),
    ),
    "an order that ends before it begins": (
        BACKWARDS,
        ("contradictory", "order.until"),
    ),
    "a request of no condition": (
        {"kind": "request", "_id": "request:no:1", "condition": "condition:no", "due": SEPTEMBER},
        ("condition_not_found", "request.condition"),
    ),
    "a permission for no condition": (
        record("permission", conditions=["condition:no"], **HOURS),
        ("condition_not_found", "permission.conditions[0]"),
    ),
    "an offset that is no number": (
        record("visit", outcome="met") | {"clock_offset_s": "a lot"}, ("unreadable", "visit.clock_offset_s"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTED)
def test_each_kind_of_nonsense_is_named(name: str) -> None:
    """By document and field; and the rest of the file concludes what it concluded."""
    document, expected = LISTED[name]
    night = record("curfew_check", "2026-09-10T23:00:00+05:00", result="absent", method="phone")
    file = [*FOUNDATION, *CONDITIONS, {**night, "_id": "curfew_check:1"}]
    evaluation = run([*file, document])
    told = {(r.reason, r.field): {r.document, *r.facts} for r in evaluation.review}
    assert document["_id"] in told[expected]
    before = {f.id: f.state for f in run(file).flags}
    after = {f.id: f.state for f in evaluation.flags}
    assert after["flag:curfew:2026-09-10"] == before["flag:curfew:2026-09-10"] == "frozen"
