"""One condition before the rules: its wording, its rule, and everything that the case file says around it."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from msgspec import Struct

from api.rules.findings import Findings
from api.rules.in_force import Law
from api.rules.intervals import Stretch
from api.rules.reading import CaseFile, Fact
from api.rules.standing import Known, Standing
from schemas.documents import Condition, Recorded
from schemas.parts import Part
from schemas.rules import Rule

Said = TypeVar("Said")


class Stake(Struct, frozen=True):
    """What could have raised a flag: a fact or a silence, from when to when, and since when it was known.

    A permission, correction or amendment that came after `since` may have taken a flag away.
    """

    fact: str | None
    first: dt.datetime
    last: dt.datetime
    since: dt.datetime


class Matter(Struct, frozen=True):
    """A condition with its parameters, the rule that judges it, and the file it stands in."""

    condition: Condition
    params: Part
    rule: Rule
    file: CaseFile
    standing: Standing
    law: Law

    def value(self, name: str, on: dt.date | None = None) -> float:
        """Look up a value of the catalogue, as in force on a day (by default today)."""
        return self.file.catalogue.value(name, on or self.file.now.date())

    def said(self, basis: object, say: Callable[[Fact], Said], *kinds: type[Recorded]) -> list[Said]:
        """What each fact of these kinds says of the condition, on the `basis` of places and hours."""
        facts = (fact for kind in kinds for fact in self.file.by_kind.get(kind, ()))
        return self.file.memory.weigh(self.condition.id, (self.condition, basis), facts, say)

    def binding(self, known: Known) -> list[Stretch]:
        """When the condition bound, as far as was known."""
        return self.law.binding(self.condition, known)


class Family(Protocol):
    """The rule of one type of condition, over one condition of the file.

    `findings` concludes from what was known; `stakes` says what could ever have raised a flag; `relievers`
    are the moments at which records came that may have taken away what silence had raised.
    """

    def findings(self, known: Known) -> Findings:
        """Conclude from what was known."""
        ...

    def stakes(self) -> Iterable[Stake]:
        """Say what could ever have raised a flag, bare of order, amendment, permission and correction."""
        ...

    def relievers(self) -> Iterable[dt.datetime]:
        """Say when records came that may have taken away a flag, beyond what a stake names."""
        ...
