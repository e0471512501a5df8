"""Opening the file: who may, with which settings, and what SQLite's errors mean to a caller."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from sync.errors import DiskFull, FolderInUse, SyncError, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

# FULL: in WAL mode every commit is followed by an fsync before it is acknowledged.
# A 64 MB cache holds the indexes of some million documents. busy_timeout 0: the writer waits by itself,
# beside the event loop instead of blocking it (an operator's shell may hold the lock for a moment).
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -64000",
    "PRAGMA busy_timeout = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)


class Reader(sqlite3.Connection):
    """A connection whose errors are the protocol's: a disk that cannot be read is a 503, not a mistake."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.Error as error:
            raise translated(error) from error


def connect(path: Path, *, reader: bool = False) -> sqlite3.Connection:
    """A connection with autocommit and this store's settings; ``reader``: it refuses to write."""
    if not reader:
        _make_private(path)
    # The writer's COMMIT runs in a thread of its own (see writer.py), never two calls at the same time.
    connection = sqlite3.connect(
        path,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
        factory=Reader if reader else sqlite3.Connection,
    )
    for setting in _SETTINGS:
        connection.execute(setting)
    if reader:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA busy_timeout = 1000")  # only an operator's VACUUM ever makes a reader wait
    return connection


def _make_private(path: Path) -> None:
    """Let nobody but this user read the file and what SQLite lays beside it, whatever umask and folder.

    An existing file is never opened for that: closing it would let go of SQLite's own locks (POSIX, fcntl).
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        _name_durably(path)
    for beside in ("", "-wal", "-shm"):  # SQLite gives new ones the mode of the first
        file = path.with_name(path.name + beside)
        with contextlib.suppress(FileNotFoundError):
            if file.stat().st_uid == os.geteuid():
                file.chmod(0o600)


def _name_durably(path: Path) -> None:
    """Bring the names that lead to a new file to the disk: its folders may be as new as itself.

    SQLite does that for what it makes in the folder; a folder that a power cut forgets takes all that along.
    """
    for folder in path.absolute().parents:
        with contextlib.suppress(OSError):  # one that may not be read, or a file system that does not do it
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


class Lock:
    """One process per file. The kernel lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".lock")
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise FolderInUse(
                f"Another process is using {path.parent}: stop it first, or choose another folder."
            ) from error

    def release(self) -> None:
        os.close(self._descriptor)


def translated(error: sqlite3.Error) -> SyncError:
    """What to tell a caller: whatever was being written has been rolled back."""
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return DiskFull("The disk is full; nothing was written")
    return Unavailable(f"The disk does not answer ({name or type(error).__name__}); nothing was written")
