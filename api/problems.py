"""What people's endpoints answer when they do not do what was asked: RFC 9457, in the reader's language.

A problem has a `code`; the words for it are `server-<code>` and `server-<code>-help` in server.ftl. No
personal value goes into a problem: answers end up in logs and in screenshots.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from api.languages import language_of
from schemas.messages import translate
from sync.errors import SyncError

MEDIA_TYPE = "application/problem+json"

_MISSING = re.compile(r"missing required field `(?P<field>\w+)`")

log = logging.getLogger("qadam")


class Field(msgspec.Struct, frozen=True):
    """One place in what was sent, and what is wrong there."""

    path: str
    code: str


class Problem(Exception):
    """Raised anywhere in a request; `code` names the words in server.ftl."""

    def __init__(
        self, status: int, code: str, *, fields: Sequence[Field] = (), retry_after: int | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.fields = fields
        self.retry_after = retry_after


def not_signed_in() -> Problem:
    """401: there is no session, or it has ended."""
    return Problem(401, "not_signed_in")


def not_allowed() -> Problem:
    """403: this role, office or assignment may not."""
    return Problem(403, "not_allowed")


def not_found() -> Problem:
    """404: also for what exists and is not this reader's to know of."""
    return Problem(404, "not_found")


def unreadable(path: str, code: str) -> Problem:
    """422: one field cannot be accepted."""
    return Problem(422, "unreadable", fields=[Field(path, code)])


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of a problem answer."""

    type: str
    title: str
    status: int
    detail: str
    fields: Sequence[Field] = ()


def body(problem: Problem, language: str) -> bytes:
    """Write the problem as JSON in a language."""
    key = f"server-{problem.code}"
    return msgspec.json.encode(
        Told(
            type=f"urn:qadam:problem:{problem.code}",
            title=translate(language, key),
            status=problem.status,
            detail=translate(language, f"{key}-help"),
            fields=problem.fields,
        )
    )


def headers(problem: Problem) -> dict[str, str]:
    """Tell what goes with the answer: never cached, and when to try again."""
    told = {"Cache-Control": "no-store"}
    if problem.retry_after is not None:
        told["Retry-After"] = str(problem.retry_after)
    return told


def answer(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """Answer a request with a problem."""
    return Response(
        body(problem, language_of(request.scope)),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers(problem),
    )


def on_problem(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """Litestar's handler for what our own code raises."""
    return answer(request, problem)


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Litestar's handler for what the framework raises: routing, parsing, size."""
    return answer(request, _read(error))


def report(logger: logging.Logger, what: str, error: BaseException, level: int = logging.ERROR) -> None:
    """Log a mistake of ours by its type and place, never with a traceback: that would quote values."""
    logger.log(level, "%s: %s", what, where(error))


def on_store(request: Request[Any, Any, Any], error: SyncError) -> Response[bytes]:
    """Litestar's handler for a store that cannot answer: a full disk, a lock, a stop."""
    report(log, f"the store failed in {request.scope.get('path_template', '?')}", error)
    if error.status in {503, 507}:
        return answer(request, Problem(503, "unavailable", retry_after=10))
    return answer(request, Problem(500, "server"))


def on_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Litestar's handler for our mistakes: logged by type and place, without any value."""
    report(log, f"error in {request.scope.get('path_template', '?')}", error)
    return answer(request, Problem(500, "server"))


def _read(error: HTTPException) -> Problem:
    match error:
        case NotFoundException():
            return not_found()
        case MethodNotAllowedException():
            return Problem(405, "method")
        case ValidationException():
            return Problem(422, "unreadable", fields=_fields(error.extra))
    if error.status_code == 400:  # a body that is not JSON
        return Problem(422, "unreadable", fields=[Field("", "not_json")])
    if error.status_code == 413:
        return Problem(413, "too_large")
    return Problem(error.status_code, "refused" if error.status_code < 500 else "server")


def _fields(extra: object) -> list[Field]:
    """Take places out of Litestar's list, and leave its sentences: they may quote what was sent."""
    return [_field(entry) for entry in extra if isinstance(entry, Mapping)] if isinstance(extra, list) else []


def _field(entry: Mapping[str, object]) -> Field:
    path, message = str(entry.get("key", "")), str(entry.get("message", ""))
    path = path.removeprefix("data").lstrip(".")
    if (missing := _MISSING.search(message)) is not None:
        return Field(".".join(filter(None, (path, missing["field"]))), "missing")
    return Field(path, "invalid")


def where(error: BaseException) -> str:
    """Name an error by its type and the innermost line of ours: its message may hold personal values."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        if "site-packages" not in code.co_filename:
            place = f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"
