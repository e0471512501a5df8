"""A record in quarantine: one document of `quarantine-<case>`, a database that no phone and no rule reads.

```
   waiting ──admit──► admitting ──written into the case file──► admitted
      └─────reject──► rejected
```

Everything about a record is in its one document, photograph included, so that it is written at once in any
store: there is nothing to be half done. The key is the record's own `_id`; sent again, it is found. A case
file's quarantine is a database of its own, and is dropped with it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from schemas.parts import Admitted, By
from sync.store import Document

PREFIX, AFTER = "quarantine-", "quarantine."

State = Literal["waiting", "admitting", "admitted", "rejected"]
Verdict = Literal["admit", "reject"]

_REVISION = frozenset({"_rev", "_revisions"})


def quarantine_database(case: str) -> str:
    """Name the database of what waits for a case file."""
    return f"{PREFIX}{case}"


def held_id(document: str) -> str:
    """Name the document that keeps a record."""
    return f"held:{document}"


class Ruled(msgspec.Struct, frozen=True):
    """Who decided, when, how, and why."""

    by: str
    at: dt.datetime
    verdict: Verdict
    reason: str


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="held"):
    """A record as it came, why it is here, and what became of it."""

    id: str = msgspec.field(name="_id")
    rev: str | None = msgspec.field(name="_rev", default=None)
    doc: dict[str, Any] | None
    """with its own `_id`, `_rev`, `_revisions`; None once the case file has it"""
    document: str
    about: str
    """its kind"""
    by: By
    recorded_at: str | None = None
    """as the record says it"""
    evidence: list[str] = []
    """photographs that it names"""
    received_at: dt.datetime
    device: str
    clock_offset_s: float | None = None
    """measured when it came, s"""
    why: str
    ended_at: dt.datetime | None = None
    """the end of the assignment before it"""
    state: State
    ruled: Ruled | None = None

    @property
    def decided(self) -> bool:
        """Whether somebody has decided."""
        return self.ruled is not None

    @property
    def admission(self) -> Admitted | None:
        """What its receipt says of the decision."""
        if self.ruled is None:
            return None
        ruled = self.ruled
        return Admitted(by=ruled.by, at=ruled.at, why=self.why, reason=ruled.reason, ended_at=self.ended_at)


def read(doc: Mapping[str, Any]) -> Held:
    """Read a stored document."""
    return msgspec.convert(doc, Held)


def written(held: Held) -> Document:
    """Write it as a document."""
    doc: Document = msgspec.to_builtins(held)
    return {name: value for name, value in doc.items() if not (name == "_rev" and value is None)}


def same_record(left: Mapping[str, Any] | None, right: Mapping[str, Any]) -> bool:
    """Whether two documents say the same, whatever their revisions are called."""
    if left is None:
        return False
    return _said(left) == _said(right)


def _said(doc: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in doc.items() if name not in _REVISION and name != "_attachments"}
