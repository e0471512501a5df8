"""Curfew: be at the place, in the windows.

Raised by a check `absent` or `refused`, by unanswered checks, and by a sighting or check-in elsewhere,
inside a window. Source: SCENARIOS.md, "What raises what" and "Who saw".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from api.rules.findings import Findings, Raised, Review, because
from api.rules.matter import Matter, Stake
from api.rules.moments import Bearing, Grade, Timing, timing, weigh
from api.rules.place import Disc, Where, disc, lies
from api.rules.reading import CaseFile, Fact
from api.rules.standing import Known
from api.rules.windows import Occurrence, crossed, hours_of, touched
from schemas.documents import CheckIn, CurfewCheck, Sighting
from schemas.params import CurfewParams


class Curfew:
    """The rule over one curfew."""

    def __init__(self, matter: Matter, params: CurfewParams) -> None:
        self.matter = matter
        self.params = params
        self.review: set[Review] = set()
        self.home = self._place()
        if crossed(params.windows):
            self._complain("contradictory", "condition.params.windows", "overlapping_windows")
        self.hours = hours_of(params.windows)
        said = matter.said(self.home, self._placed, CurfewCheck, Sighting, CheckIn)
        placed = [one for one in said if one is not None]
        self.raising = [one for one in placed if one[0].grade is not Grade.CONTRARY]
        self.contrary = [one for one in placed if one[0].grade is Grade.CONTRARY] if self.raising else []

    def _placed(self, fact: Fact) -> tuple[Bearing, list[Occurrence]] | None:
        """What a fact says, if it may have been in a window at all."""
        windows = touched(self.hours, fact.span, self.matter.file)
        bearing = self._bearing(fact) if windows else None
        return None if bearing is None else (bearing, windows)

    def _place(self) -> Disc | None:
        if self.params.place is not None:
            home = disc(self.params.place.lat, self.params.place.lon, self.params.place.radius_m)
            if home is None:
                self._complain("place_unknown", "condition.params.place", "missing")
            return home
        home = residence(self.matter.file)
        if home is None:
            for case in self.matter.file.cases:
                self.review.add(
                    Review(reason="place_unknown", document=case.id, field="case.residence", code="missing")
                )
            if not self.matter.file.cases:
                self._complain("place_unknown", "condition.params.place", "missing")
        return home

    def _complain(self, reason: str, field: str, code: str) -> None:
        self.review.add(Review(reason=reason, document=self.matter.condition.id, field=field, code=code))

    def _bearing(self, fact: Fact) -> Bearing | None:
        match fact.doc:
            case CurfewCheck():
                return self._check(fact, fact.doc)
            case Sighting():
                return self._seen(fact, fact.doc)
            case CheckIn():
                bearing = self._seen(fact, fact.doc)
                # Whoever calls for help is not held to account for where they called from (decision 0008);
                # that they called from home still speaks for them.
                against = bearing is not None and bearing.grade is not Grade.CONTRARY
                return None if fact.doc.help_wanted and against else bearing
        return None

    def _check(self, fact: Fact, check: CurfewCheck) -> Bearing:
        told = {"fact": fact.id, "at": fact.span.nominal, "method": check.method}
        if check.result == "present":
            return Bearing(fact, Grade.CONTRARY, (because("present", **told),))
        in_person = check.method == "in_person"
        if self.home is None:
            where, numbers = Where.NOWHERE, {}
            doubt = because("place-unknown", fact=fact.id)
        else:
            fix = lies(check.place, [self.home], fact.span.nominal.date(), self.matter.file)
            where, numbers = fix.where, _numbers(fix.distance_m, fix.accuracy_m, fix.radius_m)
            doubt = because(_WHY_NOT.get(where, "no-fix"), fact=fact.id, **numbers)
        elsewhere = in_person and where is Where.OUTSIDE
        if check.result == "no_answer":
            said = because("no-answer", **told, **(numbers if in_person else {}))
            if elsewhere:  # a knock on another door
                return Bearing(fact, Grade.INCONCLUSIVE, (said, doubt))
            return Bearing(fact, Grade.UNANSWERED, (said,))
        result = "refused" if check.result == "refused" else "absent"
        said = because(result, **told, **(numbers if in_person else {}))
        if in_person and where not in (Where.INSIDE, Where.EDGE):
            return Bearing(fact, Grade.INCONCLUSIVE, (said, doubt))
        return Bearing(fact, Grade.SUSPECTED, (said,))

    def _seen(self, fact: Fact, seen: Sighting | CheckIn) -> Bearing | None:
        if seen.place is None or self.home is None:
            return None
        fix = lies(seen.place, [self.home], fact.span.nominal.date(), self.matter.file)
        told = {
            "fact": fact.id,
            "at": fact.span.nominal,
            **_numbers(fix.distance_m, fix.accuracy_m, fix.radius_m),
        }
        match fix.where:
            case Where.INSIDE:
                return Bearing(fact, Grade.CONTRARY, (because("at-home", **told),))
            case Where.OUTSIDE:
                return Bearing(fact, Grade.SUSPECTED, (because("elsewhere", **told),))
            case Where.EDGE:
                return Bearing(fact, Grade.INCONCLUSIVE, (because("perhaps-elsewhere", **told),))
            case Where.COARSE:
                doubt = because("coarse-fix", fact=fact.id, **_numbers(None, fix.accuracy_m, None))
                return Bearing(fact, Grade.INCONCLUSIVE, (because("perhaps-elsewhere", **told), doubt))
            case Where.NOWHERE:
                return None

    def findings(self, known: Known) -> Findings:
        """One flag for each window in which the minor may not have been at the place."""
        found = Findings(review=set(self.review))
        matter = self.matter
        binding = matter.binding(known)
        nights: dict[str, list[tuple[Bearing, Timing]]] = defaultdict(list)
        for bearing, windows in self.raising:
            if matter.standing.stands(bearing.fact.id, known) and (
                when := timing(bearing.fact.span, windows, binding)
            ):
                nights[when.name].append((bearing, when))
        contrary: dict[str, list[Bearing]] = defaultdict(list)
        for bearing, windows in self.contrary if nights else ():
            for window in windows:
                if window.name in nights and matter.standing.stands(bearing.fact.id, known):
                    contrary[window.name].append(bearing)
        for name, raising in nights.items():
            found.raised.append(self._night(name, raising, contrary[name], found))
        return found

    def _night(
        self, name: str, raising: list[tuple[Bearing, Timing]], contrary: list[Bearing], found: Findings
    ) -> Raised:
        matter = self.matter
        day = dt.date.fromisoformat(name[:10])
        weight = weigh(
            raising,
            contrary,
            found,
            tolerance_s=matter.value("clock.tolerance_s", day),
            unanswered=(
                int(matter.value("curfew.no_answer_count", day)),
                matter.value("curfew.no_answer_apart_s", day),
            ),
        )
        return Raised(
            condition=matter.condition.id,
            occasion=name,
            certainty=weight.certainty,
            facts=weight.facts,
            because=weight.because,
            since=max(matter.file.arrival[matter.condition.id], min(b.fact.received_at for b, _ in raising)),
            rule=matter.rule.stamp,
        )

    def stakes(self) -> Iterable[Stake]:
        """Every observation in a window that could be a breach."""
        for bearing, _ in self.raising:
            fact = bearing.fact
            yield Stake(fact.id, fact.span.first, fact.span.last, fact.received_at)

    def relievers(self) -> Iterable[dt.datetime]:
        """Nothing else takes a curfew flag away: a `present` at another hour does not undo an `absent`."""
        return ()


_WHY_NOT = {Where.NOWHERE: "no-fix", Where.COARSE: "coarse-fix", Where.OUTSIDE: "fix-elsewhere"}


def _numbers(distance_m: float | None, accuracy_m: float | None, radius_m: float | None) -> dict[str, int]:
    numbers = {"distance_m": distance_m, "accuracy_m": accuracy_m, "radius_m": radius_m}
    return {name: round(value) for name, value in numbers.items() if value is not None}


def residence(file: CaseFile) -> Disc | None:
    """Where the minor lives; None when the file does not say, or two `case` documents say two things."""
    homes = {
        disc(case.residence.lat, case.residence.lon, case.residence.radius_m) if case.residence else None
        for case in file.cases
    }
    return homes.pop() if len(homes) == 1 else None
