"""What the gate knows of assignments and of the quarantine; the API gives both.

A record is taken into a case file when it was made while its author was assigned there. What was made outside
of every assignment, or may have been, is neither lost nor taken in silently: it is kept apart, durably, until
a supervisor decides. Its row is ``forbidden`` all the same, because the case file does not have it: a stock
replicator reports it as denied. The row is answered only after the record is safe, so a phone that knows the
code ``quarantined`` may take it as received.

The two stores share no transaction, so the order of the steps is the safeguard: the case file first (what may
be in it, with its receipt), then the quarantine, then the answer. A crash between any two leaves the phone
without an answer; it sends again, and each step finds its own work done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sync.gate import Session
    from sync.store import Document, View

CODE = "quarantined"
"""first word of a row's reason when the server keeps the document apart"""


class Outside(msgspec.Struct, frozen=True):
    """Why a record is not, or not certainly, from an assignment."""

    why: str
    """``after_assignment``, ``between_assignments``, ``before_assignment``, ``clock_in_doubt``,
    ``time_unknown`` or ``too_late``"""
    ended_at: dt.datetime | None = None
    """the end of the assignment that came before it, if any had ended"""


class Tenure(Protocol):
    """When one person was assigned to one case file."""

    def outside(self, doc: Mapping[str, Any], measured: float | None, view: View | None) -> Outside | None:
        """None when the document was recorded while its author was assigned.

        ``measured``: the clock's error at this contact (server minus device, s), if the client told its time.
        ``view``: the case file as the open transaction sees it; an end that was written since the request
        began counts.
        """
        ...


class Offered(msgspec.Struct, frozen=True):
    """A document for the quarantine, as its sender wrote it."""

    doc: Document
    outside: Outside


class Quarantine(Protocol):
    """Where records wait for a supervisor."""

    async def take(
        self,
        db: str,
        session: Session,
        offered: Sequence[Offered],
        measured: float | None,
        *,
        new_edits: bool,
    ) -> list[str | None]:
        """Keep documents apart, durable on return; for each None, or the reason why it is refused after all.

        Again for what is kept already: nothing changes, the same answer. Raises ``SyncError`` when it cannot
        be written: then nothing may be answered as kept.
        """
        ...
