"""When a record is from an assignment: drawn, because words mislead here.

One dash is ten minutes; `A` is assigned, `.` is not, `^` is when the record was made.
"""

import datetime as dt
from typing import Any

import pytest

from api.cases.caseload import Assigned
from api.rules.catalogue import catalogue
from api.tenure import Tenure
from sync.quarantine import Outside

START = dt.datetime(2026, 10, 2, 6, 0, tzinfo=dt.UTC)
STEP = dt.timedelta(minutes=10)
NOBODY_MEASURED = {"clock_offset_s": None}


def drawn(picture: str) -> list[Assigned]:
    """Read assignments from a picture, one from each run of `A`; one that reaches the end goes on."""
    held, begin = [], None
    for index, sign in enumerate(f"{picture}|"):
        moment = START + index * STEP
        if sign == "A" and begin is None:
            begin = moment
        elif sign != "A" and begin is not None:
            until = None if sign == "|" else moment
            held.append(Assigned("c", "u", "inspector", begin, until, id=f"assignment:u:{len(held)}"))
            begin = None
    return held


def tenure(*pictures: str, now: str | dt.datetime = "end") -> Tenure:
    held = [one for picture in pictures for one in drawn(picture)]
    moment = START + len(pictures[0]) * STEP if isinstance(now, str) else now
    return Tenure(held, moment, catalogue())


def record(mark: str, **more: Any) -> dict[str, Any]:
    at = START + mark.index("^") * STEP + dt.timedelta(minutes=5)
    return {"_id": "visit:1", "kind": "visit", "at": at.isoformat(), "clock_offset_s": 0, **more}


PICTURES = [
    (["..AAAA"], "....^", None),
    (["..AAAA"], ".^", "before_assignment"),
    (["..AAAA...."], "...^", None),
    (["..AAAA...."], ".......^", "after_assignment"),
    (["..AA..AA"], "..^", None),
    (["..AA..AA"], "....^", "between_assignments"),
    (["..AA..AA"], "......^", None),
    (["..AA..AA.."], ".....^", "between_assignments"),
    (["..AA..AA.."], "........^", "after_assignment"),
    (["..AA..AA.."], "^", "before_assignment"),
    (["..AAAA....", "....AAAA.."], "......^", None),
    (["..AAAA....", "....AAAA.."], "........^", "after_assignment"),
    (["..AAAA....", "......AA.."], "......^", None),
]


@pytest.mark.parametrize(("pictures", "mark", "why"), PICTURES)
def test_a_record_counts_when_its_author_was_assigned_then(
    pictures: list[str], mark: str, why: str | None
) -> None:
    """Inside any assignment; overlapping and touching ones are one; outside it says on which side."""
    outside = tenure(*pictures).outside(record(mark), 0.0)
    assert (outside.why if outside else None) == why


def test_the_end_is_not_inside_and_the_beginning_is() -> None:
    """Half-open, to the second."""
    held = tenure("..AA..")
    for at, why in ((2, None), (4, "after_assignment")):
        doc = record("^", at=(START + at * STEP).isoformat())
        outside = held.outside(doc, 0.0)
        assert (outside.why if outside else None) == why


def test_what_is_told_names_the_end_before_it() -> None:
    """The supervisor reads since when the case was somebody else's."""
    outside = tenure("..AA....AA..").outside(record("...........^"), 0.0)
    assert outside == Outside("after_assignment", START + 10 * STEP)
    assert tenure("..AA....AA").outside(record("......^"), 0.0) == Outside(
        "between_assignments", START + 4 * STEP
    )


