"""What the service has not done, or waits for, in each case file: never the child's, counted for the office.

The rules find it (`api.rules.findings.Service`): a planned check that nobody made, a notice that did not
reach the phone, a duty that nobody was assigned to look after. What a phone may still hold is `waiting`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import msgspec
import sqlite_utils

from api.readmodel.rows import CaseRows

WAITING = "awaiting_contact"

OF_OFFICE = """
    select owed."case" as "case", number, name, reason, type, occasion, document, waiting
    from owed join cases using ("case") where office = ? and waiting = ?
    order by occasion desc, sort, reason, document limit ?
"""
COUNTED = """
    select office, reason, count(*) as count, count(distinct owed."case") as cases
    from owed join cases using ("case") where :office is null or office = :office
    group by office, reason order by office, reason
"""
OF_CASE = """
    select reason, type, occasion, document, waiting from owed where "case" = ?
    order by waiting, occasion desc, reason, document
"""
MOST = 1_000


class Found(Protocol):
    """One entry of an evaluation's `service`."""

    @property
    def reason(self) -> str: ...
    @property
    def condition(self) -> str: ...
    @property
    def occasion(self) -> str: ...
    @property
    def document(self) -> str: ...


def create(db: sqlite_utils.Database) -> None:
    """Make the table."""
    table = db.table("owed")
    names = {"case": str, "reason": str, "type": str, "occasion": str, "document": str, "waiting": int}
    table.create(names)
    table.create_index(["case"])


def with_owed(
    rows: CaseRows | None, case: str, found: Iterable[Found], documents: Iterable[Mapping[str, Any]]
) -> CaseRows | None:
    """Add what the service owes to the rows of a case file."""
    if rows is None:
        return None
    told = {str(doc.get("_id")): doc for doc in documents if doc.get("kind") in {"condition", "task"}}
    owed = [(case, one.reason, *_about(one, told), one.document, int(one.reason == WAITING)) for one in found]
    return msgspec.structs.replace(rows, owed=owed)


def _about(one: Found, told: Mapping[str, Mapping[str, Any]]) -> tuple[str | None, str]:
    """What it is about: the type of the condition or of the planned check, and which occasion."""
    doc = told.get(one.condition) or told.get(one.document) or {}
    kind = doc.get("type")
    window = doc.get("window")
    planned = window.get("from") if isinstance(window, Mapping) else None
    return kind if isinstance(kind, str) else None, one.occasion or str(planned or "")
