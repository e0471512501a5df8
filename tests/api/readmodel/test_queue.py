"""What the supervisor's queue shows, and in which order."""

from collections.abc import Callable
from typing import Any

import pytest

from api.readmodel import ReadModel

Doc = dict[str, Any]
CaseFile = Callable[..., list[Doc]]
OFFICE = "Өскемен қ. пробация бөлімі"


def fact(key: str, at: str, **more: Any) -> Doc:
    by = {"user": "aigul", "role": "inspector", "device": "d1"}
    return {"_id": f"curfew_check:{key}", "kind": "curfew_check", "by": by, "at": at, **more}


def flag(occasion: str, state: str = "open", *facts: str, at: str = "2026-10-04T00:00:00Z") -> Doc:
    return {
        "_id": f"flag:c:{occasion}", "kind": "flag", "condition": "condition:c", "occasion": occasion,
        "certainty": "suspected", "state": state, "facts": list(facts), "rule": "curfew@1",
        "history": [{"at": at, "state": state, "certainty": "suspected"}],
    }  # fmt: skip


def receipt(received_at: str, *documents: str) -> Doc:
    key = documents[0].replace(":", "-")
    return {
        "_id": f"receipt:{key}",
        "kind": "receipt",
        "documents": list(documents),
        "received_at": received_at,
    }


async def keep(model: ReadModel, case: str, documents: list[Doc]) -> None:
    await model.refresh_case(case, documents, None)


async def test_a_row_as_the_contract_has_it(model: ReadModel, case_file: CaseFile) -> None:
    """Every member of a flag's row, times in UTC."""
    check = fact("1", "2026-10-02T23:30:00+05:00")
    sent = receipt("2026-10-03T08:00:00+05:00", check["_id"])
    await keep(model, "a1", case_file("a1", check, sent, flag("2026-10-02", "open", check["_id"])))
    assert await model.queue(OFFICE) == [
        {
            "case": "a1", "number": "2026-a1", "name": "Сынақов Сынақ", "flag": "flag:c:2026-10-02",
            "fact": None,
            "type": "curfew", "occasion": "2026-10-02", "certainty": "suspected", "state": "open",
            "recorded_at": "2026-10-02T18:30:00.000Z", "received_at": "2026-10-03T03:00:00.000Z",
            "welfare": False,
        }
    ]  # fmt: skip


async def test_a_child_at_risk_comes_first(model: ReadModel, case_file: CaseFile) -> None:
    """A concern recorded just now stands above the oldest flag, also when no rule is touched."""
    await keep(model, "a1", case_file("a1", flag("2026-10-01")))
    concern = fact("2", "2026-10-04T23:00:00+05:00", welfare_concern="алкоголь, бала қорқып тұр")
    await keep(model, "a2", case_file("a2", concern))
    call = {"_id": "check_in:3", "kind": "check_in", "at": "2026-10-04T22:00:00Z", "help_wanted": True}
    await keep(model, "a3", case_file("a3", call))
    rows = await model.queue(OFFICE)
    assert [(row["type"], row["case"], row["flag"], row["fact"]) for row in rows] == [
        ("welfare", "a2", None, "curfew_check:2"),
        ("welfare", "a3", None, "check_in:3"),
        ("curfew", "a1", "flag:c:2026-10-01", None),
    ]
    assert [row["welfare"] for row in rows] == [True, True, False]


async def test_a_flag_on_a_concern_is_marked(model: ReadModel, case_file: CaseFile) -> None:
    """The flag of a fact that also tells a concern comes before other flags."""
    concern = fact("2", "2026-10-03T23:00:00+05:00", welfare_concern="бала жалғыз")
    late = flag("2026-10-03", "open", concern["_id"])
    await keep(model, "a1", case_file("a1", flag("2026-10-01"), concern, late))
    assert [(row["type"], row["occasion"], row["welfare"]) for row in await model.queue(OFFICE)] == [
        ("welfare", None, True), ("curfew", "2026-10-03", True), ("curfew", "2026-10-01", False),
    ]  # fmt: skip


async def test_an_answer_takes_the_concern_out(model: ReadModel, case_file: CaseFile) -> None:
    """Only a `response` that names the fact; a correction of the fact does not."""
    concern = fact("2", "2026-10-04T23:00:00+05:00", welfare_concern="бала жалғыз")
    corrected = fact("3", "2026-10-04T23:10:00+05:00", corrects=concern["_id"])
    await keep(model, "a1", case_file("a1", concern, corrected))
    assert [row["fact"] for row in await model.queue(OFFICE)] == [concern["_id"]]
    answer = {"_id": "response:1", "kind": "response", "fact": concern["_id"], "text": "Барып қайттық."}
    await keep(model, "a1", case_file("a1", concern, corrected, answer))
    assert await model.queue(OFFICE) == []


