"""The read model's tables on one page, and their version: a file of another version is made anew.

`user_version` is the version once the file has been filled, and its negative before: a rebuild that was
interrupted is due again.

The file has a random id from its making to its end. A backup has no read model: a server that was put back to
an earlier day, or was given another store, is known by another id.
"""

import json
import secrets
import sqlite3
from pathlib import Path

import sqlite_utils

from api.readmodel import owed
from sync.store import Seq

VERSION = 5


def open_database(path: Path) -> tuple[sqlite_utils.Database, bool]:
    """Open the file; the second is True when it was never filled, is of another version or damaged."""
    if path.exists():
        try:
            db = _connect(path)
            version = db.execute("pragma user_version").fetchone()[0]
            if abs(version) == VERSION:
                return db, version < 0
            db.close()
        except sqlite3.DatabaseError:
            pass
        remove(path)
    path.touch(mode=0o600)
    db = _connect(path)
    _create(db)
    return db, True


def mark_filled(db: sqlite_utils.Database) -> None:
    """Note that every case file is in."""
    db.execute(f"pragma user_version = {VERSION}")


def followed(db: sqlite_utils.Database) -> tuple[str, Seq | None]:
    """Tell of which store the file is made (empty: the one beside it), and up to which place in its feed."""
    store, place = db.execute("select store, place from made").fetchone()
    return store, None if place is None else json.loads(place)


def follow(db: sqlite_utils.Database, store: str, place: Seq) -> None:
    """Note of which store the file is made, and up to which place in its feed."""
    with db.conn:
        db.execute("update made set store = ?, place = ?", [store, json.dumps(place)])


def made_as(db: sqlite_utils.Database) -> str:
    """Tell the id that the file was given when it was made."""
    (made,) = db.execute("select id from made").fetchone()
    return str(made)


def remove(path: Path) -> None:
    """Remove the file with its log."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite_utils.Database:
    # The pipeline writes from a thread, one at a time under a lock; readers have a connection of their own.
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
    connection.execute("pragma journal_mode = wal")
    # The pipeline's cursor is durable: what it has passed must not be lost here, nobody would bring it again.
    connection.execute("pragma synchronous = full")
    return sqlite_utils.Database(connection)


def _create(db: sqlite_utils.Database) -> None:
    with db.conn:
        cases = db.table("cases")
        cases.create(
            {
                "id": int,
                "case": str,
                "number": str,
                "name": str,
                "sort": str,
                "words": str,
                "born": str,
                "office": str,
                "status": str,
                "next_change": str,
            },
            pk="id",
            not_null={"case"},
        )
        cases.create_index(["case"], unique=True)
        cases.create_index(["office", "sort"])
        cases.create_index(["next_change"])
        cases.enable_fts(["words"], create_triggers=True, tokenize="unicode61")
        items = db.table("items")
        items.create(
            {
                "case": str,
                "flag": str,
                "fact": str,
                "type": str,
                "occasion": str,
                "certainty": str,
                "state": str,
                "recorded_at": str,
                "received_at": str,
                "changed_at": str,
                "about": str,
                "welfare": int,
            },
        )
        items.create_index(["case"])
        items.create_index(["state", "welfare", "about"])
        orders = db.table("orders")
        orders.create({"case": str, "measure": str, "from_day": str, "until_day": str, "entered_at": str})
        orders.create_index(["case"])
        assignments = db.table("assignments")
        assignments.create({"case": str, "user": str, "role": str, "from_at": str, "until_at": str})
        assignments.create_index(["case"])
        assignments.create_index(["user"])
        quarantine = db.table("quarantine")
        quarantine.create(
            {
                "case": str,
                "document": str,
                "about": str,
                "user": str,
                "why": str,
                "recorded_at": str,
                "received_at": str,
                "ended_at": str,
                "state": str,
                "decided_at": str,
            }
        )
        quarantine.create_index(["case"])
        quarantine.create_index(["state", "received_at"])
        steps = db.table("steps")
        steps.create({"case": str, "step": str, "flags": int, "act": str, "number": int, "why": str})
        steps.create_index(["case"])
        tasks = db.table("tasks")
        tasks.create(
            {
                "case": str,
                "task": str,
                "type": str,
                "assignee": str,
                "from_at": str,
                "until_at": str,
                "state": str,
                "rule": str,
                "moved": int,
            }
        )
        tasks.create_index(["case"])
        tasks.create_index(["from_at"])
        db.table("made").create({"id": str, "store": str, "place": str})
        db.table("made").insert({"id": secrets.token_hex(16), "store": "", "place": None})
        owed.create(db)
        db.execute(f"pragma user_version = {-VERSION}")
