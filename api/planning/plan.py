"""The plan of an office for the coming fortnight.

Each midnight draws one day more, two weeks ahead; what was drawn before stands. A curfew check and a visit
are drawn by lot for each day, evenly over the caseload (lots.sample): what happened on other days says
nothing of this one, but for a check that has been due so long that it is spread over its last week. Schools
and providers are asked once in a week, whole weeks at a time, dealt out over the working days. A day of
registration is the order's own.

Drawing again from the same case files gives the same tasks under the same names, so a run that was cut short,
or two that run at once, write nothing twice. A case file that came after a day was drawn gets its own lots
for the days that are left, and moves nobody else's.
"""

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.planning.file import Caseload, File
from api.planning.lots import Lots, sample, tour
from api.planning.occasions import Occasions, at
from api.rules.calendars import Calendars
from api.rules.intervals import Stretch, utc
from api.rules.local import DAY, date
from schemas.documents import Condition, Task, TaskWindow
from schemas.planning import load
from schemas.rules import Catalogue
from schemas.zones import zone as find_zone

WEEKLY = {"school_attendance": "attendance", "community_service": "hours", "treatment": "session"}
"""what is asked once a week of each condition: the kind of the record"""


_SHORTEST = {"curfew_check": "shortest_s", "visit": "slot_s"}
"""the number that says how long the hours of a kind are at least"""


class Horizon(Struct, frozen=True):
    """Now, and how far an earlier run has drawn: up to and with a day, at a moment; `began` is the first."""

    now: dt.datetime
    began: dt.datetime | None = None
    drawn: dt.date | None = None
    drawn_at: dt.datetime | None = None
    calendars: Calendars = Calendars()


class _Wish(Struct, frozen=True):
    """One case that may be chosen on one day."""

    file: File
    condition: Condition | None
    hours: list[Stretch]
    chance: float


