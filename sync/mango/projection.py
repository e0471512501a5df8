"""``fields``: of a document only what was asked for (``mango_fields:extract/2``). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.mango.normal import fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.store import Document

_NOTHING = object()


def projected(doc: Document, wanted: Sequence[str]) -> Document:
    """A new document with these paths, in this order; what is not there is left out."""
    if not wanted:
        return doc
    chosen: Document = {}
    for path in wanted:
        steps = fields(path)
        value = _reached(doc, steps)
        if value is not _NOTHING:
            _put(chosen, steps, value)
    return chosen


def _reached(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif (
            isinstance(value, list) and step.isascii() and step.isdigit() and len(step) < 10
            and int(step) < len(value)
        ):  # fmt: skip
            value = value[int(step)]
        else:
            return _NOTHING
    return value


def _put(chosen: Document, steps: Sequence[str], value: Any) -> None:
    inner = chosen
    for step in steps[:-1]:
        nested = inner.get(step)
        if not isinstance(nested, dict):
            nested = inner[step] = {}
        else:
            nested = inner[step] = dict(nested)  # what was taken whole is the document's own
        inner = nested
    inner[steps[-1]] = value
