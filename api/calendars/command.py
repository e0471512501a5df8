"""`python -m api calendar import FILE [--commit]`, `calendar show`: school calendars and moved holidays."""

import argparse
import asyncio
import datetime as dt
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from api.calendars import country
from api.calendars.announcement import Announcement, Entered
from api.calendars.book import Book, together
from api.calendars.file import Unreadable, read
from api.clock import Clock
from api.folder import UnusableFolder
from api.orders import Order, Orders, Refused, give
from api.rules.calendars import Calendar, folded
from sync.store import Store

FINE, FAILED, UNREADABLE = 0, 1, 2
SHOWN = 40
"""changed days that a dry run lists for one calendar"""


def main(argv: Sequence[str]) -> int:
    """Run the command; 1 when the folder cannot be used, 2 when the file cannot be read."""
    given = _parser().parse_args(argv)
    try:
        if given.what == "import":
            told = msgspec.json.encode(read(given.file)).decode()
            order = Order("calendar.import", {"announced": told, "commit": "yes" if given.commit else None})
        else:
            days = {"from": str(given.first), "until": str(given.last)}
            order = Order("calendar.show", {"school": given.school, "shift": given.shift, **days})
        done = asyncio.run(give(given.data, order, ORDERS))
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    except (UnusableFolder, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    (sys.stdout if done.ok else sys.stderr).write("".join(f"{line}\n" for line in done.lines))
    return FINE if done.ok else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api calendar", description=__doc__)
    default = Path(os.environ.get("QADAM_DATA", "data"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar="DIR", help="data folder ($QADAM_DATA, data)"
    )
    commands = parser.add_subparsers(dest="what", required=True)
    coming = commands.add_parser("import", help="read announcements; without --commit nothing is written")
    coming.add_argument("file", type=Path, metavar="FILE", help="TOML or CSV, see docs/operating.md")
    coming.add_argument("--commit", action="store_true", help="write; case files are judged anew")
    show = commands.add_parser("show", help="list the days without lessons")
    show.add_argument("--school", metavar="NAME", help="as the case files have it; without, any school")
    show.add_argument("--shift", choices=("1", "2", "3"))
    show.add_argument("--first", type=dt.date.fromisoformat, required=True, metavar="DAY")
    show.add_argument("--last", type=dt.date.fromisoformat, required=True, metavar="DAY")
    return parser


async def _import(store: Store, clock: Clock, given: Mapping[str, str | None]) -> list[str]:
    announced = msgspec.json.decode(given.get("announced") or "[]", type=list[Announcement])
    book = Book(store)
    await book.prepare()
    entered = await book.all()
    lines = [line for one in announced for line in _change(one, entered, clock())]
    lines += await _unknown(store, announced)
    if given.get("commit") is None:
        return [*lines, "Nothing was written: repeat it with --commit."]
    new = await book.enter(announced, clock)
    return [*lines, f"{new} of {len(announced)} are new. The case files are judged anew in the background."]


def _change(one: Announcement, entered: list[Entered], now: dt.datetime) -> Iterator[str]:
    """Say what an announcement would change for its school, or for a school of which nothing is known."""
    after = [*entered, Entered(id="calendar:new", entered_at=now, announced=one)]
    before, then = (together(known).school(one.school, one.shift) for known in (entered, after))
    days = [one.from_ + dt.timedelta(days=n) for n in range((one.until - one.from_).days + 1)]
    free = [day for day in days if then.free(day) and not before.free(day)]
    taught = [day for day in days if before.free(day) and not then.free(day)]
    shift = f", shift {one.shift}" if one.shift else ""
    yield f"{one.school or 'Kazakhstan'}{shift}, {one.from_} to {one.until} ({one.source}):"
    yield f"  {sum(map(then.free, days))} of {len(days)} days without lessons"
    for what, changed in (("newly without lessons", free), ("newly with lessons", taught)):
        if changed:
            more = "" if len(changed) <= SHOWN else f" and {len(changed) - SHOWN} more"
            yield f"  {what}: {', '.join(map(str, changed[:SHOWN]))}{more}"


async def _unknown(store: Store, announced: list[Announcement]) -> list[str]:
    """Warn of a school that no case file names: a slip of the pen would leave it without a calendar."""
    named = set()
    for db in await store.databases("case-", "case."):
        file = await store.get(db, f"case:{db.removeprefix('case-')}")
        if file is not None and isinstance(file.get("school"), str):
            named.add(folded(file["school"]))
    schools = {one.school for one in announced if one.school is not None}
    return [f"No case file names the school {s}." for s in sorted(schools) if folded(s) not in named]


async def _show(store: Store, _clock: Clock, given: Mapping[str, str | None]) -> list[str]:
    first, last = (dt.date.fromisoformat(given.get(name) or "") for name in ("from", "until"))
    if last < first or (last - first).days > 3 * 366:
        raise Refused("The last day is before the first, or more than three years after it.")
    book = Book(store)
    await book.prepare()
    shift = given.get("shift")
    school = (await book.calendars())[0].school(given.get("school"), int(shift) if shift else None)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [f"{day} {day:%a}  {_why(day, school)}" for day in days if school.free(day)]


def _why(day: dt.date, school: Calendar) -> str:
    page = next((p for p in reversed(school.own) if p.covers(day)), None)
    if page is not None and page.says(day):
        return "by the school's calendar"
    return country.known()[0].get(day, "Sunday" if day.weekday() == country.SUNDAY else "announced")


ORDERS: Orders = {"calendar.import": _import, "calendar.show": _show}
