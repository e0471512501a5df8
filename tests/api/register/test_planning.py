"""A row against the case file that is there: what is written, and what is left alone."""

import copy
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.register.columns import Columns
from api.register.keys import Keys
from api.register.plan import Plan, Planner
from api.register.reading import Reading, read_row
from api.register.table import read_table
from schemas.check import problems

OFFICE = "Өскемен қ. пробация бөлімі"
KEYS = Keys(b"secret")
MONDAY = dt.datetime(2026, 9, 28, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=5)))
LATER = MONDAY + dt.timedelta(days=10)
Docs = dict[str, dict[str, Any]]


class Office:
    """Imports one row again and again into one case file, as the register changes."""

    def __init__(self, row: Callable[..., dict[str, object]], write: Callable[..., Path]) -> None:
        self._row, self._write = row, write
        self.docs: Docs = {}

    def plan(self, at: dt.datetime = MONDAY, fields: list[str] | None = None, **cells: object) -> Plan:
        table = read_table(self._write(self._row(**cells), fields=fields))
        read = read_row(table.columns, table.rows[0], at.date())
        assert read.reading is not None, read.troubles
        return self._planner(table.columns, at).plan(read.reading, self.docs)

    def take(self, at: dt.datetime = MONDAY, **cells: object) -> Plan:
        plan = self.plan(at, **cells)
        assert not [p for doc in plan.docs for p in problems(doc)]
        for doc in plan.docs:
            self.docs[doc["_id"]] = {**copy.deepcopy(doc), "_rev": "1-x"}
        return plan

    def of_kind(self, kind: str, type_: str | None = None) -> list[dict[str, Any]]:
        return [d for d in self.docs.values() if d["kind"] == kind and (type_ is None or d["type"] == type_)]

    def _planner(self, columns: Columns, at: dt.datetime) -> Planner:
        return Planner(KEYS, columns, at, {OFFICE: "Asia/Almaty"})


@pytest.fixture
def office(row: Callable[..., dict[str, object]], write_csv: Callable[..., Path]) -> Office:
    return Office(row, write_csv)


def test_a_new_row_makes_a_case_file(office: Office) -> None:
    """Case, order, and a condition for each duty that the row states; none for the school."""
    plan = office.take(stay_away="ойын клубтары", registration="апта сайын, дүйсенбі")
    assert plan.outcome == "created"
    (case,) = office.of_kind("case")
    assert case["_id"] == f"case:{KEYS.case('2026-0900')}"
    assert case["name"] == {"family": "Сынақов", "given": "Сынақ"}
    assert case["residence"] == {
        "address": "Өскемен, Сынақ көш. 1-1", "lat": 49.963708, "lon": 82.650624, "radius_m": 50.0,
    }  # fmt: skip
    assert case["guardians"] == [
        {"relation": "әжесі", "phone": "+7 700 000 00 00", "legal_representative": True}
    ]
    (order,) = office.of_kind("order")
    assert (order["measure"], order["from"], order["until"]) == (
        "restricted_freedom", "2026-08-12", "2028-02-03",
    )  # fmt: skip
    conditions = {doc["type"]: doc for doc in office.of_kind("condition")}
    assert set(conditions) == {"residence", "curfew", "stay_away", "registration"}
    assert all(doc["order"] == order["_id"] for doc in conditions.values())
    assert conditions["curfew"]["from"] == "2026-08-12T00:00:00+05:00"
    assert conditions["curfew"]["params"]["windows"][0]["from"] == "22:00"
    assert conditions["stay_away"]["params"] == {"areas": [{"name": "ойын клубтары"}]}
    assert conditions["registration"]["params"] == {"every": {"weekday": "mon"}}


def test_silence_before_the_import_accuses_nobody(office: Office) -> None:
    """Half a year of appearances is on paper: the duty begins with the import, the curfew with the order."""
    plan = office.take(until="03.02.2028")
    (registration,) = office.of_kind("condition", "registration")
    assert registration["from"] == "2026-09-28T00:00:00+05:00"
    assert ("Тіркелу жиілігі", "before_import_on_paper") in [(w.column, w.code) for w in plan.warnings]