class _Office:
    """One run over one office."""

    def __init__(
        self, files: list[File], horizon: Horizon, zone: ZoneInfo, lots: Lots, catalogue: Catalogue
    ) -> None:
        self.horizon = horizon
        self.lots = lots
        self.occasions = Occasions(zone, catalogue, horizon.calendars)
        self.zone = zone
        self.today = date(horizon.now, zone)
        self.last = self.today + int(self.value("plan.ahead_d")) * DAY
        lead_s = self.value("plan.lead_h") * 3600
        self.soonest = utc(horizon.now) + dt.timedelta(seconds=lead_s)
        self.tasks: dict[str, dict[str, Task]] = defaultdict(dict)
        self.days: dict[tuple[str, str], set[dt.date]] = defaultdict(set)
        """by case and kind: days for which something is planned, or was done"""
        self.by_inspector: dict[str, list[File]] = defaultdict(list)
        for file in sorted(files, key=lambda one: one.case):
            inspector = file.inspector(horizon.now) if file.active else None
            if inspector is not None:
                self.by_inspector[inspector].append(file)
                for task in file.planned.values():
                    if task.state not in {"cancelled", "missed"}:
                        self.days[file.case, task.type].add(_day(task, zone))

    def value(self, name: str) -> float:
        """Look up a number of the plan's catalogue, as in force today."""
        return self.occasions.value(name, self.today)

    def fresh(self, day: dt.date) -> bool:
        """Tell whether a day was not drawn yet."""
        return self.horizon.drawn is None or day > self.horizon.drawn

    def came_late(self, file: File, condition: Condition | None) -> bool:
        """Tell whether a duty came after the days that were drawn already."""
        return self.horizon.drawn_at is not None and file.known_since(condition) > self.horizon.drawn_at

    def run(self) -> None:
        """Plan day after day, so that each day knows what the days before it hold."""
        for inspector, files in self.by_inspector.items():
            day = self.today
            while day <= self.last:
                self._draw("visit", inspector, list(self._visits(files, day)), day)
                self._draw("curfew_check", inspector, list(self._checks(files, day)), day)
                for file in files:
                    self._registrations(file, day)
                day += DAY
            self._ask(files)

    def _checks(self, files: list[File], day: dt.date) -> Iterator[_Wish]:
        for file in files:
            for condition in file.conditions("curfew"):
                if self.fresh(day) or self.came_late(file, condition):
                    hours = self._from_now(self.occasions.check(file, condition, day), "curfew_check")
                    if hours:
                        yield _Wish(file, condition, hours, self._check_chance(file, condition, day))
                        break  # one night is one check, however many duties ask for it

    def _visits(self, files: list[File], day: dt.date) -> Iterator[_Wish]:
        for file in files:
            if self.fresh(day) or self.came_late(file, None):
                hours = self._from_now(self.occasions.visit(file, day), "visit")
                if hours:
                    often = self.value("visit.per_month") * 12 / (365.25 * 5 / 7)
                    yield _Wish(file, None, hours, self._soften(often, "visit", file, None, day))

    def _check_chance(self, file: File, condition: Condition, day: dt.date) -> float:
        """How likely a check is on a night: more in the first weeks and after a violation, less when calm."""
        chance = self.value("curfew_check.per_week") / 7
        began = date(condition.from_, self.zone)
        violated = None if file.violated is None else date(file.violated, self.zone)
        calm_since = began if violated is None else max(began, violated)
        if day < began + self.value("curfew_check.first_d") * DAY:
            chance *= self.value("curfew_check.first_times")
        if violated is not None and day < violated + self.value("curfew_check.violation_d") * DAY:
            chance *= self.value("curfew_check.violation_times")
        if day >= calm_since + self.value("curfew_check.calm_d") * DAY:
            chance *= self.value("curfew_check.calm_times")
        return self._soften(chance, "curfew_check", file, condition, day)

    def _soften(
        self, chance: float, kind: str, file: File, condition: Condition | None, day: dt.date
    ) -> float:
        """Let nobody be forgotten, and the day on which that is mended be any of the last ones."""
        before = [one for one in self.days[file.case, kind] if one < day]
        # Before there was a plan nobody was forgotten by it.
        began = max(file.known_since(condition), self.horizon.began or self.horizon.now)
        since = max([*before, date(began, self.zone)])
        left = int(self.value(f"{kind}.longest_d")) - (day - since).days
        if left < int(self.value(f"{kind}.soften_d")):
            return max(chance, 1 / (max(left, 0) + 1))
        return min(chance, 1.0)

    def _draw(self, kind: str, inspector: str, wishes: list[_Wish], day: dt.date) -> None:
        """Choose whom a day's lots fall on, and lay the chosen ones along the hours by where they live."""
        if not wishes:
            return
        by_case = {one.file.case: one for one in wishes}
        about = (kind, day.isoformat())
        fullness = "evening_cap" if kind == "curfew_check" else "day_cap"
        order = {case: self.lots.case(case, *about, "order") for case in by_case}
        if self.fresh(day):
            most = int(self.value(f"{kind}.{fullness}"))
            start = self.lots.all(inspector, *about, "start")
            chosen = sample({case: one.chance for case, one in by_case.items()}, order, start, most)
        else:  # came late: each by itself, so that nobody else's day changes
            # Where the old wording of the duty has its check already, the new one asks for no second.
            free = {case: one for case, one in by_case.items() if not self._has_another(one, kind, day)}
            chosen = [case for case, one in free.items() if order[case] < one.chance]
        places = {case: by_case[case].file.place for case in chosen}
        line = tour(places, self.lots.all(inspector, *about, "turn"))
        for place, case in enumerate(line):
            share = (place + self.lots.case(case, *about, "hour")) / len(line)
            self._plan(by_case[case], kind, day, share)

    def _has_another(self, wish: _Wish, kind: str, day: dt.date) -> bool:
        own = _key(kind, wish.condition, day)
        return own not in wish.file.planned and day in self.days[wish.file.case, kind]

    def _plan(self, wish: _Wish, kind: str, day: dt.date, share: float) -> None:
        shortest = _SHORTEST[kind]
        window = at(wish.hours, share, self.value(f"{kind}.{shortest}"), self.value(f"{kind}.slot_s"))
        self._add(wish.file, kind, day, window, condition=wish.condition)

    def _registrations(self, file: File, day: dt.date) -> None:
        for condition in file.conditions("registration"):
            if not self.occasions.registers(file, condition, day):
                continue
            if self.fresh(day) or self.came_late(file, condition):
                office = self.occasions.office(file, condition, "registration", day)
                for hours in self._from_now(office, "registration"):
                    self._add(file, "registration", day, hours, condition=condition)

    def _ask(self, files: list[File]) -> None:
        """Deal the week's questions to its working days, whole weeks that end within the horizon."""
        monday = self.today - self.today.weekday() * DAY
        while monday + 6 * DAY <= self.last:
            fresh = self.fresh(monday + 6 * DAY)
            for type_, kind in WEEKLY.items():
                about = (kind, monday.isoformat())
                asked = [(file, c) for file in files for c in file.conditions(type_)]
                asked.sort(key=lambda one: self.lots.case(one[0].case, one[1].id, *about))
                for place, (file, condition) in enumerate(asked):
                    if fresh or self.came_late(file, condition):
                        self._ask_once(file, condition, kind, monday, place)
            monday += 7 * DAY

    def _ask_once(self, file: File, condition: Condition, kind: str, monday: dt.date, place: int) -> None:
        days = [monday + n * DAY for n in range(7)]
        work = [day for day in days if self.occasions.works(day)]
        for step in range(len(work)):
            day = work[(place + step) % len(work)]
            hours = self._from_now(self.occasions.asking(file, condition, kind, day), kind)
            if hours:
                self._add(file, kind, day, hours[0], condition=condition, name=monday)
                return

    def _from_now(self, hours: list[Stretch], kind: str) -> list[Stretch]:
        shortest_s = self.value(f"{kind}.{_SHORTEST[kind]}") if kind in _SHORTEST else 0.0
        later = [(max(begin, self.soonest), end) for begin, end in hours]
        return [(a, b) for a, b in later if a < b and (b - a).total_seconds() >= shortest_s]

    def _add(
        self,
        file: File,
        kind: str,
        day: dt.date,
        window: Stretch,
        *,
        condition: Condition | None,
        name: dt.date | None = None,
    ) -> None:
        """Plan a task, unless it is planned or the family's fortnight is full."""
        key = _key(kind, condition, name or day)
        if key not in file.planned and key not in self.tasks[file.case]:
            if kind != "registration" and self._full(file, day):
                return
            self.tasks[file.case][key] = Task(
                id=key,
                type=kind,
                window=TaskWindow(from_=window[0], until=window[1]),
                assignee=file.inspector(self.horizon.now),
                entered_at=utc(self.horizon.now),
                condition=condition.id if condition is not None else None,
                rule=self.occasions.stamp(kind),
            )
        self.days[file.case, kind].add(day)

    def _full(self, file: File, day: dt.date) -> bool:
        span = int(self.value("plan.ahead_d"))
        kinds = (kind for case, kind in self.days if case == file.case and kind != "registration")
        near = [d for kind in kinds for d in self.days[file.case, kind] if abs((d - day).days) < span]
        fullest = max(sum(0 <= (one - day).days + back < span for one in near) for back in range(span))
        return fullest >= int(self.value("plan.most_per_fortnight"))


