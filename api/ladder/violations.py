"""Which flags are violations, and which of those count on the ladder today.

Only what a supervisor who recorded none of its facts has confirmed, after the child was heard, and not longer
ago than the period. What waits for review, was dismissed, excused, became void, was frozen or reopened is not
here at all: unreviewed flags count nowhere (DOMAIN.md, "From fact to court", 2).
"""

import datetime as dt
from typing import Literal

from msgspec import Struct

from api.ladder.file import File
from api.ladder.hearing import Heard, heard
from api.rules.intervals import shift
from schemas.documents import Decision, Flag

State = Literal["counts", "unheard", "lapsed", "submitted"]

DAY_S = 86_400


class Violation(Struct, frozen=True):
    """A confirmed flag. `happened` is the earliest moment of it; `lapses` when it counts no more."""

    flag: str
    happened: dt.datetime
    lapses: dt.datetime
    heard: Heard
    state: State
    malicious: bool = False


def confirmed(file: File) -> list[Violation]:
    """List the confirmed flags, by when they happened; whether one was submitted is not known here."""
    found = [_violation(flag, file) for flag in file.flags.values() if flag.state == "confirmed"]
    return sorted(found, key=lambda one: (one.happened, one.flag))


def _violation(flag: Flag, file: File) -> Violation:
    happened = file.happened(flag)
    lapses = shift(happened, file.value("warning.period_d") * DAY_S)
    confirming = confirmations(flag, file)
    how = heard(flag.id, file)
    state: State = "counts"
    if not any(how.before(file.came(one.id)) for one in confirming):
        state = "unheard"
    elif lapses <= file.now:
        state = "lapsed"
    malicious = bool(confirming) and confirming[-1].malicious
    return Violation(flag.id, happened, lapses, how, state, malicious)


def confirmations(flag: Flag, file: File) -> list[Decision]:
    """List the decisions that confirmed a flag and count, in the order in which they came.

    A flag's history names only those whose author recorded none of its facts (api/rules/states.py).
    """
    causes = {one.cause for one in flag.history or () if one.state == "confirmed"}
    found = [one for one in file.of(Decision) if one.id in causes]
    return sorted(found, key=lambda one: (file.came(one.id), one.id))