def test_an_order_that_was_over_gets_no_silent_duty(office: Office) -> None:
    """Nobody could have recorded here what was done; the other duties stay readable."""
    office.take(from_="21.02.2026", until="27.09.2026")
    assert not office.of_kind("condition", "registration")
    assert office.of_kind("condition", "curfew")


def test_the_same_row_again_writes_nothing(office: Office) -> None:
    """Repeating is free, also on another day."""
    office.take(stay_away="ойын клубтары")
    plan = office.plan(LATER, stay_away="ойын клубтары")
    assert (plan.outcome, plan.docs) == ("unchanged", [])


def test_a_changed_phone_and_address(office: Office) -> None:
    """The case document is edited against its revision; nothing else moves."""
    office.take()
    plan = office.take(LATER, phone="+7 700 000 00 01", address="Өскемен, Жаңа көш. 2-2")
    assert plan.outcome == "changed"
    assert set(plan.fields) == {"phone", "address"}
    assert [doc["kind"] for doc in plan.docs] == ["case"]
    assert plan.docs[0]["_rev"] == "1-x"
    assert plan.docs[0]["imported"]["at"] == "2026-09-28T10:00:00+05:00"
    assert "position_not_changed" in [w.code for w in plan.warnings]
    assert office.of_kind("case")[0]["guardians"][0]["phone"] == "+7 700 000 00 01"


def test_what_people_added_by_hand_stays(office: Office) -> None:
    """The register changes the phone; a second guardian, a wider residence and a correction are kept."""
    office.take()
    case = office.docs[f"case:{KEYS.case('2026-0900')}"]
    case["residence"]["radius_m"] = 120.0
    case["residence"]["address"] = "Өскемен, Түзетілген көш. 3"
    case["guardians"].append({"relation": "анасы"})
    plan = office.take(LATER, phone="+7 700 000 00 01")
    assert plan.fields == ["phone"]
    (case,) = office.of_kind("case")
    assert case["residence"]["radius_m"] == 120.0
    assert case["residence"]["address"] == "Өскемен, Түзетілген көш. 3"
    assert len(case["guardians"]) == 2


def test_both_sides_changed_one_field(office: Office) -> None:
    """A person settles it: nothing of the row is written."""
    office.take()
    office.docs[f"case:{KEYS.case('2026-0900')}"]["residence"]["address"] = "Өскемен, Түзетілген көш. 3"
    plan = office.plan(LATER, address="Өскемен, Жаңа көш. 2-2", phone="+7 700 000 00 01")
    assert (plan.outcome, plan.docs) == ("trouble", [])
    assert [(t.column, t.code) for t in plan.troubles] == [("Мекенжайы", "amended_by_hand")]


def test_a_changed_window_supersedes_from_today(office: Office) -> None:
    """History is never edited, and no past night is judged by the new wording."""
    office.take()
    (old,) = office.of_kind("condition", "curfew")
    before = copy.deepcopy(old)
    plan = office.take(LATER, curfew="21:00–06:00")
    assert plan.fields == ["curfew"]
    (new,) = plan.docs
    assert new["supersedes"] == old["_id"]
    assert new["from"] == "2026-10-08T00:00:00+05:00"
    assert office.docs[old["_id"]] == before
    assert "stands_from_today" in [w.code for w in plan.warnings]
    assert office.plan(LATER, curfew="21:00–06:00").outcome == "unchanged"
    back = office.take(LATER + dt.timedelta(days=1), curfew="22:00–06:00")
    assert back.docs[0]["_id"] not in {old["_id"], new["_id"]}
    assert back.docs[0]["supersedes"] == new["_id"]


def test_a_longer_order_supersedes_the_order_alone(office: Office) -> None:
    """The conditions go on under the order that superseded theirs."""
    office.take()
    (old,) = office.of_kind("order")
    plan = office.take(LATER, until="03.02.2029")
    assert plan.fields == ["until"]
    assert [(doc["kind"], doc["supersedes"], doc["until"]) for doc in plan.docs] == [
        ("order", old["_id"], "2029-02-03")
    ]


def test_another_order(office: Office) -> None:
    """Another number is said; its new curfew stands from its own first day."""
    office.take()
    plan = office.take(LATER, order_number="1-1/2026", from_="01.10.2026", curfew="21:00–06:00")
    assert "another_order" in [w.code for w in plan.warnings]
    order, curfew = plan.docs
    assert curfew["order"] == order["_id"]
    assert curfew["from"] == "2026-10-01T00:00:00+05:00"


