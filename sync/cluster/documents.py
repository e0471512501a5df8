"""Documents on their way to and from CouchDB: what a request says, what an answer means. Pure."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import msgspec

from sync import revtree
from sync.errors import Unavailable
from sync.store import PLAIN, AllDocsRow, Change, Form, Found, Leaf, Row, Seq

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.draft import Draft, Enclosure
    from sync.store import AllDocsQuery, ChangesQuery, Document

encode = msgspec.json.Encoder().encode
HIGHEST = "\U0010ffff"
FLAGS = (
    "revs",
    "revs_info",
    "conflicts",
    "deleted_conflicts",
    "local_seq",
    "attachments",
    "att_encoding_info",
)


NULL = msgspec.Raw(b"null")


class _Head(msgspec.Struct):
    """What has to be known of a document that is passed on as it came."""

    id: str = msgspec.field(name="_id", default="")
    rev: str = msgspec.field(name="_rev", default="")
    deleted: bool = msgspec.field(name="_deleted", default=False)


class _Lack(msgspec.Struct):
    id: str = ""
    rev: str = "undefined"


class _Open(msgspec.Struct):
    """An element of ``open_revs``, and of ``docs`` in ``_bulk_get``."""

    ok: msgspec.Raw = NULL
    missing: str = ""
    error: _Lack | msgspec.UnsetType = msgspec.UNSET


class _Got(msgspec.Struct):
    id: str
    docs: list[_Open]


class _BulkGet(msgspec.Struct):
    results: list[_Got]


class _Value(msgspec.Struct):
    rev: str
    deleted: bool = False


class _Listed(msgspec.Struct):
    key: str = ""
    id: str = ""
    value: _Value | None = None
    doc: msgspec.Raw = NULL


class Listing(msgspec.Struct):
    """``_all_docs``."""

    rows: list[_Listed]
    update_seq: Seq = ""


class _ChangeRow(msgspec.Struct):
    seq: Seq | None
    id: str
    changes: tuple[Leaf, ...]
    deleted: bool = False
    doc: msgspec.Raw = NULL


class ChangesAnswer(msgspec.Struct):
    results: list[_ChangeRow]
    last_seq: Seq
    pending: int = 0


class _Lacking(msgspec.Struct):
    missing: list[str] = []
    possible_ancestors: list[str] = []


_read_head = msgspec.json.Decoder(_Head).decode
_read_open = msgspec.json.Decoder(list[_Open]).decode
_read_bulk_get = msgspec.json.Decoder(_BulkGet).decode
read_listing = msgspec.json.Decoder(Listing).decode
read_changes = msgspec.json.Decoder(ChangesAnswer).decode
read_lacking = msgspec.json.Decoder(dict[str, _Lacking]).decode


# -- questions ---------------------------------------------------------------------------------------------


def form_query(form: Form) -> dict[str, str]:
    """The query parameters of a form."""
    if form is PLAIN:
        return {}
    asked = {name: "true" for name in FLAGS if getattr(form, name)}
    if form.atts_since is not None:
        asked["atts_since"] = encode(form.atts_since).decode()
    return asked


def row_query(form: Form) -> dict[str, str]:
    """The same for rows of ``_changes`` and ``_all_docs``, which know fewer."""
    return {
        name: value
        for name, value in form_query(form).items()
        if name in {"conflicts", "attachments", "att_encoding_info"}
    }


def changes_query(query: ChangesQuery) -> tuple[dict[str, str], dict[str, Any] | None]:
    """Parameters, and the body that a filter needs."""
    asked = {"since": str(query.since), **row_query(query.form)}
    if query.limit is not None:
        asked["limit"] = str(query.limit)
    if query.descending:
        asked["descending"] = "true"
    if query.all_leaves:
        asked["style"] = "all_docs"
    if query.include_docs:
        asked["include_docs"] = "true"
    if query.doc_ids is not None:
        return {**asked, "filter": "_doc_ids"}, {"doc_ids": sorted(query.doc_ids)}
    if query.selector is not None:
        return {**asked, "filter": "_selector"}, {
            "selector": msgspec.Raw(query.selector.source.encode()),
            **({"fields": list(query.fields)} if query.fields else {}),
        }
    return asked, None


def all_docs_query(query: AllDocsQuery) -> dict[str, Any]:
    """``POST /{db}/_all_docs``: a body, without ``keys``."""
    asked: dict[str, Any] = {}
    if query.start is not None:
        asked["start_key"] = query.start
    if query.end is not None:
        asked["end_key"] = query.end
    if not query.inclusive_end:
        asked["inclusive_end"] = False
    if query.descending:
        asked["descending"] = True
    if query.include_docs:
        asked["include_docs"] = True
        asked |= dict.fromkeys(row_query(query.form), True)
    return asked


# -- answers -----------------------------------------------------------------------------------------------


def found(body: bytes, doc_id: str) -> Found:
    head = _read_head(body)
    return Found(head.id or doc_id, head.rev, msgspec.Raw(body.strip()), head.deleted)


def opened(body: bytes, doc_id: str) -> list[Found]:
    """``open_revs``, as JSON."""
    return [_one(entry, doc_id) for entry in _read_open(body)]


def bulk_got(body: bytes) -> list[list[Found]]:
    return [[_one(entry, got.id) for entry in got.docs] for got in _read_bulk_get(body).results]


def _one(entry: _Open, doc_id: str) -> Found:
    if entry.ok != NULL:
        return found(bytes(entry.ok), doc_id)
    rev = entry.missing or (entry.error.rev if entry.error is not msgspec.UNSET else "undefined")
    return Found(doc_id, rev, None)


def listed(row: _Listed) -> AllDocsRow:
    if row.value is None:
        return AllDocsRow(row.key or row.id, None)
    doc = None if row.doc == NULL else row.doc
    return AllDocsRow(row.id or row.key, row.value.rev, row.value.deleted, doc)


def change(row: _ChangeRow) -> Change:
    doc: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET if row.doc == NULL else row.doc
    return Change(row.seq if row.seq is not None else "", row.id, row.changes, row.deleted, doc)


def rows(told: Sequence[Mapping[str, Any]], sent: Sequence[Document], *, new_edits: bool) -> list[Row]:
    """What became of each document of a ``_bulk_docs``; with ``new_edits=false`` only errors are told."""
    if new_edits:
        if len(told) != len(sent):
            raise Unavailable("The database server did not say what became of every document")
        return [_row(row) for row in told]
    wrong = {(row.get("id"), row.get("rev")): _row(row) for row in told if "error" in row}
    by_id = {row.id: row for row in wrong.values()}
    return [
        wrong.get((doc["_id"], doc["_rev"]))
        or (by_id[doc["_id"]] if doc["_id"] in by_id and (doc["_id"], None) in wrong else None)
        or Row(doc["_id"], doc["_rev"])
        for doc in sent
    ]


def _row(told: Mapping[str, Any]) -> Row:
    error = told.get("error")
    if error is None:
        return Row(told["id"], told["rev"])
    if error not in {"conflict", "forbidden", "unauthorized"}:
        raise Unavailable("The database server could not write every document")
    return Row(told["id"], told.get("rev"), error, told.get("reason") or "Document update conflict.")


# -- documents to be written -------------------------------------------------------------------------------


def outgoing(draft: Draft, path: Sequence[str]) -> Document:
    """A draft as ``_bulk_docs`` takes it; ``path``: its revision and history; of a new edit the parent."""
    doc: Document = {"_id": draft.id, **draft.fields}
    if draft.deleted:
        doc["_deleted"] = True
    if draft.enclosures:
        doc["_attachments"] = {name: _enclosed(entry) for name, entry in draft.enclosures.items()}
    if path:
        doc["_rev"] = path[0]
    return doc


def with_history(draft: Draft, path: Sequence[str]) -> Document:
    """The same with its ``_revisions``, for ``new_edits=false``."""
    doc = outgoing(draft, path)
    ids = [rev[rev.index("-") + 1 :] for rev in path]
    doc["_revisions"] = {"start": revtree.generation(path[0]), "ids": ids}
    if "_attachments" in doc:
        for entry in doc["_attachments"].values():
            entry.setdefault("revpos", revtree.generation(path[0]))
    return doc


def _enclosed(entry: Enclosure) -> dict[str, Any]:
    told: dict[str, Any] = {"content_type": entry.content_type}
    if entry.revpos is not None:
        told["revpos"] = entry.revpos
    if entry.blob is None:
        told["stub"] = True
        if entry.digest is not None:
            told["digest"] = entry.digest
    else:
        told["data"] = base64.b64encode(entry.blob.data).decode()
    return told
