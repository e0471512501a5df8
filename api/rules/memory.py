"""What an evaluation of a case file may take over from the one before.

A case file is evaluated again with every document that comes, and most of it is as it was. Whatever the rules
conclude follows from its inputs alone, so a conclusion is kept beside the inputs that it was drawn from, and
is taken over where these are equal; nobody has to tell which documents changed, and nothing can be forgotten.
A memory belongs to one case file, is nowhere stored, and may be thrown away at any time.
"""

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from api.rules.clock import Contact, Span
from api.rules.findings import Findings, Review
from api.rules.intervals import FAR_PAST
from schemas.documents import Document, Recorded

if TYPE_CHECKING:
    from api.rules.place import Disc
    from api.rules.states import Ground
    from api.rules.windows import Occurrence


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
    spans: dict[str, tuple[Recorded, Contact | None, Span]] = field(default_factory=dict)
    metres: "dict[tuple[float, float, Disc], float]" = field(default_factory=dict)
    comings: "dict[tuple[Hashable, Span], list[Occurrence]]" = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)

    def settle(self, *setting: object) -> None:
        """Forget everything if the zone, the catalogue or the calendar is not the one before."""
        if self.setting != setting:
            self.setting = setting
            for kept in (self.readings, self.spans, self.metres, self.comings, self.drawn):
                kept.clear()

    def recall(self, condition: str, inputs: tuple[object, ...], now: dt.datetime) -> Conclusion | None:
        """Give what was concluded of a condition from the same inputs, if it still holds."""
        drawn = self.drawn.get(condition)
        if drawn is None or not drawn.at <= now < drawn.until or drawn.inputs != inputs:
            return None
        return drawn.conclusion
