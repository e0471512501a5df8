"""Query parameters that several verbs share: in which form a document is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.draft import check_rev
from sync.errors import BadRequest
from sync.store import PLAIN, Form

if TYPE_CHECKING:
    from sync.http.exchange import Exchange


def document_form(x: Exchange) -> Form:
    """All that ``GET /{db}/{docid}`` knows; ``meta`` is short for three of them."""
    if not x.query:
        return PLAIN
    meta = x.flag("meta")
    form = Form(
        revs=x.flag("revs"),
        revs_info=x.flag("revs_info") or meta,
        conflicts=x.flag("conflicts") or meta,
        deleted_conflicts=x.flag("deleted_conflicts") or meta,
        local_seq=x.flag("local_seq"),
        attachments=x.flag("attachments"),
        atts_since=_atts_since(x),
        att_encoding_info=x.flag("att_encoding_info"),
    )
    return PLAIN if form == PLAIN else form


def row_form(x: Exchange) -> Form:
    """What the rows of ``_changes`` and ``_all_docs`` may add to their documents."""
    form = Form(
        conflicts=x.flag("conflicts"),
        attachments=x.flag("attachments"),
        att_encoding_info=x.flag("att_encoding_info"),
    )
    return PLAIN if form == PLAIN else form


def _atts_since(x: Exchange) -> tuple[str, ...] | None:
    revs = x.json_parameter("atts_since")
    return None if revs is msgspec.UNSET else revs_of(revs, "atts_since")


def revs_of(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadRequest(f"Invalid list of revisions: {name}")
    return tuple(check_rev(rev) for rev in value)
