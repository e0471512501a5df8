"""The caseload, search, assignments and what is due."""

import datetime as dt
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.readmodel import ReadModel
from api.readmodel.rows import standing_orders
from api.readmodel.words import ALPHABET, search_words, sort_key

Doc = dict[str, Any]
CaseFile = Callable[..., list[Doc]]
OFFICE = "Өскемен қ. пробация бөлімі"


def named(family: str, given: str = "Сынақ") -> dict[str, str]:
    return {"family": family, "given": given}


def assignment(user: str, start: str, until: str | None = None, role: str = "inspector") -> Doc:
    doc = {
        "_id": f"assignment:{user}:{start}",
        "kind": "assignment",
        "user": user,
        "role": role,
        "from": start,
    }
    return doc | ({"until": until} if until else {})


async def test_a_row_as_the_contract_has_it(model: ReadModel, case_file: CaseFile) -> None:
    """The measure in force, who has it now, and how many flags wait."""
    flags = [
        {"_id": f"flag:c:{state}", "kind": "flag", "condition": "condition:c", "state": state, "facts": []}
        for state in ("open", "reopened", "confirmed", "dismissed", "void")
    ]
    assigned = [
        assignment("marat", "2026-09-01T00:00:00+05:00", "2026-10-01T00:00:00+05:00"),
        assignment("aigul", "2026-10-01T00:00:00+05:00"),
        assignment("later", "2026-11-01T00:00:00+05:00"),
        assignment("lawyer", "2026-10-02T00:00:00+05:00", role="advocate"),
    ]
    await model.refresh_case("a1", case_file("a1", *flags, *assigned), None)
    assert await model.cases(OFFICE) == [
        {
            "case": "a1", "number": "2026-a1", "name": "Сынақов Сынақ", "born": "2010-02-14",
            "office": OFFICE,
            "measure": "restricted_freedom", "status": "active", "inspector": "aigul", "open_flags": 2,
        }
    ]  # fmt: skip
    assert await model.assignments("aigul") == [
        {"case": "a1", "db": "case-a1", "from": "2026-09-30T19:00:00.000Z", "until": None}
    ]
    assert await model.assignments("marat") == []


@pytest.mark.parametrize(
    "query",
    [
        "Әбілқасым", "əбілқасым", "ƏБІЛҚАСЫМ", "әбіл", "Ábilqasym", "abilkasym", "Abilkassym", "камила",
        "камила әбіл", "2026-a1", "a1", " Әбілқасым  Камила ",
    ],
)  # fmt: skip
async def test_found_however_it_is_spelt(model: ReadModel, case_file: CaseFile, query: str) -> None:
    """Two ways of ә, three alphabets, any order, beginnings."""
    await model.refresh_case("a1", case_file("a1", name=named("Əбілқасым", "Камила")), None)
    await model.refresh_case("b2", case_file("b2", name=named("Петров", "Данил")), None)
    assert [row["case"] for row in await model.cases(OFFICE, query)] == ["a1"]


@pytest.mark.parametrize(
    ("stored", "query"),
    [
        ("Нұрғалиев", "Nurgaliyev"), ("Нұрғалиев", "Nūrğaliev"), ("Нұрғалиев", "нургали"),
        ("Шевченко", "Shevchenko"), ("Шыңғыс", "Shyngys"), ("Шыңғыс", "Şyñğys"), ("Жұмабеков", "Zhumabekov"),
        ("Жұмабеков", "Jumabekov"), ("Хасенов", "Khassenov"), ("Қасымова", "Qasymova"), ("Қасымова",
        "Kassymova"),
        ("Сейітқали", "Seitkali"), ("Рахымов", "Rakhymov"), ("Соловьёв", "Соловьев"), ("Әділ", "Ádil"),
        ("Әділ", "Ädil"), ("Ғалым", "Galym"), ("Дүйсенов", "Duysenov"), ("Цой", "Tsoy"),
    ],
)  # fmt: skip
async def test_found_by_its_latin_spelling(
    model: ReadModel, case_file: CaseFile, stored: str, query: str
) -> None:
    """Passports, the Kazakh Latin alphabets, and Russian keyboards."""
    await model.refresh_case("a1", case_file("a1", name=named(stored)), None)
    assert len(await model.cases(OFFICE, query)) == 1


