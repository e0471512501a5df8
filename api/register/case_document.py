"""The `case` document, column by column: so that a change in the register changes that and nothing else.

The case file may have been changed by hand since the last import: a radius added, a moved family's address
corrected. `imported.columns` remembers what the register said last (as digests); only where the register says
something else now does the import write, and where both changed, differently, a person must settle it.
"""

import copy
from typing import Any

from api.register.columns import Field
from api.register.keys import Keys
from api.register.reading import Reading
from schemas.documents import SCHEMA

Doc = dict[str, Any]

CASE_FIELDS: tuple[Field, ...] = (
    "family", "given", "patronymic", "born", "sex", "language", "office", "address", "lat", "lon", "school",
    "guardian", "phone",
)  # fmt: skip
_PATHS: dict[Field, tuple[str, ...]] = {
    "family": ("name", "family"),
    "given": ("name", "given"),
    "patronymic": ("name", "patronymic"),
    "address": ("residence", "address"),
    "lat": ("residence", "lat"),
    "lon": ("residence", "lon"),
}
_GUARDIAN: dict[Field, str] = {"guardian": "relation", "phone": "phone"}


class ChangedByHand(Exception):
    """The register and a person changed this field, differently."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.field: Field = field


def said(reading: Reading, field: Field) -> Any:
    """Give what the row says in a field, as the document holds it; None for nothing."""
    value = getattr(reading, field)
    return value.isoformat() if field == "born" else (value if value != "" else None)


def new_case(keys: Keys, case: str, reading: Reading, at: str, radius_m: float) -> Doc:
    """Make the `case` document of a row.

    How far from its point still counts as at home, the register does not say: `radius_m` is what the office
    says for all of them, until somebody sets it for one.
    """
    doc: Doc = {
        "_id": f"case:{case}",
        "kind": "case",
        "schema": SCHEMA,
        "number": reading.number,
        "status": "active",
        "imported": {"at": at, "register": keys.register, "columns": {}},
    }
    for field in CASE_FIELDS:
        if field not in reading.absent:
            _put(doc, field, said(reading, field))
            doc["imported"]["columns"][field] = keys.digest(case, field, said(reading, field))
    _set_radius(doc, radius_m)
    return doc


def changed_case(
    keys: Keys, case: str, reading: Reading, existing: Doc, radius_m: float
) -> tuple[Doc, list[Field]]:
    """Bring a `case` document up to the row; the document as it is, and no fields, when nothing changed.

    Raises:
        ChangedByHand: when both sides changed one field.

    """
    doc = copy.deepcopy(existing)
    imported = doc.setdefault("imported", {})
    columns: dict[str, str] = imported.setdefault("columns", {})
    fields: list[Field] = []
    for field in CASE_FIELDS:
        value = said(reading, field)
        digest = keys.digest(case, field, value)
        if field in reading.absent or columns.get(field) == digest:
            continue
        current = _get(doc, field)
        if current != value and field in columns and keys.digest(case, field, current) != columns[field]:
            raise ChangedByHand(field)
        _put(doc, field, value)
        columns[field] = digest
        fields.append(field)
    if fields:
        _set_radius(doc, radius_m)
    return doc, fields


def _set_radius(doc: Doc, radius_m: float) -> None:
    residence = doc.get("residence") or {}
    if residence.get("lat") is not None and residence.get("radius_m") is None:
        residence["radius_m"] = radius_m


def _get(doc: Doc, field: Field) -> Any:
    if field in _GUARDIAN:
        guardians = doc.get("guardians") or [{}]
        return guardians[0].get(_GUARDIAN[field])
    found: Any = doc
    for name in _PATHS.get(field, (field,)):
        found = (found or {}).get(name)
    return found


def _put(doc: Doc, field: Field, value: Any) -> None:
    if field in _GUARDIAN:
        if value is None and not doc.get("guardians"):
            return
        guardians = doc.setdefault("guardians", [{"legal_representative": True}])
        _set(guardians[0], _GUARDIAN[field], value)
        return
    *outer, last = _PATHS.get(field, (field,))
    inside = doc
    for name in outer:
        if value is None and name not in inside:
            return
        inside = inside.setdefault(name, {})
    _set(inside, last, value)


def _set(inside: Doc, name: str, value: Any) -> None:
    if value is None:
        inside.pop(name, None)
    else:
        inside[name] = value
