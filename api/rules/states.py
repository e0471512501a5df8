"""What becomes of a flag: excused, decided, void, reopened, frozen.

Sources: SCENARIOS.md, "No longer so" and "Decided"; DOCUMENTS.md, `flag.state`.
"""

import datetime as dt
from collections import defaultdict

from msgspec import Struct

from api.rules.findings import Raised, Review
from api.rules.in_force import Law
from api.rules.reading import CaseFile
from api.rules.standing import Known, Standing
from schemas.documents import Decision, Flag, FlagState, Moment
from schemas.ids import flag_id

DECIDED: dict[str, FlagState] = {"confirm": "confirmed", "dismiss": "dismissed", "excuse": "excused"}


class Ground(Struct, frozen=True):
    """What raised a flag, and when it ceased to: `lost_at` None while it still stands."""

    raised: Raised
    lost_at: dt.datetime | None = None
    lost_by: str | None = None


class Verdict(Struct, frozen=True):
    """What the decisions on a flag come to: a state, or a conflict, and the decision that settled it."""

    state: FlagState | None = None
    conflict: bool = False
    at: dt.datetime | None = None
    by: str | None = None


class States:
    """Turns grounds into flags, with the decisions of the file."""

    def __init__(self, file: CaseFile, standing: Standing, law: Law) -> None:
        self.file = file
        self.law = law
        self.review: set[Review] = set()
        self.changes: set[dt.datetime] = set()
        self.decisions: dict[str, list[Decision]] = defaultdict(list)
        known = Known(file.now)
        for decision in file.decisions:
            if standing.stands(decision.id, known):
                self.decisions[decision.flag].append(decision)
        for decisions in self.decisions.values():
            decisions.sort(key=lambda d: (file.arrival[d.id], d.id))

    def decided(self) -> set[str]:
        """All flags that a decision names."""
        return set(self.decisions)

    def flag(self, ground: Ground) -> Flag:
        """Make the flag of a ground, or remember the one of an equal ground that nobody has decided."""
        raised = ground.raised
        own_id = flag_id(raised.condition, raised.occasion)
        ends_at = self.law.term_ends(self.file.conditions[raised.condition])
        if own_id in self.decisions or not self.decisions.keys().isdisjoint(raised.also):
            return self._flag(ground, own_id, ends_at)
        basis = ground, ends_at, ends_at <= self.file.now
        known = self.file.memory.flags.get(own_id)
        if known is None or known[0] != basis:
            known = basis, self._flag(ground, own_id, ends_at)
            self.file.memory.flags[own_id] = known
        if known[1].state == "open":
            self.changes.add(ends_at)
        return known[1]

    def _flag(self, ground: Ground, own_id: str, ends_at: dt.datetime) -> Flag:
        raised = ground.raised
        counting = self._counting({own_id, *raised.also}, raised)
        lost_at = ground.lost_at if ground.lost_at is not None else raised.excused_at
        lost = ground.lost_at is not None or raised.excused_by is not None
        verdict = self._verdict(counting, lost_at, own_id)
        state = self._state(raised, ground, verdict)
        if state == "open":
            if ends_at <= self.file.now:
                state = "frozen"
            else:
                self.changes.add(ends_at)
        return Flag(
            id=own_id,
            condition=raised.condition,
            occasion=raised.occasion,
            certainty=raised.certainty,
            state=state,
            facts=list(raised.facts),
            rule=raised.rule,
            because=list(raised.because),
            history=self._history(ground, counting, state, lost=lost),
        )

    def _counting(self, ids: set[str], raised: Raised) -> list[Decision]:
        """The decisions on a flag whose author recorded none of its facts."""
        # Nobody is nobody: records without an author are no reason to set a decision aside.
        recorders = {self.file.recorded[f].by.user for f in raised.facts} - {""}
        counting = []
        for decision in sorted(
            (d for i in ids for d in self.decisions.get(i, ())), key=lambda d: (self.file.arrival[d.id], d.id)
        ):
            if decision.by.user in recorders:
                self.review.add(
                    Review(
                        reason="own_fact", document=decision.id, facts=raised.facts, field="decision.by.user"
                    )
                )
            else:
                counting.append(decision)
        return counting

    def _verdict(self, decisions: list[Decision], lost_at: dt.datetime | None, own_id: str) -> Verdict:
        """Settle what decisions say; what came before a `resolve_conflict` is past.

        So is what came before the ground was lost, once somebody has dismissed or excused it since.
        """
        standing: list[tuple[FlagState, Decision]] = []
        for decision in decisions:
            said = decision.verdict
            if said == "resolve_conflict":
                standing.clear()
                if decision.resolved_as is None:
                    continue
                said = decision.resolved_as
            standing.append((DECIDED[said], decision))
        if lost_at is not None:
            since = [d for d in standing if self.file.arrival[d[1].id] > lost_at and d[0] != "confirmed"]
            standing = since or standing
        states = {state for state, _ in standing}
        if len(states) > 1:
            facts = tuple(sorted(d.id for _, d in standing))
            self.review.add(Review(reason="conflicting_decisions", document=own_id, facts=facts))
            return Verdict(conflict=True)
        if not standing:
            return Verdict()
        state, last = standing[-1]
        return Verdict(state, at=self.file.arrival[last.id], by=last.id)

    def _state(self, raised: Raised, ground: Ground, verdict: Verdict) -> FlagState:
        if verdict.conflict:
            return "reopened"
        lost_at = ground.lost_at
        if lost_at is not None or raised.excused_by is not None:
            undecided: FlagState = "void" if lost_at is not None else "excused"
            since = lost_at or raised.excused_at
            if verdict.state is None or verdict.state == undecided:
                return undecided
            settled = verdict.at is not None and since is not None and verdict.at > since
            return verdict.state if settled and verdict.state != "confirmed" else "reopened"
        return verdict.state or "open"

    def _history(
        self, ground: Ground, decisions: list[Decision], state: FlagState, *, lost: bool
    ) -> list[Moment]:
        """What happened to the flag, in order, as far as the documents tell."""
        raised = ground.raised
        certainty = raised.certainty
        cause = raised.facts[0] if raised.facts else None
        told = [Moment(at=raised.since, state="open", certainty=certainty, cause=cause)]
        for d in decisions:
            said = DECIDED.get(d.resolved_as or d.verdict, "open")
            told.append(Moment(at=self.file.arrival[d.id], state=said, certainty=certainty, cause=d.id))
        if lost:
            at = ground.lost_at or raised.excused_at or raised.since
            decided = any(self.file.arrival[d.id] <= at for d in decisions)
            ends_as = "reopened" if decided else ("void" if ground.lost_at else "excused")
            told.append(
                Moment(
                    at=max(at, raised.since),
                    state=ends_as,
                    certainty=certainty,
                    cause=ground.lost_by or raised.excused_by,
                )
            )
        if state == "frozen":
            ends_at = self.law.term_ends(self.file.conditions[raised.condition])
            told.append(Moment(at=max(ends_at, raised.since), state="frozen", certainty=certainty))
        return sorted(told, key=lambda m: m.at)
