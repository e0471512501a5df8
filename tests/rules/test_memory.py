"""Evaluating with a memory gives what evaluating without one gives, whatever comes, in whatever batches."""

import copy
import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.rules import Evaluation, Memory, evaluate
from schemas.rules import load
from tests.rules.histories import (
    CONDITIONS,
    FOUNDATION,
    HOME,
    NIGHT,
    NOW,
    REQUESTS,
    START,
    Doc,
    facts,
    histories,
    iso,
)
from tests.rules.test_laws import ZONE, law

nows = st.one_of(
    st.just(NOW),
    st.integers(0, 60 * 24 * 60).map(lambda m: START + dt.timedelta(minutes=m)),
    # near due dates, deadlines and the end of the waiting
    st.builds(
        lambda day, second: START + dt.timedelta(days=day, seconds=second),
        st.integers(0, 60),
        st.sampled_from([-1, 0, 1]),
    ),
)


def remembered(memory: Memory, documents: list[Doc], now: dt.datetime, zone: str = ZONE) -> Evaluation:
    """Evaluate with a memory, documents coming as a store gives them: equal, never the same objects."""
    return evaluate(copy.deepcopy(documents), now, zone, load(), memory=memory)


def agree(memory: Memory, documents: list[Doc], now: dt.datetime, zone: str = ZONE) -> None:
    """With the memory and without: the same, and never a later moment to look again."""
    kept, fresh = remembered(memory, documents, now, zone), evaluate(documents, now, zone, load())
    assert (kept.flags, kept.review, kept.service) == (fresh.flags, fresh.review, fresh.service)
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    assert now < (kept.next_change or never) <= (fresh.next_change or never)


@st.composite
def edited(draw: st.DrawFn, documents: list[Doc]) -> list[Doc]:
    """The file after an edit in place: a condition's end, the residence, an assignment's end, or nothing."""
    which = draw(st.sampled_from(["condition", "case", "assignment", "task", "request", "nothing"]))
    at = iso(draw(nows))
    changed: dict[str, Doc] = {
        "condition": {"until": at},
        "case": {"residence": {"lat": HOME[0] + 0.01, "lon": HOME[1], "radius_m": 50}},
        "assignment": {"until": at},
        "task": {"state": "done"},
        "request": {"delivered": draw(st.booleans())},
        "nothing": {},
    }
    candidates = [d for d in documents if d["kind"] == which]
    if not candidates:
        return documents
    one = draw(st.sampled_from(candidates))
    return [{**d, **changed[which]} if d is one else d for d in documents]


@law
@given(histories(), st.randoms(), st.data())
def test_incremental_and_full_evaluation_agree(
    documents: list[Doc], random: Any, data: st.DataObject
) -> None:
    """Documents in any order and batches, edits between them, moments forwards and back."""
    random.shuffle(documents)
    memory, held = Memory(), list[Doc]()
    while documents:
        size = data.draw(st.sampled_from([1, 2, 5, 30]))
        held, documents = [*held, *documents[:size]], documents[size:]
        held = data.draw(edited(held))
        agree(memory, held, data.draw(nows))


@law
@given(histories(), st.lists(nows, min_size=1, max_size=6))
def test_time_alone_is_not_forgotten(documents: list[Doc], moments: list[dt.datetime]) -> None:
    """The same documents at other moments: what became true because time passed is found."""
    memory = Memory()
    for now in [*sorted(moments), moments[0]]:
        agree(memory, documents, now)


@law
@given(histories(), st.data())
def test_it_looks_again_when_it_said_it_would(documents: list[Doc], data: st.DataObject) -> None:
    """As the scheduler does: from one named moment to the next, with a fact in between."""
    memory, now = Memory(), START
    for number in range(900, 905):
        following = remembered(memory, documents, now).next_change
        now = following if following is not None and following < NOW else NOW
        documents = [*documents, data.draw(facts(number))]
        agree(memory, documents, now)


def test_only_what_a_document_can_touch_is_concluded_again() -> None:
    """A day at school touches the duty to study, and nothing else."""
    memory = Memory()
    documents = [*FOUNDATION, *CONDITIONS, *REQUESTS]
    remembered(memory, documents, NOW)
    before = {name: drawn.conclusion for name, drawn in memory.drawn.items()}
    assert len(before) == len(CONDITIONS)
    missed = {"_id": "attendance:1", "kind": "attendance", "date": "2026-09-16", "status": "unexcused"}
    missed |= {"by": {"user": "aigul", "role": "inspector", "device": "d1"}, "at": iso(NOW)}
    agree(memory, [*documents, missed], NOW)
    again = {name for name, drawn in memory.drawn.items() if drawn.conclusion is not before[name]}
    # aigul's phone was not known before: it may hold what silence is about
    assert again == {"condition:school", "condition:weekly", "condition:ask", "condition:work"}
    before = {name: drawn.conclusion for name, drawn in memory.drawn.items()}
    agree(memory, [*documents, missed, {**missed, "_id": "attendance:2", "date": "2026-09-17"}], NOW)
    assert {n for n, drawn in memory.drawn.items() if drawn.conclusion is not before[n]} == {
        "condition:school"
    }


def test_another_zone_forgets_everything() -> None:
    """A file that moves to an office in another zone has other nights."""
    memory = Memory()
    check = {"_id": "curfew_check:1", "kind": "curfew_check", "result": "absent", "method": "phone"}
    check |= {"by": {"user": "aigul", "role": "inspector", "device": "d1"}, "clock_offset_s": 0}
    documents = [*FOUNDATION, *CONDITIONS, {**check, "at": "2026-09-10T22:30:00+05:00"}]
    assert NIGHT[0]["from"] == "22:00"
    agree(memory, documents, NOW)
    agree(memory, documents, NOW, "Europe/Berlin")
    agree(memory, documents, NOW)
