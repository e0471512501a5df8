"""Places to keep away from, and areas not to leave.

Raised by a sighting, a check-in, or a curfew check by phone or video, by where the minor was. Source:
SCENARIOS.md, "What raises what" and "Place".
"""

from typing import ClassVar

from api.rules.findings import Findings, Review, because
from api.rules.matter import Matter
from api.rules.moments import Bearing, Grade
from api.rules.place import Disc, Where, disc, lies
from api.rules.reading import Fact
from api.rules.standing import Known
from api.rules.stays import Stays
from api.rules.windows import crossed
from schemas.documents import CheckIn, CurfewCheck, Sighting
from schemas.params import StayAwayParams, StayWithinParams
from schemas.parts import Place

SEEN = (CurfewCheck, Sighting, CheckIn)


class Areas(Stays):
    """The rule over one condition about areas; what each way of lying to them means is told by a subclass."""

    means: ClassVar[dict[Where, tuple[Grade, str]]]

    def __init__(self, matter: Matter, params: StayAwayParams | StayWithinParams) -> None:
        self.review: set[Review] = set()
        self.discs: list[Disc] = []
        for index, area in enumerate(params.areas):
            one = disc(area.lat, area.lon, area.radius_m)
            if one is not None:
                self.discs.append(one)
                continue
            field = f"condition.params.areas[{index}]"
            self.review.add(Review(reason="area_without_position", document=matter.condition.id, field=field))
        self.all_mapped = len(self.discs) == len(params.areas)
        windows = params.windows if isinstance(params, StayAwayParams) else None
        if windows and crossed(windows):
            field = "condition.params.windows"
            self.review.add(
                Review(
                    reason="contradictory",
                    document=matter.condition.id,
                    field=field,
                    code="overlapping_windows",
                )
            )
        self.file = matter.file
        basis = tuple(self.discs), self.all_mapped
        said = matter.said(basis, self._bearing, *SEEN) if self.discs else ()
        super().__init__(matter, [b for b in said if b is not None], windows)

    def _bearing(self, fact: Fact) -> Bearing | None:
        place = seen_at(fact)
        if place is None:
            return None
        fix = lies(place, self.discs, fact.span.nominal.date(), self.file)
        if fix.where is Where.NOWHERE:
            return None
        grade, key = self.means[fix.where]
        numbers = {"distance_m": fix.distance_m, "accuracy_m": fix.accuracy_m, "radius_m": fix.radius_m}
        told = {name: round(value) for name, value in numbers.items() if value is not None}
        reasons = [because(key, fact=fact.id, at=fact.span.nominal, **told)]
        if fix.where is Where.COARSE:
            reasons.append(because("coarse-fix", fact=fact.id, **told))
        if grade is Grade.SUSPECTED and not self.may_suspect():
            grade = Grade.INCONCLUSIVE
            reasons.append(because("area-unmapped"))
        return Bearing(fact, grade, tuple(reasons))

    def may_suspect(self) -> bool:
        """Is enough known of the areas to suspect a breach?"""
        return True

    def findings(self, known: Known) -> Findings:
        """One flag for each day on which a fact speaks of a breach."""
        found = super().findings(known)
        found.review |= self.review
        return found


class StayAway(Areas):
    """Wholly inside an area: suspected. Wholly outside all of them: nothing."""

    means: ClassVar = {
        Where.INSIDE: (Grade.SUSPECTED, "inside-area"),
        Where.EDGE: (Grade.INCONCLUSIVE, "perhaps-inside-area"),
        Where.COARSE: (Grade.INCONCLUSIVE, "perhaps-inside-area"),
        Where.OUTSIDE: (Grade.CONTRARY, "outside-area"),
    }


class StayWithin(Areas):
    """Wholly outside every area: suspected. Wholly inside one: nothing."""

    means: ClassVar = {
        Where.OUTSIDE: (Grade.SUSPECTED, "outside-areas"),
        Where.EDGE: (Grade.INCONCLUSIVE, "perhaps-outside-areas"),
        Where.COARSE: (Grade.INCONCLUSIVE, "perhaps-outside-areas"),
        Where.INSIDE: (Grade.CONTRARY, "within-areas"),
    }

    def may_suspect(self) -> bool:
        """An area that is not on the map yet may be the one where the minor was."""
        return self.all_mapped


def seen_at(fact: Fact) -> Place | None:
    """Where a fact says that the minor was.

    A check in person carries the inspector's place; one by phone or video the minor's, if somebody answered.
    Where somebody calls for help from is never held against them (decision 0008).
    """
    match fact.doc:
        case CheckIn(help_wanted=True):
            return None
        case Sighting() | CheckIn():
            return fact.doc.place
        case CurfewCheck() if fact.doc.method != "in_person" and fact.doc.result != "no_answer":
            return fact.doc.place
    return None
