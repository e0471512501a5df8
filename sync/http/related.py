"""Revisions with the contents of their attachments behind them, as CouchDB's replicator takes them.

Contents go as they are stored, gzip included, which ``encoding`` in the document then says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from sync.http import multipart
from sync.http.exchange import read_json

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.store import Document, Form, Found


def with_contents(form: Form) -> Form:
    """The form in which a revision that becomes a multipart is to be read."""
    return structs.replace(form, attachments=True, att_encoding_info=True)


async def related(call: Call, found: Found) -> tuple[str, bytes]:
    """Content type and body of a revision read so; plain JSON when it has no contents to send."""
    doc: Document = read_json(bytes(found.doc or b"{}"))
    contents = []
    for name, entry in doc.get("_attachments", {}).items():
        if "data" in entry:
            attached = await call.store.attachment(call.db, found.id, name, found.rev)
            contents.append((name, attached.data))
            del entry["data"]
            entry["length"] = len(attached.data) if attached.unpacked is None else attached.unpacked
    if not contents:
        return "application/json", bytes(found.doc or b"{}")
    return multipart.write_related(doc, contents)