def _day(task: Task, zone: ZoneInfo) -> dt.date:
    """Tell the day of a task; a check at five in the morning is of the night before, as its name says."""
    if task.type == "curfew_check":
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(task.id.rpartition(":")[2])
    return date(task.window.from_, zone)


def _key(kind: str, condition: Condition | None, day: dt.date) -> str:
    about = condition.id.removeprefix("condition:") if condition is not None else "home"
    return f"task:plan:{kind}:{about}:{day}"


def plan(
    caseload: Iterable[Caseload],
    horizon: Horizon,
    zone: str,
    secret: bytes,
    catalogue: Catalogue | None = None,
) -> dict[str, list[Task]]:
    """Plan the fortnight of one office: new tasks by case, none that the case file has already.

    Raises:
        ValueError: when there is no such zone.

    """
    local = find_zone(zone)
    files = [File(given, horizon.now, local) for given in caseload]
    office = _Office(files, horizon, local, Lots(secret), catalogue or load())
    office.run()
    return {case: [tasks[key] for key in sorted(tasks)] for case, tasks in office.tasks.items() if tasks}


def drawn_until(now: dt.datetime, zone: str, catalogue: Catalogue | None = None) -> dt.date:
    """Tell the last day that a run at this moment draws."""
    today = date(now, find_zone(zone))
    return today + int((catalogue or load()).value("plan.ahead_d", today)) * DAY
