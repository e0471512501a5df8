"""One word written in several ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.register.folding import fold, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Əбілқасым", "Әбілқасым"),
        ("әйел", "əйел"),
        ("әйел", "ӘЙЕЛ"),
        ("cepik", "серік"),  # all but one letter on a Latin keyboard
        ("Бөлiм", "бөлім"),
        ("Артём", "Артем"),
        ("22:00\u00a0–\u00a006:00", "22:00 – 06:00"),
        ("й", "и\u0306"),  # decomposed
    ],
)
def test_one_word(one: str, other: str) -> None:
    """Schwas, look-alikes, case, ё, spaces and composition do not make two words of one."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Асан", "Әсен"), ("ұл", "үл"), ("қыз", "кыз"), ("і", "и")])
def test_two_words(one: str, other: str) -> None:
    """Letters that Kazakh tells apart stay apart."""
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is its own folding."""
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="аәбвгғіқңөұүһəƏ ", max_size=30))
def test_names_stay_as_they_came(text: str) -> None:
    """What is stored keeps its letters; only spaces are tidied."""
    assert tidy(text).replace(" ", "") == text.replace(" ", "")