@pytest.mark.parametrize(
    "query", ['"', "AND", "a* OR b", "'; drop table cases", "(", "name:x", "—", "💬", "NEAR("]
)
async def test_signs_are_no_search_language(model: ReadModel, case_file: CaseFile, query: str) -> None:
    """What people type is words, never FTS5's grammar."""
    await model.refresh_case("a1", case_file("a1"), None)
    assert await model.cases(OFFICE, query) == []


async def test_the_kazakh_alphabet_sorts(model: ReadModel, case_file: CaseFile) -> None:
    """ә after а, however it is written; ө after о, ү after ұ."""
    names = ["Абаев", "Ақанов", "Əбілов", "Әлиев", "Оспанов", "Өтеев", "Ұлықбеков", "Үмбетов"]
    order = list(enumerate(names))
    random.Random(5).shuffle(order)
    for number, name in order:
        await model.refresh_case(f"a{number}", case_file(f"a{number}", name=named(name)), None)
    assert [row["name"].split()[0] for row in await model.cases(OFFICE)] == names


@given(st.text(alphabet=ALPHABET, max_size=8), st.text(alphabet=ALPHABET, max_size=8))
def test_the_sort_key_is_the_alphabet(one: str, other: str) -> None:
    """Comparing keys is comparing letter by letter."""
    by_place = [ALPHABET.index(letter) for letter in one] < [ALPHABET.index(letter) for letter in other]
    assert (sort_key(one) < sort_key(other)) == by_place


@given(st.text())
def test_search_words_are_plain(text: str) -> None:
    """Whatever is typed becomes words of ASCII letters and digits."""
    assert all(s.isascii() and s.isalnum() for word in search_words(text) for s in word if s)


async def test_what_is_due_first(model: ReadModel, case_file: CaseFile) -> None:
    """The earliest next change of all; none when nothing can change by itself."""
    assert await model.next_due() is None
    for case, hour in (("a1", 9), ("a2", 7)):
        moment = dt.datetime(2026, 10, 6, hour, tzinfo=dt.UTC)
        await model.refresh_case(case, case_file(case), SimpleNamespace(next_change=moment, service=[]))
    assert await model.next_due() == ("a2", dt.datetime(2026, 10, 6, 7, tzinfo=dt.UTC))
    await model.refresh_case("a2", case_file("a2"), SimpleNamespace(next_change=None, service=[]))
    assert (await model.next_due() or ("",))[0] == "a1"


async def test_a_database_without_a_case_is_not_listed(model: ReadModel) -> None:
    """An import was interrupted between the database and its documents."""
    await model.refresh_case("a1", [], None)
    assert await model.cases(OFFICE) == []


def order(key: str, first: str, last: str | None, measure: str, supersedes: str | None = None) -> Doc:
    return {
        "_id": key, "kind": "order", "measure": measure, "from": first, "until": last,
        "supersedes": supersedes,
    }  # fmt: skip


def test_superseded_orders_end() -> None:
    """On the day before the new one begins; one that never stood is left out."""
    orders = [
        order("order:1", "2026-01-01", "2026-12-31", "deferral"),
        order("order:2", "2026-06-01", None, "restricted_freedom", "order:1"),
        order("order:3", "2026-06-01", "2026-09-30", "conditional_sentence", "order:2"),
    ]
    assert [row[:3] for row in standing_orders(orders)] == [
        ("deferral", "2026-01-01", "2026-05-31"),
        ("conditional_sentence", "2026-06-01", "2026-09-30"),
    ]
