"""Creating and dropping databases. Jobs for the writer.

Dropping takes the name away at once, durably; ``sync.sqlite.forgetting`` removes the rows afterwards.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

from sync import revtree
from sync.errors import BadDatabaseName, DatabaseExists, NoDatabase

if TYPE_CHECKING:
    import sqlite3

    from sync.sqlite.tally import Tally

_NAME = re.compile(r"[a-z][a-z0-9_$()+/-]{0,237}\Z")
"""CouchDB's rule, its length too (its files' names end in ``.1700000000.couch``)."""


def check_name(name: str) -> str:
    """The name, or ``BadDatabaseName``. ``_users`` and ``_replicator`` are databases too."""
    if not _NAME.match(name) and name not in {"_users", "_replicator", "_global_changes"}:
        raise BadDatabaseName(
            "Only lowercase characters (a-z), digits (0-9), and any of the characters _, $, (, ), +, -, and /"
            " are allowed. Must begin with a letter."
        )
    return name


def create(connection: sqlite3.Connection, tally: Tally, name: str) -> None:
    check_name(name)
    if connection.execute("SELECT 1 FROM databases WHERE name = ?", (name,)).fetchone():
        raise DatabaseExists
    connection.execute(
        "INSERT INTO databases (name, instance, update_seq, doc_count, doc_del_count, size, revs_limit)"
        " VALUES (?, ?, 0, 0, 0, 0, ?)",
        (name, f"{int(time.time())}{secrets.randbelow(10**6):06d}", revtree.REVS_LIMIT),
    )
    tally.happened(name, "created")


def drop(connection: sqlite3.Connection, tally: Tally, name: str) -> None:
    head = tally.head(name)
    if connection.execute("UPDATE databases SET name = NULL WHERE db = ?", (head.db,)).rowcount != 1:
        raise NoDatabase
    connection.execute("DELETE FROM locals WHERE db = ?", (head.db,))
    connection.execute("DELETE FROM purges WHERE db = ?", (head.db,))
    tally.happened(name, "deleted")
