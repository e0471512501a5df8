"""What an evaluation of a case file may take over from the one before.

A case file is evaluated again with every document that comes, and most of it is as it was. Whatever the rules
conclude follows from its inputs alone, so a conclusion is kept beside the inputs that it was drawn from, and
is taken over where these are equal; nobody has to tell which documents changed, and nothing can be forgotten.
A memory belongs to one case file, is nowhere stored, and may be thrown away at any time.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct, field

from api.rules.findings import Findings, Review
from api.rules.intervals import FAR_PAST
from schemas.documents import Document, Flag

if TYPE_CHECKING:
    from api.rules.clock import Span
    from api.rules.place import Disc
    from api.rules.reading import Fact
    from api.rules.states import Ground
    from api.rules.windows import Occurrence


Said = TypeVar("Said")


class Reading(Struct, frozen=True):
    """One document as it was read: None where it cannot be, its words, and what to look at in it.

    `came` is when it was known, as the document itself says.
    """

    document: Document | None
    words: Mapping[str, Any]
    review: tuple[Review, ...]
    came: dt.datetime = FAR_PAST


class Conclusion(Struct, frozen=True):
    """What follows for one condition: what its rule found, what was found once, and what is out of term."""

    found: Findings
    grounds: "list[Ground]"
    out_of_term: frozenset[Review]


class Drawn(Struct, frozen=True):
    """A conclusion with all that it was drawn from; without a new document it holds before `until`."""

    inputs: tuple[object, ...]
    at: dt.datetime
    until: dt.datetime
    conclusion: Conclusion


class Memory(Struct):
    """What was read, measured and concluded of one case file; `setting` is what all of it depends on."""

    setting: tuple[object, ...] = ()
    readings: dict[str, tuple[Mapping[str, Any], Reading]] = field(default_factory=dict)
    facts: "dict[str, Fact]" = field(default_factory=dict)
    metres: "dict[tuple[float, float, Disc], float]" = field(default_factory=dict)
    comings: "dict[tuple[Hashable, Span], list[Occurrence]]" = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)
    weighed: dict[str, tuple[object, dict[str, tuple[object, object]]]] = field(default_factory=dict)
    flags: "dict[str, tuple[tuple[object, ...], Flag]]" = field(default_factory=dict)

    def settle(self, *setting: object) -> None:
        """Forget everything if the zone, the catalogue or the calendar is not the one before."""
        if self.setting != setting:
            self.setting = setting
            for name in self.__struct_fields__:
                if name != "setting":
                    getattr(self, name).clear()

    def weigh(
        self, condition: str, basis: object, facts: "Iterable[Fact]", say: "Callable[[Fact], Said]"
    ) -> "list[Said]":
        """What each fact says of a condition; asked again only of new facts, or on another `basis`."""
        kept = self.weighed.get(condition)
        before = kept[1] if kept is not None and kept[0] == basis else {}
        after: dict[str, tuple[object, object]] = {}
        said: list[Said] = []
        for fact in facts:
            known = before.get(fact.id)
            if known is None or known[0] is not fact:
                known = fact, say(fact)
            after[fact.id] = known
            said.append(cast("Said", known[1]))
        self.weighed[condition] = basis, after
        return said

    def keep_only(self, conditions: Iterable[str]) -> None:
        """Forget what was said of conditions that are no longer in the file."""
        for gone in self.weighed.keys() - set(conditions):
            del self.weighed[gone]

    def recall(self, condition: str, inputs: tuple[object, ...], now: dt.datetime) -> Conclusion | None:
        """Give what was concluded of a condition from the same inputs, if it still holds."""
        drawn = self.drawn.get(condition)
        if drawn is None or not drawn.at <= now < drawn.until or drawn.inputs != inputs:
            return None
        return drawn.conclusion
