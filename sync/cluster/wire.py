"""Requests to CouchDB: pooled connections, timeouts, another node when one is away, one kind of error.

Retried is only what is safe: anything when the request cannot have reached a server; what may be done twice
(reading, and writing revisions that have their names already) also when an answer was cut off. Whatever else
is left without an answer is ``Unavailable``: the caller learns the outcome by asking again.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

import aiohttp
import msgspec
from yarl import URL

from sync import errors
from sync.errors import NoDatabase, NotFound, SyncError, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from sync.cluster.address import Address

log = logging.getLogger(__name__)

CONNECTIONS = 128
"""to one process's CouchDB at a time; the rest wait for a free one"""

CONNECT_S = 3.0
"""a node that does not take a connection for so long is away"""

SILENCE_S = 60.0
"""an answer that stands still for so long will not come; CouchDB itself gives up a request after 60 s"""

KEPT_S = 20.0
"""an unused connection is closed before CouchDB does it, so that no request is sent into a closing one"""

TRIES = 3
PAUSE_S = 0.1
READ_BUFFER = 256 * 1024

encode = msgspec.json.Encoder().encode
decode = msgspec.json.decode

_BY_NAME = {
    (kind.status, kind.error): kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, SyncError) and kind is not SyncError
    if kind.__init__ is SyncError.__init__
}
_GONE = frozenset({"no_db_file", "Database does not exist."})


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        return decode(self.body)


class Wire:
    """Open with ``await Wire.open(address)`` in the event loop that will use it."""

    def __init__(self, address: Address, session: aiohttp.ClientSession) -> None:
        self._nodes = address.nodes
        self._prefix = quote(address.prefix, safe="")
        self._session = session
        self._first = 0

    @classmethod
    async def open(cls, address: Address) -> Wire:
        headers = {"accept": "application/json", "accept-encoding": "identity"}
        if address.user:
            headers["authorization"] = aiohttp.encode_basic_auth(address.user, address.password, "utf-8")
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT_S),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=SILENCE_S),
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            read_bufsize=READ_BUFFER,
            json_serialize=lambda value: encode(value).decode(),
        )
        return cls(address, session)

    async def close(self) -> None:
        await self._session.close()

    def path(self, db: str, *parts: str) -> str:
        """The path of a database, or of what ``parts`` name in it: a document's id, a verb, an attachment."""
        return "/".join(["", self._prefix + quote(db, safe=""), *map(_segment, parts)])

    async def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        *,
        repeat: bool | None = None,
        headers: Mapping[str, str] | None = None,
        missing_ok: bool = False,
        silence_s: float = SILENCE_S,
    ) -> Answer:
        """A whole answer with a status below 300 (or 404 with ``missing_ok``); anything else is an error.

        ``body``: bytes, or a value that becomes JSON. ``repeat``: it may be done twice (reading always may).
        """
        safe = method in {"GET", "HEAD"} if repeat is None else repeat
        for attempt in range(TRIES):
            try:
                async with self.stream(
                    method, path, query, body, repeat=safe, headers=headers, silence_s=silence_s
                ) as (answer):
                    content = await answer.read()
            except (aiohttp.ClientError, TimeoutError) as error:
                if not safe or attempt == TRIES - 1:
                    raise _away(error) from error
                await asyncio.sleep(PAUSE_S * 2**attempt)
                continue
            if answer.status < 300 or (answer.status == 404 and missing_ok):
                return Answer(answer.status, content, answer.headers)
            raise refused(answer.status, content)
        raise AssertionError("unreachable")

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | str | None = None,
        body: Any = None,
        *,
        repeat: bool | None = None,
        headers: Mapping[str, str] | None = None,
        silence_s: float = SILENCE_S,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer whose head has come, of whatever status; its body is the caller's to read.

        While it is open, errors of the connection come as the client's own: the caller knows what they mean.
        """
        safe = method in {"GET", "HEAD"} if repeat is None else repeat
        text = query if isinstance(query, str) else urlencode(query, quote_via=quote) if query else ""
        sent = {**(headers or {})}
        if body is not None:
            sent.setdefault("content-type", "application/json")
        data = body if isinstance(body, bytes) or body is None else encode(body)
        answer = None
        for attempt in range(TRIES * len(self._nodes)):
            node = self._nodes[self._first]
            url = URL(f"{node}{path}{'?' + text if text else ''}", encoded=True)
            try:
                answer = await self._session.request(
                    method,
                    url,
                    data=data,
                    headers=sent,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=silence_s),
                )
            except (aiohttp.ClientError, TimeoutError) as error:
                self._next(node)
                # One that could not connect has sent nothing.
                unsent = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
                again = safe or unsent
                if not again or attempt == TRIES * len(self._nodes) - 1:
                    raise _away(error) from error
                if attempt % len(self._nodes) == len(self._nodes) - 1:
                    await asyncio.sleep(PAUSE_S * 2 ** (attempt // len(self._nodes)))
                continue
            break
        if answer is None:
            raise AssertionError("unreachable")
        try:
            yield answer
        except BaseException:
            answer.close()  # half read: the connection is of no more use
            raise
        finally:
            answer.release()

    def _next(self, failed: str) -> None:
        """Ask another node first from now on, unless somebody has moved on already."""
        if self._nodes[self._first] == failed:
            self._first = (self._first + 1) % len(self._nodes)


def _segment(part: str) -> str:
    if part.startswith("_design/"):  # an id of two segments
        return "_design/" + quote(part.removeprefix("_design/"), safe="")
    return quote(part, safe="")


def refused(status: int, content: bytes) -> SyncError:
    """CouchDB's refusal as ours; what only our own set-up can have caused is ``Unavailable``."""
    try:
        told = decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        told = {}
    name, reason = str(told.get("error", "")), str(told.get("reason", ""))
    if status in {401, 403} and name in {"unauthorized", "forbidden"}:
        log.error("CouchDB does not let us in: see COUCHDB_URL, and _security of the database")
        return Unavailable("The database server does not let the application in")
    if status == 404 and reason in _GONE:
        return NoDatabase()
    kind = _BY_NAME.get((status, name))
    if kind is not None and status < 500:
        return kind(reason)
    if status == 404:
        return NotFound(reason or "missing")
    if status == 409:
        return errors.Conflict()
    if status == 412 and name == "file_exists":
        return errors.DatabaseExists()
    if 400 <= status < 500 and status != 429:
        other = SyncError(reason or "The database server does not understand the request")
        other.status, other.error = status, name or errors.BadRequest.error
        return other
    log.warning("CouchDB answered %d %s", status, name if name.isidentifier() else "")
    return Unavailable("The database server cannot answer now")


def _away(error: BaseException) -> Unavailable:
    log.warning("CouchDB does not answer: %s", type(error).__name__)
    return Unavailable("The database server does not answer")
