"""The body of ``_find`` and ``_explain``: read, checked, and refused in CouchDB's words (``mango_opts``)."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

import msgspec

from sync.errors import BadMango, BadQuery
from sync.mango.normal import fields, said
from sync.mango.selector import Selector

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.store import Document

DEFAULT_LIMIT = 25

NIL = "nil"
"""The bookmark of an answer without documents. It leads nowhere, and is refused when it comes back."""


class FindRequest(msgspec.Struct, frozen=True):
    selector: Selector
    limit: int
    skip: int
    fields: tuple[str, ...]
    """paths of what is wanted of each document; none: all of it"""
    sort: tuple[tuple[str, str], ...]
    """(field, ``asc`` or ``desc``)"""
    bookmark: str | None
    """the id of the last document of the page before"""
    use_index: tuple[str, ...]
    execution_stats: bool
    conflicts: bool
    allow_fallback: bool
    r: int
    stale: bool
    update: bool
    stable: bool

    @property
    def descending(self) -> bool:
        return bool(self.sort) and self.sort[0][1] == "desc"

    @property
    def given_bookmark(self) -> str:
        return NIL if self.bookmark is None else bookmark_of(self.bookmark)


def read_request(body: Document) -> FindRequest:
    """Raise ``BadMango`` for the first thing that makes no sense."""
    rest = dict(body)

    def take(name: str, read: Callable[[Any], Any], otherwise: Any) -> Any:
        return read(rest.pop(name)) if name in rest else otherwise

    if "selector" not in rest:
        raise BadMango("missing_required_key", "Missing required key: selector")
    request = FindRequest(
        selector=Selector.of(rest.pop("selector")),
        use_index=take("use_index", _index_name, ()),
        bookmark=take("bookmark", _bookmark, None),
        limit=take("limit", _non_negative, DEFAULT_LIMIT),
        skip=take("skip", _non_negative, 0),
        sort=take("sort", _sort, ()),
        fields=take("fields", _fields, ()),
        r=take("r", _positive, 1),
        conflicts=take("conflicts", _boolean, otherwise=False),
        stale=take("stale", _ok_or_false, otherwise=False),
        update=take("update", _boolean, otherwise=True),
        stable=take("stable", _boolean, otherwise=False),
        execution_stats=take("execution_stats", _boolean, otherwise=False),
        allow_fallback=take("allow_fallback", _boolean, otherwise=True),
    )
    take("partition", _partition, "")
    if rest:
        raise BadMango("invalid_key", f"Invalid key {next(iter(rest))[:60]} for this request.")
    return request


def bookmark_of(doc_id: str) -> str:
    return base64.urlsafe_b64encode(doc_id.encode()).decode().rstrip("=")


def _bookmark(value: Any) -> str | None:
    if value is None or value == "":
        return None
    bad = BadMango("invalid_bookmark", f"Invalid bookmark value: {said(value)}")
    if not isinstance(value, str) or value == NIL or not value.isascii():
        raise bad
    try:
        doc_id = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise bad from None
    if not doc_id or bookmark_of(doc_id) != value:
        raise bad
    return doc_id


def _non_negative(value: Any) -> int:
    if not _is_integer(value) or value < 0:
        raise BadMango(
            "invalid_non_neg_integer", f"{said(value)} is not an integer greater than or equal to zero"
        )
    return min(int(value), 2**53)


def _positive(value: Any) -> int:
    if not _is_integer(value) or value < 1:
        raise BadMango("invalid_pos_integer", f"{said(value)} is not an integer greater than zero")
    return int(value)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadMango("invalid_boolean", f"Invalid boolean value: {said(value)}")
    return value


def _ok_or_false(value: Any) -> bool:
    if value not in ("ok", "false") and value is not False:
        raise BadMango("invalid_ok_or_false_value", f"Invalid value for stale: {said(value)}")
    return bool(value == "ok")


def _partition(value: Any) -> str:
    if not isinstance(value, str):
        raise BadMango("illegal_partition", "Partition must be a string")
    if value:
        raise BadQuery("`partition` parameter is not supported on this db")
    return value


def _index_name(value: Any) -> tuple[str, ...]:
    """A design document's name, or that and the index's; also as one text with a slash."""
    if value is None or value == []:
        return ()
    parts = value.split("/") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise BadMango("invalid_index_name", f"Invalid index name: {said(value)}")
    if isinstance(value, str) and len(parts) > 1 and parts[0] == "_design":
        parts = parts[1:]
    if len(parts) > 2:
        raise BadMango("invalid_index_name", f"Invalid index name: {said(value)}")
    return tuple(part.removeprefix("_design/") for part in parts)


def _fields(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadMango("invalid_fields", f"Fields must be an array of strings, not: {said(value)}")
    for field in value:
        if not isinstance(field, str):
            raise BadMango("invalid_field", f"Invalid JSON for field spec: {said(field)}")
        if not field:
            raise BadMango("invalid_field_name", "Invalid field name: ")
        fields(field)
    return tuple(value)


def _sort(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise BadMango("invalid_sort_json", f"Sort must be an array of sort specs, not: {said(value)}")
    sort = tuple(map(_sort_field, value))
    if len({direction for _, direction in sort}) > 1:
        raise BadMango(
            "unsupported_mixed_sort", "Sorts currently only support a single direction for all fields."
        )
    return sort


def _sort_field(value: Any) -> tuple[str, str]:
    if isinstance(value, str) and value:
        return value, "asc"
    if isinstance(value, dict) and len(value) == 1:
        ((field, direction),) = value.items()
        if direction in ("asc", "desc"):
            return field, direction
    raise BadMango("invalid_sort_field", f"Invalid sort field: {said(value)}")
