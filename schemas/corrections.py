"""Which record can stand in another's place: one rule for the gate, which refuses, and for the rules.

A correction is a new record that names the old one in `corrects` (DOCUMENTS.md). What the gate let in and the
rules would not follow, or the other way round, would be a record that counts on one side of the wire only.
"""

from schemas.documents import FACT_KINDS

SEEN_BY_THE_OFFICE = FACT_KINDS - {"check_in"}


def kind_of(doc_id: str) -> str:
    """Read the kind off an id, `<kind>:<key>`."""
    return doc_id.split(":", 1)[0]


def may_correct(kind: str, other: str) -> bool:
    """Tell whether a record of one kind can replace one of another.

    Its own kind it can, and what the office saw can be told as another kind of sight: a visit that was
    written down as a check. No visit takes back a decision, no answer of the minor an inspector's check.
    """
    return kind == other or {kind, other} <= SEEN_BY_THE_OFFICE
