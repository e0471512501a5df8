"""From method and path to a verb. Paths are read as they came over the wire, before any decoding.

A document's id may hold an encoded slash, a question mark or a per cent sign: so ``raw_path`` is split first
and each segment decoded by itself. ``_design/x`` and ``_local/x`` are ids of two segments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from sync.errors import BadDatabaseName, BadDocumentId, BadRequest, MethodNotAllowed, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.http.verbs import Verb


class Target(NamedTuple):
    """What a path names."""

    kind: str
    """``server``, ``database``, ``document``, ``attachment``, ``local``, or the name of an ``_endpoint``"""
    db: str = ""
    doc_id: str = ""
    """of a local document: without ``_local/``"""
    name: str = ""
    """of the attachment; of what a design document is asked for, ``_view/name``"""


def segments(raw_path: bytes) -> list[str]:
    """The decoded segments; ``BadRequest`` unless all of them are UTF-8."""
    try:
        if b"%" in raw_path:
            parts = [unquote_to_bytes(part).decode() for part in raw_path.split(b"/")[1:]]
        else:
            parts = raw_path.decode().split("/")[1:]
    except UnicodeDecodeError as error:
        raise BadRequest("The path is not UTF-8") from error
    if parts and parts[-1] == "":
        parts.pop()
    return parts


def target(parts: list[str]) -> Target:
    if not parts:
        return Target("server")
    db, *rest = parts
    if db.startswith("_") and db not in {"_users", "_replicator", "_global_changes"}:
        return Target("/".join(parts))
    if not rest:
        return Target("database", db)
    first, *more = rest
    if first == "_local" and len(more) == 1:
        return Target("local", db, more[0])
    if first == "_local" and more:
        return Target("{db}/_local/{key}/", db)
    if first.startswith("_design/"):
        return _document(db, first, more)
    if first == "_design" and more:
        return _document(db, f"_design/{more[0]}", more[1:])
    if first == "_index" and len(more) in {3, 4}:
        return Target("{db}/_index/{ddoc}/{type}/{name}", db)
    if first.startswith("_"):
        return Target("{db}/" + "/".join(rest), db)
    return _document(db, first, more)


def _document(db: str, doc_id: str, rest: list[str]) -> Target:
    if rest and rest[0].startswith("_") and doc_id.startswith("_design/"):
        return Target("{db}/{ddoc}/" + rest[0], db, doc_id, "/".join(rest))
    return Target("attachment", db, doc_id, "/".join(rest)) if rest else Target("document", db, doc_id)


def verb(verbs: Mapping[str, Mapping[str, Verb]], where: Target, method: str) -> Verb:
    """The verb for a target; ``NotFound`` or ``MethodNotAllowed``."""
    methods = verbs.get(where.kind)
    if methods is None:
        if method == "PUT" and not where.db and "/" not in where.kind:
            raise BadDatabaseName("The name of a database begins with a small letter.")
        if method == "PUT" and where.db and where.kind.count("/") == 1:
            raise BadDocumentId("Only reserved document ids may start with underscore.")
        if where.kind == "{db}/_local":
            raise BadRequest("Invalid _local document id.")
        if where.kind == "{db}/_local/{key}/":
            raise BadRequest("_local documents do not accept attachments.")
        raise NotFound("missing")
    found = methods.get(method) or (methods.get("GET") if method == "HEAD" else None)
    if found is None:
        raise MethodNotAllowed(",".join(sorted({*methods, *(("HEAD",) if "GET" in methods else ())})))
    return found