async def test_a_correction_that_repeats_a_concern_stands_for_it(
    model: ReadModel, case_file: CaseFile
) -> None:
    """One concern, one row; answered before or after the correction, it is answered."""
    concern = fact("2", "2026-10-04T23:00:00+05:00", welfare_concern="бала жалғыз")
    again = fact("3", "2026-10-04T23:10:00+05:00", welfare_concern="бала жалғыз", corrects=concern["_id"])
    await keep(model, "a1", case_file("a1", concern, again))
    assert [row["fact"] for row in await model.queue(OFFICE)] == [again["_id"]]
    answer = {"_id": "response:1", "kind": "response", "fact": concern["_id"], "text": "Барып қайттық."}
    await keep(model, "a1", case_file("a1", concern, again, answer))
    assert await model.queue(OFFICE) == []
    worse = again | {"welfare_concern": "бала жалғыз, үй суық"}
    await keep(model, "a1", case_file("a1", concern, worse, answer))
    assert [row["fact"] for row in await model.queue(OFFICE)] == [again["_id"]]


async def test_the_oldest_window_first(model: ReadModel, case_file: CaseFile) -> None:
    """By what happened, not by when it arrived."""
    for case, day in (("a1", "2026-10-03"), ("a2", "2026-10-01"), ("a3", "2026-10-02/22:00")):
        await keep(model, case, case_file(case, flag(day)))
    assert [row["case"] for row in await model.queue(OFFICE)] == ["a2", "a3", "a1"]


@pytest.mark.parametrize(
    ("state", "shelf"),
    [
        ("open", "open"), ("reopened", "open"), ("confirmed", "decided"), ("dismissed", "decided"),
        ("excused", "decided"), ("void", "decided"), ("frozen", "decided"),
    ],
)  # fmt: skip
async def test_shelves(model: ReadModel, case_file: CaseFile, state: str, shelf: str) -> None:
    """Each state is on one shelf."""
    await keep(model, "a1", case_file("a1", flag("2026-10-01", state)))
    assert len(await model.queue(OFFICE)) == (shelf == "open")
    assert len(await model.queue(OFFICE, "decided")) == (shelf == "decided")


async def test_the_newest_decision_first(model: ReadModel, case_file: CaseFile) -> None:
    """Two hundred of them."""
    flags = [
        flag(f"2026-01-01/{n:04d}", "dismissed", at=f"2026-10-04T0{n // 60}:{n % 60:02d}:00Z")
        for n in range(250)
    ]
    await keep(model, "a1", case_file("a1", *flags))
    rows = await model.queue(OFFICE, "decided")
    assert len(rows) == 200
    assert rows[0]["occasion"] == "2026-01-01/0249"


async def test_another_office_sees_nothing(model: ReadModel, case_file: CaseFile) -> None:
    """Neither flags nor concerns nor case files."""
    concern = fact("2", "2026-10-04T23:00:00+05:00", welfare_concern="бала жалғыз")
    await keep(model, "a1", case_file("a1", flag("2026-10-01"), concern))
    assert await model.queue("Семей қ. пробация бөлімі") == []
    assert await model.cases("Семей қ. пробация бөлімі") == []
    assert await model.cases_of_office("Семей қ. пробация бөлімі") == []


async def test_a_silence_has_no_fact(model: ReadModel, case_file: CaseFile) -> None:
    """Its times are those at which the rule found it."""
    await keep(model, "a1", case_file("a1", flag("2026-10-01")))
    (row,) = await model.queue(OFFICE)
    assert row["recorded_at"] == row["received_at"] == "2026-10-04T00:00:00.000Z"


async def test_refreshing_replaces(model: ReadModel, case_file: CaseFile) -> None:
    """No row is left of what the file no longer says; removing leaves nothing."""
    await keep(model, "a1", case_file("a1", flag("2026-10-01")))
    await keep(model, "a1", case_file("a1", flag("2026-10-02")))
    assert [row["occasion"] for row in await model.queue(OFFICE)] == ["2026-10-02"]
    await model.remove_case("a1")
    assert await model.queue(OFFICE) == []
    assert await model.cases(OFFICE, "сынақ") == []
