"""When silence speaks: what was not recorded is a breach only once nobody can still be holding the record.

Every device of those assigned at the time must have been in contact after the deadline, or the time to wait
for them (catalogue, `silence.wait_h`) be over. Where nobody worked in the file there is no silence to speak
of, only a duty that the service never looked after (docs/decisions, 0006). Source: SCENARIOS.md, "Silence".
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from api.rules.findings import because
from api.rules.intervals import FAR_FUTURE, FAR_PAST, shift, utc
from api.rules.reading import CaseFile
from api.rules.standing import Known
from schemas.documents import Because

FAMILY = frozenset({"minor", "guardian"})
"""Roles that record for themselves: a child that answers its phone proves nothing about the office."""


Holding = tuple[str, str]
"""Somebody on a device. Two people who share one have two locked stores on it, and synchronise apart."""


class Holders:
    """Who could be holding a record, and when each of their devices was in contact."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.devices: dict[str, set[str]] = defaultdict(set)
        self.of_the_minor: set[Holding] = set()
        self.contacts: dict[tuple[str | None, str], list[dt.datetime]] = defaultdict(list)
        for record in file.recorded.values():
            if record.by.device:
                self.devices[record.by.user].add(record.by.device)
                if record.by.role == "minor":
                    self.of_the_minor.add((record.by.user, record.by.device))
        minors = {record.by.user for record in file.recorded.values() if record.by.role == "minor"}
        minors |= {a.user for a in file.assignments if a.role == "minor"}
        for contact in file.contacts:
            if contact.user is not None:
                self.devices[contact.user].add(contact.device)
                if contact.user in minors:
                    self.of_the_minor.add((contact.user, contact.device))
            self.contacts[contact.user, contact.device].append(utc(contact.at))
        for times in self.contacts.values():
            times.sort()
        self.assigned = [
            (utc(a.from_), utc(a.until) if a.until else FAR_FUTURE, a.user) for a in file.assignments
        ]
        self._over: dict[tuple[dt.datetime, dt.datetime, bool], dt.datetime] = {}
        self.service = {a.user for a in file.assignments if a.role not in FAMILY}
        self.worked_in_since = min(self._work(), default=FAR_FUTURE)

    def _work(self) -> Iterator[dt.datetime]:
        """Since when each trace of somebody's work in the file tells that silence can be judged.

        Facts count and acts do not, because a permission or an excuse must never raise a flag; a correction
        comes after a fact. Whoever recorded without an assignment in the file may always have been there. A
        contact alone does not say whose phone it was: it counts for somebody who was assigned at some time.
        """
        for fact in self.file.facts.values():
            if fact.doc.by.role not in FAMILY and fact.doc.corrects is None:
                yield fact.span.last if fact.doc.by.user in self.service else FAR_PAST
        for contact in self.file.contacts:
            if contact.user in self.service:
                yield utc(contact.at)

    def told(self) -> tuple[object, ...]:
        """All that the answers below depend on, but for the catalogue."""
        return (
            self.devices,
            self.of_the_minor,
            self.contacts,
            self.assigned,
            self.service,
            self.worked_in_since,
        )

    def nobody(self, opens: dt.datetime, deadline: dt.datetime) -> bool:
        """Was nobody there who could have recorded what was open from `opens` until `deadline`?"""
        return self.worked_in_since > deadline and not any(
            start < deadline and opens < end and user in self.service for start, end, user in self.assigned
        )

    def over(self, opens: dt.datetime, deadline: dt.datetime, *, by_minor: bool = False) -> dt.datetime:
        """When nobody could any more hold a record of what was open from `opens` until `deadline`.

        What the minor answers is on the minor's own device: unless one is known, all the time is waited.
        """
        key = opens, deadline, by_minor
        if key not in self._over:
            self._over[key] = self._reckon(opens, deadline, by_minor=by_minor)
        return self._over[key]

    def _reckon(self, opens: dt.datetime, deadline: dt.datetime, *, by_minor: bool) -> dt.datetime:
        wait_h = self.file.catalogue.value("silence.wait_h", deadline.date())
        latest = shift(deadline, wait_h * 3600)
        devices = {
            (user, device)
            for start, end, user in self.assigned
            if start < deadline and opens < end
            for device in self.devices.get(user, ())
        }
        if by_minor:
            if not self.of_the_minor:
                return latest
            devices |= self.of_the_minor
        if not devices:
            return latest
        return min(latest, max(self._contact(*holding, deadline) for holding in devices))

    def _contact(self, user: str, device: str, after: dt.datetime) -> dt.datetime:
        """When somebody's phone was next in contact: another's name on the same device says nothing of it."""
        following = FAR_FUTURE
        for who in (user, None):
            times = self.contacts.get((who, device), [])
            at = bisect_right(times, after)
            following = min(following, times[at] if at < len(times) else FAR_FUTURE)
        return following


def past(moment: dt.datetime, known: Known) -> bool:
    """Was a moment over when the question is asked?"""
    return moment <= known.now and (known.before is None or moment < known.before)


def why(over: dt.datetime, deadline: dt.datetime, file: CaseFile) -> Because:
    """Say why nobody is waited for any more."""
    wait_h = file.catalogue.value("silence.wait_h", deadline.date())
    if over < shift(deadline, wait_h * 3600):
        return because("nobody-holds-a-record", at=over)
    return because("time-for-records-over", hours=int(wait_h), deadline=deadline)
