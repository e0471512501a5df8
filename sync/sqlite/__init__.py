"""The embedded store: every database in one SQLite file, one writer, durable before it acknowledges."""

from sync.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
