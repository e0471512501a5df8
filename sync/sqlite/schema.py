"""The whole schema on one page, and the numbered steps that lead to it.

All databases live in one file: creating one is a row, 10,000 of them are open at no cost, and writes to many
share a transaction and its fsync (docs: MEASUREMENTS, "One SQLite file for all databases, or one each").

``documents`` holds the winner of each document inline, so that the common document, written once and never
edited, is one row: ``tree`` is NULL while the only revision known is ``rev``. Everything else a tree may have
(other leaves, old bodies until compaction) is in ``revisions``; a revision is in one of the two, not in both.
Contents of attachments are in ``blobs`` once each, by SHA-256; ``attached`` says which documents need them.
"""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

from sync.errors import NewerFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database


def _first(db: Database) -> None:
    db.table("meta").create({"key": str, "value": str}, pk="key")
    db.table("databases").create(
        {
            "db": int,
            "name": str,  # NULL: dropped, its rows are being removed
            "instance": str,
            "update_seq": int,
            "doc_count": int,
            "doc_del_count": int,
            "size": int,
            "revs_limit": int,
        },
        pk="db",
        not_null={"instance", "update_seq", "doc_count", "doc_del_count", "size", "revs_limit"},
    )
    db.table("databases").create_index(["name"], unique=True)
    db.table("updates").create(  # one row per database name ever used: its latest number in the global feed
        {"number": int, "name": str, "happened": str}, pk="number", not_null={"name", "happened"}
    )
    db.table("updates").create_index(["name"], unique=True)
    db.table("documents").create(
        {
            "doc": int,
            "db": int,
            "id": str,
            "seq": int,
            "rev": str,
            "deleted": int,
            "tree": bytes,  # see sync.sqlite.packing
            "attachments": bytes,
            "body": bytes,  # JSON of the members without underscore
        },
        pk="doc",
        not_null={"db", "id", "seq", "rev", "deleted", "body"},
    )
    db.table("documents").create_index(["db", "id"], unique=True)
    db.table("documents").create_index(["db", "seq"], unique=True)
    db.table("revisions").create(
        {"revision": int, "doc": int, "rev": str, "attachments": bytes, "body": bytes},
        pk="revision",
        not_null={"doc", "rev", "body"},
    )
    db.table("revisions").create_index(["doc", "rev"], unique=True)
    db.table("blobs").create(
        {"blob": int, "sha256": bytes, "data": bytes}, pk="blob", not_null={"sha256", "data"}
    )
    db.table("blobs").create_index(["sha256"], unique=True)
    db.table("attached").create({"sha256": bytes, "doc": int}, pk=("sha256", "doc"))
    db.table("attached").create_index(["doc"])
    db.table("locals").create(
        {"db": int, "key": str, "rev": int, "body": bytes}, pk=("db", "key"), not_null={"rev", "body"}
    )
    db.table("meta").insert_all(
        [{"key": "uuid", "value": uuid.uuid4().hex}, {"key": "created", "value": str(int(time.time()))}]
    )


def _second(db: Database) -> None:
    """What a database's owner may set, and what was purged from it."""
    databases = db.table("databases")
    databases.add_column("purge_seq", int, not_null_default=0)
    databases.add_column("purged_infos_limit", int, not_null_default=1000)
    databases.add_column("security", str)  # JSON; NULL: never set
    db.table("purges").create(  # numbered by ``purge_seq``; the last ``purged_infos_limit`` of each database
        {"db": int, "number": int, "id": str, "revs": str}, pk=("db", "number"), not_null={"id", "revs"}
    )


MIGRATIONS: tuple[Callable[[Database], None], ...] = (_first, _second)
"""In order; the file remembers in ``user_version`` how many it has had. Never edit one that was released."""


def migrate(db: Database) -> None:
    """Bring the file up to date; each step is one transaction."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise NewerFile(
            f"The store has schema {version}; this version knows {len(MIGRATIONS)}. Update it first."
        )
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        with db.atomic():
            step(db)
            db.execute(f"PRAGMA user_version = {number}")
