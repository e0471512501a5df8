"""A file of announcements: TOML, one table `[[calendar]]` for each, or CSV, as a spreadsheet saves it.

The columns of a CSV are `school, shift, what, from, until, name`, in any order, separated by commas or
semicolons. `what` is `calendar` (what the rows of this school and shift speak of, from and until; `name` is
who said so), `weekly` (`name` is a weekday, such as sat), `term`, `off`, `on` or `hours` (08:00, 13:10).
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from api.calendars.announcement import Announcement

LISTS = {"term": "terms", "off": "off", "on": "on"}
COLUMNS = frozenset({"school", "shift", "what", "from", "until", "name"})


class Unreadable(ValueError):
    """The file cannot be used; one line for each place in it."""


def read(path: Path) -> list[Announcement]:
    """Read a file.

    Raises:
        Unreadable: naming each place that is wrong; nothing of such a file is used.
        OSError: when it cannot be opened.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name}: not UTF-8 at byte {error.start}") from None
    tables = _toml(text, path) if path.suffix.lower() == ".toml" else _csv(text, path)
    read_ones, troubles = [], []
    for place, table in tables:
        try:
            one = msgspec.convert(table, Announcement)
        except msgspec.ValidationError as error:
            troubles.append(f"{place}: {error}")
            continue
        troubles += [f"{place}: {trouble}" for trouble in one.troubles()]
        read_ones.append(one)
    if not read_ones and not troubles:
        troubles.append(f"{path.name}: no calendar in it")
    if troubles:
        raise Unreadable("\n".join(troubles))
    return read_ones


def _toml(text: str, path: Path) -> Iterator[tuple[str, Any]]:
    try:
        tables = tomllib.loads(text).get("calendar", [])
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path.name}: {error}") from None
    if not isinstance(tables, list):
        raise Unreadable(f"{path.name}: calendar: must be written [[calendar]]")
    for index, table in enumerate(tables):
        yield f"{path.name}: calendar[{index}]", table


def _csv(text: str, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    heading = text.split("\n", 1)[0]
    rows = csv.DictReader(
        text.splitlines(), delimiter=";" if heading.count(";") > heading.count(",") else ","
    )
    missing = COLUMNS - {str(name).strip().lower() for name in rows.fieldnames or ()}
    if missing:
        raise Unreadable(f"{path.name}: line 1: no column {', '.join(sorted(missing))}")
    tables: dict[tuple[str, str], dict[str, Any]] = {}
    troubles = []
    for number, cells in enumerate(rows, start=2):
        row = {str(name).strip().lower(): str(cell or "").strip() for name, cell in cells.items()}
        key = row["school"], row["shift"]
        table = tables.setdefault(key, {})
        if row["school"]:
            table["school"] = row["school"]
        if row["shift"]:
            table["shift"] = int(row["shift"]) if row["shift"].isdecimal() else row["shift"]
        if (trouble := _row(row, table)) is not None:
            troubles.append(f"{path.name}: line {number}: {trouble}")
    if troubles:
        raise Unreadable("\n".join(troubles))
    for (school, shift), table in tables.items():
        yield f"{path.name}: {school or 'the country'}{f', shift {shift}' if shift else ''}", table


def _row(row: Mapping[str, str], table: dict[str, Any]) -> str | None:
    """Add a row to its table; tell what is wrong with it."""
    what = row["what"].lower()
    if what in LISTS:
        days = {name: row[name] for name in ("from", "until", "name") if row[name]}
        table.setdefault(LISTS[what], []).append(days)
    elif what == "calendar":
        if "from" in table:
            return "what: a second row `calendar` for this school and shift"
        table |= {"from": row["from"], "until": row["until"], "source": row["name"]}
    elif what == "weekly":
        table.setdefault("weekly", []).append(row["name"].lower())
    elif what == "hours":
        table["hours"] = {"from": row["from"], "to": row["until"]}
    else:
        return "what: must be calendar, weekly, term, off, on or hours"
    return None
