"""School calendars and holidays: read from files, shown before they are written, known from then on."""

import datetime as dt
from pathlib import Path

import pytest

from api.calendars import country
from api.calendars.announcement import Announcement, Entered
from api.calendars.book import CALENDARS, Book, together
from api.calendars.command import main
from api.calendars.file import Unreadable, read
from api.rules.calendars import Calendars
from schemas.ids import case_database
from sync.sqlite import SqliteStore
from tests.api.town import CASE, case_file

SCHOOL = "№ 12 мектеп"
TOML = """
[[calendar]]
school = "№ 12 мектеп"
source = "order of the school's director of 2026-08-20"
from = 2026-09-01
until = 2027-08-31
weekly = ["sat", "sun"]
terms = [
  { from = 2026-09-01, until = 2026-10-25, name = "1 тоқсан" },
  { from = 2026-11-02, until = 2026-12-30 },
  { from = 2027-01-11, until = 2027-03-18 },
  { from = 2027-03-29, until = 2027-05-25 },
]
off = [{ from = 2026-09-14, name = "a burst pipe" }]
on = [{ from = 2026-09-19, name = "for the 14th" }]

[[calendar]]
school = "№ 12 мектеп"
shift = 2
source = "order of the school's director of 2026-08-20"
from = 2026-09-01
until = 2026-09-30
weekly = ["sun"]
hours = { from = "14:00", to = "19:10" }

[[calendar]]
source = "Government, 2026-05-10"
from = 2026-05-01
until = 2026-05-31
off = [{ from = 2026-05-28, name = "Құрбан айт" }]
on = [{ from = 2026-05-27, name = "was reckoned for this day" }]
"""
CSV = """school;shift;what;from;until;name
№ 12 мектеп;;calendar;2026-09-01;2027-08-31;order of the school's director of 2026-08-20
№ 12 мектеп;;weekly;;;sat
№ 12 мектеп;;weekly;;;sun
№ 12 мектеп;;term;2026-09-01;2026-10-25;1 тоқсан
№ 12 мектеп;;term;2026-11-02;2026-12-30;
№ 12 мектеп;;term;2027-01-11;2027-03-18;
№ 12 мектеп;;term;2027-03-29;2027-05-25;
№ 12 мектеп;;off;2026-09-14;;a burst pipe
№ 12 мектеп;;on;2026-09-19;;for the 14th
"""
AUGUST = dt.datetime.fromisoformat("2026-08-25T10:00:00+05:00")


def written(tmp_path: Path, text: str, name: str = "calendar.toml") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def known(tmp_path: Path, text: str = TOML) -> Calendars:
    announced = read(written(tmp_path, text))
    return together(
        [Entered(id=f"calendar:{n}", entered_at=AUGUST, announced=a) for n, a in enumerate(announced)]
    )


@pytest.mark.parametrize(
    ("date", "free"),
    [
        ("2026-09-07", False),
        ("2026-09-14", True),  # the school said so
        ("2026-09-19", False),  # a Saturday for it
        ("2026-09-12", True),  # another Saturday: five days a week
        ("2026-09-13", True),
        ("2026-10-25", True),  # Republic Day, and a Sunday
        ("2026-10-26", True),  # observed, and between two terms
        ("2026-11-01", True),
        ("2026-11-02", False),
        ("2026-12-16", True),  # Independence Day, a Wednesday in term
        ("2027-07-07", True),  # summer
        ("2027-09-01", False),  # nobody spoke of it yet: a Wednesday like any other
        ("2027-09-05", True),  # but no school teaches on Sundays
    ],
)
def test_what_a_school_told_and_the_country_knows(tmp_path: Path, date: str, free: bool) -> None:
    """Terms, single days, substitute Saturdays, holidays in term, and what is left open."""
    assert known(tmp_path).school(SCHOOL, None).free(day(date)) is free


def test_a_shift_may_have_days_of_its_own(tmp_path: Path) -> None:
    """The second shift has lessons on Saturdays in September; afterwards it is as its school."""
    calendars = known(tmp_path)
    assert not calendars.school(SCHOOL, 2).free(day("2026-09-12"))
    assert calendars.school(SCHOOL, 1).free(day("2026-09-12"))
    assert calendars.school(SCHOOL, 2).free(day("2026-10-10"))


def test_the_government_stands_above_what_was_reckoned(tmp_path: Path) -> None:
    """Qurban Ait on another day than the package reckons: for schools and offices alike."""
    assert country.known()[0][day("2026-05-27")].endswith("(estimated)")
    before, after = together([]), known(tmp_path)
    for one in (before.any_school, before.office):
        assert one.free(day("2026-05-27"))
        assert not one.free(day("2026-05-28"))
    for one in (after.any_school, after.office, after.school("№ 3", None)):
        assert not one.free(day("2026-05-27"))
        assert one.free(day("2026-05-28"))


