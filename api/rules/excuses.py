"""Reasons that excuse a day: a certificate that comes before or after what it excuses."""

import datetime as dt

from api.rules.intervals import utc
from api.rules.matter import Matter
from api.rules.standing import Known
from schemas.documents import Excuse


def excuse(matter: Matter, kind: str, day: dt.date, known: Known) -> Excuse | None:
    """Find the excuse that covers a day, the one that came first if there are several."""
    found = [
        e
        for e in matter.file.excuses
        if e.for_.kind == kind and e.for_.from_ <= day <= e.for_.until and matter.standing.stands(e.id, known)
    ]
    return min(found, key=lambda e: (matter.file.arrival[e.id], e.id), default=None)


def excused_at(matter: Matter, excuse_found: Excuse | None) -> dt.datetime | None:
    """When the server had the excuse."""
    return None if excuse_found is None else utc(matter.file.arrival[excuse_found.id])
