"""The figures: exact for an office, without small numbers for an analyst."""

import itertools
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.readmodel import ReadModel
from api.readmodel.disclosure import FEW, SMALL, WITHHELD, told

Doc = dict[str, Any]
CaseFile = Callable[..., list[Doc]]
OFFICE = "Өскемен қ. пробация бөлімі"
OTHER = "Семей қ. пробация бөлімі"
MEASURES = ["community_service", "restricted_freedom"]


async def test_by_measure_and_office(model: ReadModel, case_file: CaseFile) -> None:
    """Sums hold across offices and measures."""
    for case, office, measure in (
        ("a1", OFFICE, "restricted_freedom"), ("a2", OFFICE, "community_service"), ("a3", OTHER,
        "restricted_freedom"),
    ):  # fmt: skip
        await model.refresh_case(case, case_file(case, office=office, measure=measure), None)
    figures = await model.statistics()
    assert figures["total"] == 3
    assert figures["measures"] == {"community_service": 1, "restricted_freedom": 2}
    assert figures["offices"] == [
        {"office": OFFICE, "total": 2, "measures": {"community_service": 1, "restricted_freedom": 1}},
        {"office": OTHER, "total": 1, "measures": {"community_service": 0, "restricted_freedom": 1}},
    ]
    assert figures["in_force"] == 3
    assert (await model.statistics(OTHER))["total"] == 1


async def test_the_order_in_force_counts(model: ReadModel, case_file: CaseFile) -> None:
    """The latest of those in force today; when none is, the last one."""
    old = {
        "_id": "order:0",
        "kind": "order",
        "measure": "deferral",
        "from": "2025-01-01",
        "until": "2026-12-31",
    }
    to_come = {"_id": "order:2", "kind": "order", "measure": "correctional_work", "from": "2027-09-01"}
    await model.refresh_case("a1", case_file("a1", old, to_come), None)
    over = [{**doc, "until": "2026-09-30"} if doc["kind"] == "order" else doc for doc in case_file("a2")]
    await model.refresh_case("a2", over, None)
    figures = await model.statistics()
    assert figures["measures"] == {"restricted_freedom": 2}
    assert figures["in_force"] == 1


async def test_only_confirmed_flags_count(model: ReadModel, case_file: CaseFile) -> None:
    """An unreviewed flag counts nowhere, nor does a dismissed one."""
    states = ("open", "reopened", "dismissed", "excused", "void", "frozen", "confirmed")
    flags = [
        {"_id": f"flag:c:{s}", "kind": "flag", "condition": "condition:c", "state": s, "facts": []}
        for s in states
    ]
    await model.refresh_case("a1", case_file("a1", *flags), None)
    assert (await model.statistics())["flags"] == {"confirmed": 1}
    assert (await model.statistics(withhold_small=True))["flags"] == {"confirmed": FEW}


def possible(row_totals: list[int], column_totals: list[int]) -> list[list[tuple[int, ...]]]:
    """Every table of counts with these margins."""
    if len(row_totals) == 1:
        return [[tuple(column_totals)]] if sum(column_totals) == row_totals[0] else []
    tables = []
    for row in itertools.product(*(range(total + 1) for total in column_totals)):
        if sum(row) == row_totals[0]:
            left = [total - taken for total, taken in zip(column_totals, row, strict=True)]
            tables += [[row, *rest] for rest in possible(row_totals[1:], left)]
    return tables


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=1, max_size=4))
def test_no_small_count_can_be_worked_out(counts: list[list[int]]) -> None:
    """An attacker who knows all that is told finds at least two values for each count of 1 to 4."""
    offices = {f"office {n}": dict(zip(MEASURES, row, strict=True)) for n, row in enumerate(counts)}
    total, by_measure, shown = told(offices, MEASURES)
    figures = [total, *by_measure.values(), *(f for t, row in shown.values() for f in (t, *row.values()))]
    assert not [f for f in figures if isinstance(f, int) and 0 < f < SMALL]
    if not shown:
        return
    hidden = [name for name, (_, row) in shown.items() if WITHHELD in row.values()]
    row_totals = [sum(offices[name].values()) for name in hidden]
    column_totals = [sum(offices[name][m] for name in hidden) for m in MEASURES]
    tables = possible(row_totals, column_totals) if hidden else []
    for place, name in enumerate(hidden):
        for column, measure in enumerate(MEASURES):
            if 0 < offices[name][measure] < SMALL:
                assert len({table[place][column] for table in tables}) > 1


def test_an_office_with_one_child_in_community_service() -> None:
    """Its row goes, and another with it; the totals of all offices stay."""
    offices = {"A": {"x": 1, "y": 40}, "B": {"x": 9, "y": 30}, "C": {"x": 20, "y": 90}}
    total, by_measure, shown = told(offices, ["x", "y"])
    assert (total, by_measure) == (190, {"x": 30, "y": 160})
    assert shown == {
        "A": (41, {"x": WITHHELD, "y": WITHHELD}),
        "B": (39, {"x": WITHHELD, "y": WITHHELD}),
        "C": (110, {"x": 20, "y": 90}),
    }


def test_a_tiny_office_hides_the_list() -> None:
    """Even its total would tell."""
    assert told({"A": {"x": 2}, "B": {"x": 30}}, ["x"]) == (32, {"x": 32}, {})