CLOCKS: list[tuple[str, dict[str, Any], float | None, str | None]] = [
    # the phone's clock was an hour fast, and it knew
    ("...........^", {"clock_offset_s": -3600}, -3600.0, None),
    # it did not know; measured now, which may have been otherwise then
    ("...........^", {"clock_offset_s": 0}, -3600.0, "clock_in_doubt"),
    # it says that it was a day fast, and is right now: a record of now becomes none of yesterday
    ("...........^", {"clock_offset_s": -86400}, 0.0, "clock_in_doubt"),
    # both readings are outside, on the same side
    ("...........^", {"clock_offset_s": 0}, 600.0, "after_assignment"),
    # never measured, by nobody
    ("...........^", NOBODY_MEASURED, None, "clock_in_doubt"),
    ("...^", NOBODY_MEASURED, None, "clock_in_doubt"),
    # never measured on the phone, measured now
    ("...^", NOBODY_MEASURED, 0.0, None),
    # no more apart than two readings of one clock are
    ("...^", {"clock_offset_s": 0}, 100.0, None),
]


@pytest.mark.parametrize(("mark", "doc", "measured", "why"), CLOCKS)
def test_a_clock_in_doubt_near_an_end(
    mark: str, doc: dict[str, Any], measured: float | None, why: str | None
) -> None:
    """Neither taken in silently nor refused: somebody looks, and is told why."""
    outside = tenure("..AAAA......").outside(record(mark, **doc), measured)
    assert (outside.why if outside else None) == why


def test_a_doubt_across_a_whole_assignment_is_a_doubt() -> None:
    """Before it or after it: nobody can tell."""
    doc = record("......^", clock_offset_s=-3600)
    outside = tenure("...AA.......").outside(doc, 600.0)
    assert outside is not None
    assert outside.why == "clock_in_doubt"


def test_the_first_beginning_is_lenient() -> None:
    """A phone had no file before it was let in: a clock in doubt there is no doubt."""
    assert tenure("..AAAA").outside(record("...^", **NOBODY_MEASURED), None) is None
    again = tenure("A....AAA").outside(record("......^", **NOBODY_MEASURED), None)
    assert again is not None
    assert again.why == "clock_in_doubt"


ODD_TIMES: list[dict[str, Any]] = [
    {"clock_offset_s": 1e300}, {"clock_offset_s": "a while"}, {"clock_offset_s": {}}, {"at": 7}, {"at": None},
    {"clock_offset_s": float("nan")}, {"clock_offset_s": True}, {"at": "2026-10-02T23:10:00"},
    {"at": "9999-12-31T23:59:59-14:00", "clock_offset_s": 86400},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_TIMES)
def test_a_time_that_cannot_be_told_is_in_no_assignment(odd: dict[str, Any]) -> None:
    """A newer app's members are unchecked, and may be anything; never an error."""
    assert tenure("AAAA..").outside(record("^", **odd), 0.0) is not None


def test_what_comes_very_late_is_looked_at() -> None:
    """A month and a half after the end (catalogue, `assignment.late_d`), unless the author is back."""
    end = START + 4 * STEP
    for days, why in ((44, None), (46, "too_late")):
        held = tenure("AAAA..", now=end + dt.timedelta(days=days))
        outside = held.outside(record("..^"), 0.0)
        assert (outside.why if outside else None) == why
    assert tenure("AAAA..A", now=end + dt.timedelta(days=300)).outside(record("..^"), 0.0) is None


def test_an_assignment_that_has_yet_to_begin_lets_nothing_in() -> None:
    """It is known, and counts from its own beginning."""
    held = tenure("AA..AA..", now=START + 3 * STEP)
    assert not held.holds
    outside = held.outside(record("..^"), 0.0)
    assert outside is not None
    assert outside.why == "between_assignments"


class Seen:
    """A case file as the writer sees it."""

    def __init__(self, *docs: dict[str, Any]) -> None:
        self._docs = {doc["_id"]: doc for doc in docs}

    def get(self, doc_id: str) -> dict[str, Any] | None:
        return self._docs.get(doc_id)


def test_an_end_that_came_while_the_request_was_under_way_counts() -> None:
    """The request was let in by an assignment without an end; the transaction sees that it has one."""
    held = tenure("AAAA")
    ended = Seen({"_id": "assignment:u:0", "until": (START + 2 * STEP).isoformat()})
    assert held.outside(record("...^"), 0.0, None) is None
    assert held.outside(record("...^"), 0.0, ended) == Outside("after_assignment", START + 2 * STEP)
    assert held.outside(record("^"), 0.0, ended) is None