def test_a_duty_that_is_gone_ends(office: Office) -> None:
    """Its `until` is set, once; when the register names it again it is a new condition."""
    office.take()
    plan = office.take(LATER, curfew="")
    (ended,) = plan.docs
    assert ended["until"] == "2026-10-08T10:00:00+05:00"
    assert office.plan(LATER, curfew="").outcome == "unchanged"
    again = office.take(LATER + dt.timedelta(days=1))
    assert [doc["type"] for doc in again.docs] == ["curfew"]
    assert again.docs[0]["_id"] != ended["_id"]
    assert "supersedes" not in again.docs[0]


def test_a_duty_that_is_gone_before_it_began(office: Office) -> None:
    """It ends as it begins: `until` stays after `from`."""
    office.take(from_="01.12.2026")
    assert not problems(office.take(LATER, from_="01.12.2026", curfew="").docs[0])


def test_a_condition_that_a_supervisor_superseded(office: Office) -> None:
    """An unchanged row leaves it; a row that changes the same duty is a trouble."""
    office.take()
    (curfew,) = office.of_kind("condition", "curfew")
    by_hand = {**curfew, "_id": "condition:byhand", "supersedes": curfew["_id"]}
    office.docs[by_hand["_id"]] = by_hand
    assert office.plan(LATER).outcome == "unchanged"
    for cell in ("21:00–06:00", ""):
        plan = office.plan(LATER, curfew=cell)
        assert [(t.column, t.code) for t in plan.troubles] == [("Түнгі шектеу", "amended_by_hand")]


def test_a_missing_column_ends_nothing(office: Office) -> None:
    """A file without the curfew column says nothing about curfews; an empty cell says that there is none."""
    office.take()
    fields = ["number", "family", "given", "born", "office", "measure", "from", "until"]
    assert office.plan(LATER, fields=fields).outcome == "unchanged"


def test_two_registration_days(office: Office) -> None:
    """Two days are two duties; one of them can go alone."""
    office.take(registration="апта сайын, дүйсенбі, бейсенбі")
    assert [d["params"]["every"] for d in office.of_kind("condition", "registration")] == [
        {"weekday": "mon"}, {"weekday": "thu"},
    ]  # fmt: skip
    (ended,) = office.take(LATER, registration="апта сайын, дүйсенбі").docs
    assert ended["params"]["every"] == {"weekday": "thu"}


def test_the_number_of_somebody_else(office: Office) -> None:
    """Another name and another birthday: a typing mistake must not overwrite a child's file."""
    office.take()
    plan = office.plan(LATER, family="Басқаұлы", born="01.01.2011")
    assert [t.code for t in plan.troubles] == ["another_person"]


def test_a_corrected_name_is_looked_at(office: Office) -> None:
    """A name alone may be a correction; another way of writing ә is not even one of identity."""
    office.take(family="Әбілов")
    assert "identity_changed" in [w.code for w in office.plan(LATER, family="Әбілев").warnings]
    schwa = office.plan(LATER, family="Əбілов")
    assert (schwa.fields, schwa.warnings) == (["family"], [])


def test_keys_need_the_secret(office: Office) -> None:
    """A register number cannot be tried on a database's name; two registers do not collide."""
    assert KEYS.case("2026-0900") != Keys(b"other").case("2026-0900")
    assert KEYS.case("2026-0900") != Keys(b"secret", "almaty").case("2026-0900")
    assert KEYS.case("2026-0900") == KEYS.case(" 2026-0900 ")


def test_community_service(office: Office) -> None:
    """Hours by the order's end, of an order that is in force."""
    office.take(measure="қоғамдық жұмыстар", hours="60", curfew="", registration="", until="01.12.2026")
    (service,) = office.of_kind("condition", "community_service")
    assert service["params"] == {"hours": 60, "by": "2026-12-01"}


def test_reading_is_needed_whole(office: Office) -> None:
    """`Reading` has no defaults: a new column cannot be forgotten in it."""
    with pytest.raises(TypeError):
        Reading(row=1)  # type: ignore[call-arg]
