"""A case file as the ladder reads it: the acts on its flags, who recorded what, and what was known when."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from msgspec import Struct

from api.rules.intervals import utc
from api.rules.local import starts
from api.rules.reading import CaseFile, read_file
from api.rules.standing import Known, Standing
from schemas import check
from schemas.documents import Document, Flag, Recorded
from schemas.ladder import load
from schemas.rules import Catalogue
from schemas.rules import load as rules
from schemas.zones import zone as find_zone

Raw = Mapping[str, Any]
R = TypeVar("R", bound=Recorded)

ACTS = frozenset(
    {"case", "decision", "hearing", "explanation", "warning", "submission", "serving", "ruling", "receipt"}
)


class File(Struct, frozen=True):
    """What the ladder asks of a case file."""

    read: CaseFile
    standing: Standing
    flags: dict[str, Flag]
    catalogue: Catalogue

    @property
    def now(self) -> dt.datetime:
        """The moment at which the question is asked."""
        return self.read.now

    def of(self, kind: type[R]) -> list[R]:
        """List the records of a kind that stand, by id."""
        known = Known(self.now)
        found = (doc for doc in self.read.recorded.values() if isinstance(doc, kind))
        return sorted((d for d in found if self.standing.stands(d.id, known)), key=lambda d: d.id)

    def every(self, kind: type[R]) -> list[R]:
        """List the records of a kind, also those that another replaced, by id."""
        return sorted((d for d in self.read.recorded.values() if isinstance(d, kind)), key=lambda d: d.id)

    def came(self, doc_id: str) -> dt.datetime:
        """Tell when the office had a document."""
        return self.read.arrival[doc_id]

    def recorders(self, flag: str) -> set[str]:
        """Name those who recorded a fact of a flag: they decide nothing on it."""
        facts = self.flags[flag].facts if flag in self.flags else ()
        found = (self.read.recorded.get(fact) for fact in facts)
        return {one.by.user for one in found if one is not None} - {""}

    def happened(self, flag: Flag) -> dt.datetime:
        """Tell when, at the earliest, what a flag is about began."""
        firsts = [self.read.facts[fact].span.first for fact in flag.facts if fact in self.read.facts]
        if firsts:
            return min(firsts)
        try:
            return starts(dt.date.fromisoformat(flag.occasion[:10]), self.read.zone)
        except ValueError:
            moments = [moment.at for moment in flag.history or ()]
            return utc(min(moments)) if moments else self.now

    def value(self, name: str) -> float:
        """Look up a number of the ladder, as in force today."""
        return self.catalogue.value(name, self.now.astimezone(self.read.zone).date())


def read(
    documents: Iterable[Raw | Document],
    now: dt.datetime,
    zone: str,
    catalogue: Catalogue | None = None,
) -> File:
    """Read the documents of a case file, in any order, its `flag` documents among them.

    What cannot be read is left out here; the rules tell of it.
    """
    raw = [doc if isinstance(doc, Document) else dict(doc) for doc in documents]
    flags = {flag.id: flag for flag in map(_flag, raw) if flag is not None}
    named = {fact for flag in flags.values() for fact in flag.facts}
    wanted = [doc for doc in raw if _kind(doc) in ACTS or _id(doc) in named]
    file = read_file(wanted, now, find_zone(zone), rules())
    return File(file, Standing(file), flags, catalogue or load())


def _flag(doc: Raw | Document) -> Flag | None:
    if _kind(doc) != "flag":
        return None
    try:
        one = doc if isinstance(doc, Document) else check.read(doc)
    except check.Unreadable:
        return None
    return one if isinstance(one, Flag) else None


def _kind(doc: Raw | Document) -> str:
    return str(doc.__struct_config__.tag) if isinstance(doc, Document) else str(doc.get("kind"))


def _id(doc: Raw | Document) -> str:
    return doc.id if isinstance(doc, Document) else str(doc.get("_id"))
