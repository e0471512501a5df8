"""What an evaluation gives: flags, what to look at, what the service owes, and when to look again."""

import datetime as dt
from typing import Any

from msgspec import Struct, field

from schemas.documents import Because, Certainty, Flag


class Review(Struct, frozen=True, kw_only=True, omit_defaults=True, order=True):
    """Something to look at: a code, the facts, and the document and field it is about."""

    reason: str
    facts: tuple[str, ...] = ()
    document: str = ""
    field: str = ""
    code: str = ""


class Service(Struct, frozen=True, kw_only=True, omit_defaults=True, order=True):
    """Something that the service has not done, or waits for: never the child's."""

    reason: str
    condition: str = ""
    occasion: str = ""
    document: str = ""


class Evaluation(Struct, frozen=True):
    """All that the documents of a case file say at a moment.

    `next_change` is the earliest moment after it at which the same documents may say something else.
    """

    flags: list[Flag]
    review: list[Review]
    service: list[Service]
    next_change: dt.datetime | None


class Raised(Struct, frozen=True, kw_only=True):
    """A rule finds the facts of one occasion incompatible with a condition, before anybody has decided.

    `since` is when the server could first say so; `order_ends` when the term of the condition is over.
    `excused_by` and `excused_at` name the excuse that covers it. `also` are ids of flags that this
    occasion would have if one of its later facts had been its first.
    """

    condition: str
    occasion: str
    certainty: Certainty
    facts: tuple[str, ...]
    because: tuple[Because, ...]
    since: dt.datetime
    rule: str
    excused_by: str | None = None
    excused_at: dt.datetime | None = None
    also: frozenset[str] = frozenset()


class Findings(Struct):
    """What one condition's rule says of the documents known at a moment."""

    raised: list[Raised] = field(default_factory=list)
    review: set[Review] = field(default_factory=set)
    service: set[Service] = field(default_factory=set)
    changes: set[dt.datetime] = field(default_factory=set)


def because(key: str, **params: Any) -> Because:
    """Give a reason; moments become ISO 8601 in UTC, so that they are shown by the reader's clock."""
    shown = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in params.items()
        if value is not None
    }
    return Because(key=f"because-{key}", params=shown)
