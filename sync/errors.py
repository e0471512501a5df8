"""What can go wrong in a store or in the protocol; each error carries CouchDB's status and name.

``ProtocolApp`` turns any of these into ``{"error": ..., "reason": ...}`` with that status. Conflicts and
refusals of single documents inside a bulk write are not exceptions: they are rows (see ``sync.store.Row``).
Source of names and codes: CouchDB 3.5, ``chttpd.erl``, ``error_info/1``.
"""

from __future__ import annotations

import traceback
from pathlib import Path


class SyncError(Exception):
    """An answer other than success. ``reason`` is shown to the caller: nothing personal goes into it."""

    status = 500
    error = "internal_server_error"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadRequest(SyncError):
    status = 400
    error = "bad_request"


class BadQuery(SyncError):
    """A query parameter that cannot be understood."""

    status = 400
    error = "query_parse_error"


class BadMango(BadRequest):
    """A selector, or another member of a ``_find``, that makes no sense: each kind has a name of its own."""

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(reason)
        self.error = error


class BadDocument(SyncError):
    """A document that CouchDB's own format rules refuse: bad id, unknown ``_`` member, malformed revision."""

    status = 400
    error = "doc_validation"


class BadDocumentId(SyncError):
    status = 400
    error = "illegal_docid"


class BadDatabaseName(SyncError):
    status = 400
    error = "illegal_database_name"


class BadMd5(SyncError):
    status = 400
    error = "content_md5_mismatch"


class Unauthorized(SyncError):
    status = 401
    error = "unauthorized"


class Forbidden(SyncError):
    status = 403
    error = "forbidden"


class NotFound(SyncError):
    status = 404
    error = "not_found"


class NoDatabase(NotFound):
    def __init__(self, reason: str = "Database does not exist.") -> None:
        super().__init__(reason)


class MethodNotAllowed(SyncError):
    status = 405
    error = "method_not_allowed"

    def __init__(self, allowed: str) -> None:
        super().__init__(f"Only {allowed} allowed")
        self.allowed = allowed


class NotAcceptable(SyncError):
    status = 406
    error = "not_acceptable"


class Conflict(SyncError):
    status = 409
    error = "conflict"

    def __init__(self, reason: str = "Document update conflict.") -> None:
        super().__init__(reason)


class NoLongerServed(SyncError):
    status = 410
    error = "gone"


class DatabaseExists(SyncError):
    status = 412
    error = "file_exists"

    def __init__(self, reason: str = "The database could not be created, the file already exists.") -> None:
        super().__init__(reason)


class MissingStub(SyncError):
    """A document names an attachment as a stub, and no stored ancestor has it."""

    status = 412
    error = "missing_stub"


class TooLarge(SyncError):
    status = 413
    error = "too_large"


class DocumentTooLarge(SyncError):
    status = 413
    error = "document_too_large"


class BadContentType(SyncError):
    status = 415
    error = "bad_content_type"


class RangeNotSatisfiable(SyncError):
    status = 416
    error = "requested_range_not_satisfiable"


class TooMany(SyncError):
    status = 429
    error = "too_many_requests"


class NotImplementedHere(SyncError):
    """Views, shows, server-side JavaScript: not served, on purpose."""

    status = 501
    error = "not_implemented"

    def __init__(self, reason: str, error: str = "not_implemented") -> None:
        super().__init__(reason)
        self.error = error


class Unavailable(SyncError):
    """The disk does not answer, or the store is closing: nothing was written; try again later."""

    status = 503
    error = "service_unavailable"


class DiskFull(SyncError):
    """No room on the disk: nothing was written; fine again when there is room."""

    status = 507
    error = "insufficient_storage"


def place(error: BaseException) -> str:
    """Kind and place of an unexpected error, for a log: its message could hold what somebody wrote."""
    trace = traceback.extract_tb(error.__traceback__)
    at = f" at {Path(trace[-1].filename).name}:{trace[-1].lineno}" if trace else ""
    return f"{type(error).__name__}{at}"


class FolderInUse(Exception):
    """Another process holds the data folder. The message is one sentence for the operator."""


class UnusableFile(Exception):
    """The store's file cannot be opened. The message is one sentence for the operator."""


class NewerFile(UnusableFile):
    """The file was written by a newer version of the store."""
