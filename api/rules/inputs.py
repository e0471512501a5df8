"""All that the conclusion of one condition is drawn from: where it is equal, the conclusion is too.

A rule reads facts of certain kinds, with what corrects them; the acts that bind and excuse; the residence;
and, where silence speaks, who could be holding a record. What is listed here too much costs time, what is
missing would be a wrong flag: `test_memory.py` compares with an evaluation that remembers nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from api.rules.areas import seen_at
from api.rules.matter import Matter
from api.rules.reading import CaseFile, Fact
from api.rules.silence import Holders
from api.rules.standing import Standing
from schemas.documents import (
    Attendance,
    CheckIn,
    CurfewCheck,
    Document,
    Hours,
    Recorded,
    Registration,
    Session,
    Sighting,
    Visit,
)
from schemas.params import ConditionType

SEEN: tuple[type[Recorded], ...] = (CurfewCheck, Sighting, CheckIn)
READS: dict[ConditionType, tuple[type[Recorded], ...]] = {
    "curfew": SEEN,
    "stay_away": SEEN,  # of the checks, those that say where the minor was: not the ones at the door
    "stay_within": SEEN,
    "residence": (Visit,),
    "school_attendance": (Attendance,),
    "registration": (Registration,),
    "check_in": (CheckIn,),
    "treatment": (Session,),
    "community_service": (Hours,),
}
"""The kinds of facts that the rule of each type reads."""

SILENCE: frozenset[ConditionType] = frozenset({"registration", "check_in", "community_service"})
"""Types that are breached by what was not recorded."""


class Inputs:
    """The parts of one case file on which conclusions depend."""

    def __init__(self, file: CaseFile, standing: Standing, holders: Holders, decided: set[str]) -> None:
        self.file = file
        self.standing = standing
        self.holders = holders
        self.decided = decided
        self.facts: dict[type[Document], list[tuple[Fact, tuple[object, ...]]]] = defaultdict(list)
        for kind, facts in file.by_kind.items():
            self.facts[kind] = [(fact, self._stands(fact.id)) for fact in facts]
        self.placed = [told for told in self.facts[CurfewCheck] if seen_at(told[0]) is not None]
        self.acts = (
            self._told(file.cases),
            self._told(file.orders.values()),
            self._told(file.conditions.values()),
            self._told(file.permissions),
            self._told(file.excuses),
        )
        self.requests = [(request, file.words[request.id]) for request in file.requests.values()]

    def of(self, matter: Matter) -> tuple[object, ...]:
        """All that follows for a condition follows from these, the moment, the zone and the catalogue."""
        kind = matter.condition.type
        key = matter.condition.id.removeprefix("condition:")
        return (
            matter.condition,
            self.acts,
            [self._told_by(fact, kind) for fact in READS[kind]],
            self.requests if kind == "check_in" else None,
            self.holders.told() if kind in SILENCE else None,
            {flag for flag in self.decided if flag.startswith(f"flag:{key}:")},
        )

    def _told_by(self, fact: type[Recorded], kind: ConditionType) -> Sequence[object]:
        return self.placed if fact is CurfewCheck and kind != "curfew" else self.facts.get(fact, [])

    def _told(self, acts: Iterable[Document]) -> list[object]:
        return [(act, self.file.arrival[act.id], *self._stands(act.id)) for act in acts]

    def _stands(self, doc_id: str) -> tuple[object, ...]:
        return self.standing.replaced_at.get(doc_id), doc_id in self.standing.looped
