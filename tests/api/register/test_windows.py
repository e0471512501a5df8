"""What a curfew cell says, and what it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.register.folding import DASHES
from api.register.troubles import NotUnderstood
from api.register.windows import overlap, read_windows
from schemas.parts import WEEKDAYS, Weekday, Window

ALL = list(WEEKDAYS)
WORKDAYS: list[Weekday] = ["mon", "tue", "wed", "thu", "fri"]
KAZAKH = dict(zip(WEEKDAYS, ["дс", "сс", "ср", "бс", "жм", "сб", "жс"], strict=True))
RUSSIAN = dict(zip(WEEKDAYS, ["пн", "вт", "ср", "чт", "пт", "сб", "вс"], strict=True))


def window(days: list[Weekday], start: str, end: str) -> Window:
    return Window(days=days, from_=start, to=end)


@pytest.mark.parametrize(
    ("cell", "windows"),
    [
        ("22:00–06:00", [window(ALL, "22:00", "06:00")]),
        ("22.00 - 6.00", [window(ALL, "22:00", "06:00")]),
        ("22:00—06:00.", [window(ALL, "22:00", "06:00")]),
        ("21:30-24:00", [window(ALL, "21:30", "00:00")]),
        ("с 22:00 до 06:00", [window(ALL, "22:00", "06:00")]),
        ("22:00-ден 06:00-ге дейін", [window(ALL, "22:00", "06:00")]),
        ("күн сайын 22:00–06:00", [window(ALL, "22:00", "06:00")]),
        ("ежедневно с 22:00 до 06:00", [window(ALL, "22:00", "06:00")]),
        ("дс-жм 22:00–06:00", [window(WORKDAYS, "22:00", "06:00")]),
        ("дс–жм 22:00–06:00", [window(WORKDAYS, "22:00", "06:00")]),
        ("дүйсенбі - жұма: 22:00–06:00", [window(WORKDAYS, "22:00", "06:00")]),
        ("пн-пт с 22:00 до 06:00", [window(WORKDAYS, "22:00", "06:00")]),
        ("сб, вс 23:00-07:00", [window(["sat", "sun"], "23:00", "07:00")]),
        ("жм-дс 23:00-07:00", [window(["mon", "fri", "sat", "sun"], "23:00", "07:00")]),
        ("cp 22:00-06:00", [window(["wed"], "22:00", "06:00")]),  # typed in Latin letters
        ("08:00-10:00, 20:00-22:00", [window(ALL, "08:00", "10:00"), window(ALL, "20:00", "22:00")]),
        (
            "дс-жм 22:00–06:00; сб, жс 23:00–07:00",
            [window(WORKDAYS, "22:00", "06:00"), window(["sat", "sun"], "23:00", "07:00")],
        ),
        (
            "дс-жм 22:00–06:00, сб және жс 23:00–07:00",
            [window(WORKDAYS, "22:00", "06:00"), window(["sat", "sun"], "23:00", "07:00")],
        ),
    ],
)
def test_understood(cell: str, windows: list[Window]) -> None:
    """Each way of writing a window gives the same words of the schema."""
    assert read_windows(cell) == windows


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("түнде", "not_a_window"),
        ("22:00", "not_a_window"),
        ("22-06", "not_a_window"),
        ("25:00–06:00", "not_a_window"),
        ("22:60–06:00", "not_a_window"),
        ("24:00–06:00", "not_a_window"),
        ("122:00–06:00", "not_a_window"),
        ("22:00–06:000", "not_a_window"),
        ("22:00–06:00 (үйде)", "not_a_window"),
        ("мереке 22:00–06:00", "not_a_window"),
        ("22:00–06:00, жоқ", "not_a_window"),
        ("дс-жм", "not_a_window"),
        ("22:00–22:00", "empty_window"),
        ("22:00–06:00, сб 23:00–07:00", "days_unclear"),
        ("дс 22:00–06:00; 13:00–14:00", "days_unclear"),
        ("22:00–06:00; 23:00–05:00", "windows_overlap"),
        ("жс 22:00–06:00; дс 05:00–07:00", "windows_overlap"),  # over the week's end
    ],
)
def test_not_understood(cell: str, code: str) -> None:
    """What could mean two things, or nothing, is named and not guessed."""
    with pytest.raises(NotUnderstood) as refused:
        read_windows(cell)
    assert refused.value.code == code


clock = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True).map(
    lambda d: sorted(d, key=WEEKDAYS.index)
)
windows_of_a_week = st.lists(
    st.builds(window, days, clock, clock).filter(lambda w: w.from_ != w.to), min_size=1, max_size=4
).filter(lambda found: not overlap(found))


@given(
    windows_of_a_week, st.sampled_from(DASHES), st.sampled_from([KAZAKH, RUSSIAN]), st.sampled_from("; /,")
)
def test_written_and_read_again(
    windows: list[Window], dash: str, names: dict[Weekday, str], between: str
) -> None:
    """Whatever windows a court sets, written in the register's form they are read as they were meant."""
    cell = f"{between} ".join(
        f"{', '.join(names[day] for day in w.days)} {w.from_}{dash}{w.to}" for w in windows
    )
    assert read_windows(cell) == windows


@given(st.text(alphabet="0123456789:.–- ,;абвдсжмптәі", max_size=40))
def test_any_text_is_windows_or_named(cell: str) -> None:
    """Nothing crashes, and what is returned is well-formed."""
    try:
        found = read_windows(cell)
    except NotUnderstood:
        return
    assert found
    assert all(w.from_ != w.to and w.days for w in found)
    assert not overlap(found)
