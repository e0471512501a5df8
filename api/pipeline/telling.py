"""Who may hear that a case file changed, and what they are told."""

import datetime as dt
from collections.abc import Sequence

from api.events import Event, Events
from sync.store import Document


def tell(
    events: Events,
    case: str,
    documents: Sequence[Document],
    flags: Sequence[Document],
    now: dt.datetime,
) -> None:
    """Publish that a case file changed, and each of the `flags` in it that did."""
    file = next((doc for doc in documents if doc.get("kind") == "case"), {})
    users = frozenset(
        doc["user"]
        for doc in documents
        if doc.get("kind") == "assignment" and (doc.get("until") is None or _moment(doc["until"]) > now)
    )
    data = [("flag", {"case": case, "flag": flag["_id"], "state": flag["state"]}) for flag in flags]
    for name, told in [*data, ("case", {"case": case})]:
        events.publish(Event(name=name, case=case, office=file.get("office"), users=users, data=told))


def tell_quarantine(events: Events, case: str, file: Document | None) -> None:
    """Publish that something is kept apart for a case file, or was decided: to the office that decides."""
    office = (file or {}).get("office")
    told = Event(name="quarantine", case=case, office=office, users=frozenset(), data={"case": case})
    events.publish(told)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