def test_what_comes_later_was_not_known_before(tmp_path: Path) -> None:
    """The day of the burst pipe, asked as it was known before the announcement came, and after."""
    school = known(tmp_path).school(SCHOOL, None)
    assert not school.free(day("2026-09-14"), AUGUST)
    assert school.free(day("2026-09-14"), AUGUST + dt.timedelta(seconds=1))
    assert school.free(day("2026-09-13"), AUGUST), "a Sunday was always one"
    assert school.told(day("2026-09-14")) == [AUGUST]


def test_an_office_is_closed_on_weekends_but_for_worked_ones() -> None:
    """2024-05-04, a Saturday, was worked for the 8th."""
    office = together([]).office
    assert office.free(day("2024-05-11"))
    assert not office.free(day("2024-05-04"))
    assert office.free(day("2024-05-08"))


def test_a_spreadsheet_says_the_same(tmp_path: Path) -> None:
    """CSV with semicolons and a byte order mark, as a spreadsheet saves it."""
    (from_csv,) = read(written(tmp_path, "\ufeff" + CSV, "calendar.csv"))
    assert from_csv == read(written(tmp_path, TOML))[0]
    (commas,) = read(written(tmp_path, CSV.replace(";", ","), "calendar.csv"))
    assert commas == from_csv


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("x = [", "a.toml", "a.toml"),
        ("", "a.toml", "no calendar in it"),
        ("calendar = 1", "a.toml", "must be written"),
        (TOML.replace("2027-08-31", "2026-08-31"), "a.toml", "calendar[0]: until: before from"),
        (TOML.replace("from = 2026-11-02", "from = 2026-10-20"), "a.toml", "terms: two of them overlap"),
        (TOML.replace("2026-09-19, ", "2026-09-14, "), "a.toml", "on: 2026-09-14 is in off as well"),
        (TOML.replace('"sat"', '"saturday"'), "a.toml", "calendar[0]: Invalid enum value"),
        (TOML.replace("2026-09-14, ", "2028-09-14, "), "a.toml", "off[0]: not inside from and until"),
        (TOML.replace('school = "№ 12 мектеп"', ""), "a.toml", "calendar[0]: school: missing"),
        ("a;b\n", "a.csv", "line 1: no column"),
        (CSV.replace("weekly", "weakly"), "a.csv", "line 3: what"),
        (CSV.replace("2026-09-14", "14.09.2026"), "a.csv", "a.csv: № 12 мектеп: "),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, name: str, told: str) -> None:
    """Nothing of a file with a mistake is used."""
    with pytest.raises(Unreadable) as wrong:
        read(written(tmp_path, text, name))
    assert told in str(wrong.value)


async def test_only_what_is_new_is_entered(tmp_path: Path) -> None:
    """The same file twice says nothing new; a school that goes back to its first words does."""
    store = await SqliteStore.open(tmp_path / "qadam.sqlite")
    try:
        book, clock = Book(store), lambda: AUGUST
        await book.prepare()
        announced = read(written(tmp_path, TOML))
        version = (await book.calendars())[1]
        assert await book.enter(announced, clock) == 3
        assert (await book.calendars())[1] != version
        assert await book.enter(announced, clock) == 0
        other = Announcement(
            school=SCHOOL, source="another order", from_=day("2026-09-01"), until=day("2027-08-31")
        )
        assert await book.enter([other], lambda: AUGUST + dt.timedelta(days=1)) == 1
        assert await book.enter(announced, lambda: AUGUST + dt.timedelta(days=2)) == 1
        assert len(await book.all()) == 5, "nothing was edited or removed"
    finally:
        await store.close()


async def found(data: Path) -> int:
    store = await SqliteStore.open(data / "qadam.sqlite")
    try:
        if not await store.exists(CALENDARS):
            return 0
        return len(await Book(store).all())
    finally:
        await store.close()


def test_the_command_shows_first_and_writes_when_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dry run names what would change and writes nothing; `--commit` writes; `show` lists."""
    import asyncio

    async def furnished() -> None:
        store = await SqliteStore.open(data / "qadam.sqlite")
        await store.create(case_database(CASE))
        await store.write(case_database(CASE), case_file(CASE, "osk"))
        await store.close()

    data, file = tmp_path / "data", written(tmp_path, TOML)
    data.mkdir(mode=0o700)
    asyncio.run(furnished())
    asked = ["--data", str(data)]
    assert main([*asked, "import", str(file)]) == 0
    told = capsys.readouterr().out
    assert "newly without lessons: 2026-09-05" in told
    assert "newly with lessons: 2026-05-27" in told
    assert "No case file names the school № 12 мектеп." in told
    assert "Nothing was written" in told
    assert asyncio.run(found(data)) == 0
    assert main([*asked, "import", str(file), "--commit"]) == 0
    assert "3 of 3 are new" in capsys.readouterr().out
    assert asyncio.run(found(data)) == 3
    dates = ["--first", "2026-09-12", "--last", "2026-09-20"]
    assert main([*asked, "show", "--school", SCHOOL, *dates]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line[:10] for line in shown] == ["2026-09-12", "2026-09-13", "2026-09-14", "2026-09-20"]
    assert main([*asked, "import", str(written(tmp_path, "x = ["))]) == 2
