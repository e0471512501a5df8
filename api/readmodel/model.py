"""The read model's questions and answers; the only way to it."""

import asyncio
import datetime as dt
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from api.clock import Clock, rfc3339, utc_now
from api.ladder.steps import Proposal
from api.readmodel import disclosure, owed, questions
from api.readmodel.rows import CaseRows, Row, rows_of
from api.readmodel.schema import follow, followed, made_as, mark_filled, open_database, remove
from api.readmodel.words import search_words, sort_key
from schemas.ids import case_database
from schemas.zones import DEFAULT_ZONE, zone
from sync.store import Seq

if TYPE_CHECKING:
    import sqlite_utils

Answer = dict[str, Any]
Shelf = Literal["open", "decided"]


class Evaluated(Protocol):
    """What the lists need of an evaluation."""

    @property
    def next_change(self) -> dt.datetime | None:
        """When the result can differ without a new document."""
        ...

    @property
    def service(self) -> Sequence[owed.Found]:
        """What the service has not done, or waits for."""
        ...


class ReadModel:
    """Open with `await ReadModel.open(path)`; `needs_rebuild` tells that it is empty and must be filled.

    Writing is one transaction for each case file, durable on return, in a thread; so is counting, which looks
    at every case file. Reading is a few milliseconds on the caller's thread.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._write, self.needs_rebuild = open_database(path)
        self.made_as = made_as(self._write)
        """random, of this file; another one after a restore or a rebuild, see `schema`"""
        self.of_store, self.place = followed(self._write)
        """of a CouchDB: which store it is made from, and the place in its feed up to which it knows"""
        self._read: sqlite_utils.Database = open_database(path)[0]
        self._count: sqlite_utils.Database = open_database(path)[0]
        self._writing = threading.Lock()
        self._counting = threading.Lock()
        self._kept: set[str] = set()

    @classmethod
    async def open(cls, path: Path, clock: Clock = utc_now) -> "ReadModel":
        """Open the file, made anew when it is of another version, was damaged, or was never filled."""
        return cls(path, clock)

    async def close(self) -> None:
        """Close the file."""
        self._count.close()
        self._read.close()
        self._write.close()

    async def begun_anew(self, store: str, place: Seq) -> "ReadModel":
        """Make the file anew for a store, from a place in its feed on; the one that was opened is closed."""
        await self.close()
        remove(self._path)
        anew = ReadModel(self._path, self._clock)
        anew.of_store, anew.place = store, place
        follow(anew._write, store, place)
        return anew

    async def keep_place(self, place: Seq) -> None:
        """Note up to which place in the store's feed the file knows everything."""
        await asyncio.to_thread(self._note, place)

    def _note(self, place: Seq) -> None:
        with self._writing:
            follow(self._write, self.of_store, place)
            self.place = place

    # -- keeping -----------------------------------------------------------------------------------------

    async def refresh_case(
        self,
        case: str,
        documents: Sequence[Mapping[str, Any]],
        evaluation: Evaluated | None,
        proposals: Sequence[Proposal] = (),
    ) -> None:
        """Replace what is kept of a case file by what its documents say now; flags as the file has them."""
        next_change = evaluation.next_change if evaluation is not None else None
        rows = rows_of(case, documents, next_change, proposals)
        rows = owed.with_owed(rows, case, evaluation.service if evaluation is not None else (), documents)
        await asyncio.to_thread(self._keep, {case: rows})

    async def remove_case(self, case: str) -> None:
        """Forget a case file."""
        await asyncio.to_thread(self._keep, {case: None})

    async def refresh_quarantine(self, case: str, rows: Sequence[Row]) -> None:
        """Replace what is kept of a case file's quarantine, in the order of the table's columns."""
        await asyncio.to_thread(self._keep_quarantine, case, rows)

    def _keep_quarantine(self, case: str, rows: Sequence[Row]) -> None:
        with self._writing:
            self._write.execute("begin immediate")
            try:
                self._write.execute('delete from quarantine where "case" = ?', [case])
                self._write.conn.executemany(
                    "insert into quarantine values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
                )
                self._write.execute("commit")
            except BaseException:
                self._write.execute("rollback")
                raise

    def _keep(self, cases: Mapping[str, CaseRows | None]) -> None:
        with self._writing:
            self._kept.update(cases)
            self._replace(cases)

    def begin_rebuild(self) -> set[str]:
        """Note from when on the pipeline knows better than a rebuild; give the ids of what is here."""
        with self._writing:
            self._kept.clear()
        return {row["case"] for row in self._rows('select "case" from cases')}

    def fill(self, cases: Mapping[str, CaseRows | None]) -> None:
        """Write a rebuild's rows, but for case files that were refreshed since it began: those are newer."""
        with self._writing:
            self._replace({case: rows for case, rows in cases.items() if case not in self._kept})

    def end_rebuild(self) -> None:
        """Note that the file holds everything: it need not be rebuilt at the next start."""
        mark_filled(self._write)
        self.needs_rebuild = False

    def _replace(self, cases: Mapping[str, CaseRows | None]) -> None:
        """Replace the rows of some case files in one transaction."""
        db = self._write
        db.execute("begin immediate")
        try:
            for case, rows in cases.items():
                for table in ("items", "orders", "assignments", "owed", "steps", "tasks"):
                    db.execute(f'delete from {table} where "case" = ?', [case])  # noqa: S608 - six names
                if rows is None:
                    db.execute('delete from cases where "case" = ?', [case])
                else:
                    self._insert(rows)
            db.execute("commit")
        except BaseException:
            db.execute("rollback")
            raise

    def _insert(self, rows: CaseRows) -> None:
        db = self._write
        db.execute(
            'insert into cases ("case", number, name, sort, words, born, office, status, next_change) '
            'values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict ("case") do update set number = excluded.number, '
            "name = excluded.name, sort = excluded.sort, words = excluded.words, born = excluded.born, "
            "office = excluded.office, status = excluded.status, next_change = excluded.next_change",
            rows.case,
        )
        many = db.conn.executemany
        many("insert into items values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.items)
        many("insert into orders values (?, ?, ?, ?, ?)", rows.orders)
        many("insert into assignments values (?, ?, ?, ?, ?)", rows.assignments)
        many("insert into owed values (?, ?, ?, ?, ?, ?)", rows.owed)
        many("insert into steps values (?, ?, ?, ?, ?, ?)", rows.steps)
        many("insert into tasks values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.tasks)

    # -- asking ------------------------------------------------------------------------------------------

    async def queue(self, office: str, state: Shelf = "open") -> list[Answer]:
        """List an office's flags and welfare concerns (CONTRACT, GET /api/queue).

        `open`: concerns for a child first, then the oldest occasion. `decided`: the newest decisions.
        """
        if state == "open":
            query = questions.QUEUE.format(which="1", order=questions.OPEN_ORDER)
            found = self._rows(query, [office, questions.OPEN, -1])
        else:
            query = questions.QUEUE.format(which="flag is not null", order="changed_at desc")
            found = self._rows(query, [office, questions.CLOSED, questions.DECIDED_LIMIT])
        return [{**row, "welfare": bool(row["welfare"])} for row in found]

    async def quarantine(self, office: str, state: Literal["waiting", "decided"]) -> list[Answer]:
        """List what was recorded for an office's case files outside of assignments (`api.quarantine`)."""
        if state == "waiting":
            query = questions.QUARANTINE.format(order="received_at, document")
            return self._rows(query, [office, questions.WAITING, -1])
        query = questions.QUARANTINE.format(order="decided_at desc, document")
        return self._rows(query, [office, questions.RULED, questions.DECIDED_LIMIT])

    async def cases(self, office: str, query: str = "", limit: int = 1_000) -> list[Answer]:
        """List an office's case files in the order of names, those that every word of `query` begins in.

        `inspector` is the user assigned now, `measure` that of the order in force or else of the last one.
        """
        words = search_words(query)
        if query.strip() and not words:
            return []
        now = self._clock()
        asked = {
            "office": office,
            "match": _match(words),
            "now": rfc3339(now),
            "day": _day(now),
            "limit": limit,
        }
        return self._rows(questions.CASES, asked)

    async def owed(self, office: str, *, waiting: bool = False) -> list[Answer]:
        """List what the service has not done in an office's files, newest first; or what it waits for."""
        found = self._rows(owed.OF_OFFICE, [office, int(waiting), owed.MOST])
        return [{**row, "waiting": bool(row["waiting"])} for row in found]

    async def owed_in(self, case: str) -> list[Answer]:
        """List what the service has not done, or waits for, in one case file."""
        return [{**row, "waiting": bool(row["waiting"])} for row in self._rows(owed.OF_CASE, [case])]

    async def owed_counts(self, office: str | None = None) -> list[Answer]:
        """Count it by office and reason, and the case files that it is in."""
        return self._rows(owed.COUNTED, {"office": office})

    async def steps(self, office: str) -> list[Answer]:
        """List what the ladder proposes in an office's case files; hearings stand at their flags."""
        return self._rows(questions.STEPS, [office])

    async def tasks(self, office: str, first: dt.datetime, until: dt.datetime) -> list[Answer]:
        """List an office's tasks whose windows begin in a stretch of time, by when they do."""
        found = self._rows(questions.TASKS, [office, rfc3339(first), rfc3339(until)])
        return [{**row, "moved": bool(row["moved"])} for row in found]

    async def cases_of_office(self, office: str) -> list[str]:
        """List the ids of an office's case files."""
        return [row["case"] for row in self._rows('select "case" from cases where office = ?', [office])]

    async def assignments(self, user: str) -> list[Answer]:
        """List the case files that a user is assigned to now, with `from` and `until`."""
        found = self._rows(
            'select "case", from_at, until_at from assignments where user = :user and from_at <= :now '
            'and (until_at is null or until_at > :now) order by "case", from_at',
            {"user": user, "now": rfc3339(self._clock())},
        )
        return [
            {"case": r["case"], "db": case_database(r["case"]), "from": r["from_at"], "until": r["until_at"]}
            for r in found
        ]

    async def next_due(self) -> tuple[str, dt.datetime] | None:
        """Tell which case file can change first without a new document, and when."""
        for row in self._rows(
            'select "case", next_change from cases where next_change is not null order by 2 limit 1'
        ):
            return row["case"], dt.datetime.fromisoformat(row["next_change"])
        return None

    async def statistics(self, office: str | None = None, *, withhold_small: bool = False) -> Answer:
        """Count case files by measure and office, and confirmed violations; no persons.

        A case counts under the measure of its order in force, or else of its last. Flags that nobody has
        confirmed count nowhere. With `withhold_small` (the role `analyst`) no count of 1 to 4 is told or can
        be worked out: figures become "*" or "<5", rows may be missing, see `disclosure`. Without it every
        figure is exact: an office knows its own children.
        """
        now = self._clock()
        counts, in_force, confirmed = await asyncio.to_thread(self._counts, office, _day(now))
        measures = _measures(counts.values())
        if withhold_small:
            total, by_measure, offices = disclosure.told(counts, measures)
            small = {"confirmed": disclosure.FEW if 0 < confirmed < disclosure.SMALL else confirmed}
            answer = _figures(total, by_measure, offices, small)
        else:
            full = {name: {m: row.get(m, 0) for m in measures} for name, row in counts.items()}
            exact = {name: (sum(row.values()), row) for name, row in full.items()}
            sums = {m: sum(row.get(m, 0) for row in counts.values()) for m in measures}
            answer = _figures(sum(sums.values()), sums, exact, {"confirmed": confirmed})
            answer["in_force"] = in_force
        return {**answer, "as_of": rfc3339(now)}

    def _counts(self, office: str | None, day: str) -> tuple[dict[str, dict[str, int]], int, int]:
        """Count case files by office and measure, orders in force, confirmed flags."""
        counts: dict[str, dict[str, int]] = {}
        in_force = 0
        with self._counting:
            found = self._count.execute(questions.STATISTICS, {"office": office, "day": day}).fetchall()
            (confirmed,) = self._count.execute(questions.CONFIRMED, {"office": office}).fetchone()
        for name, measure, number, standing in found:
            counts.setdefault(name or "", {})[measure] = number
            in_force += standing
        return counts, in_force, confirmed

    def _rows(self, query: str, asked: Sequence[Any] | dict[str, Any] = ()) -> list[Answer]:
        cursor = self._read.execute(query, asked)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _figures(
    total: int | str,
    measures: Mapping[str, int | str],
    offices: Mapping[str, tuple[int | str, Mapping[str, int | str]]],
    flags: Mapping[str, int | str],
) -> Answer:
    return {
        "total": total,
        "measures": dict(measures),
        "offices": [
            {"office": office, "total": offices[office][0], "measures": dict(offices[office][1])}
            for office in sorted(offices, key=sort_key)
        ],
        "flags": dict(flags),
    }


def _match(words: Sequence[Sequence[str]]) -> str | None:
    """Write the search in FTS5's language: every word begins so, in one of its spellings."""
    return " AND ".join("(" + " OR ".join(f'"{s}"*' for s in word) + ")" for word in words) or None


def _measures(rows: Iterable[Mapping[str, int]]) -> list[str]:
    return sorted({measure for row in rows for measure in row})


def _day(now: dt.datetime) -> str:
    """Give the day in the country: all of it has been one zone since 2024."""
    return now.astimezone(zone(DEFAULT_ZONE)).date().isoformat()
