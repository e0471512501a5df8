"""The front door: one ASGI application that sends each request to its room.

`/db/…` goes to the protocol behind its gate, `/api/…` and `/health` to Litestar, everything else is the app.
Here, once for all of them: who is asking, whether another site made the browser ask, the security headers,
and one log line per request that names nobody (method, kind of route, status, milliseconds).
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import Message, Receive, Scope, Send

from api.csrf import foreign, names_a_host, own_origin
from api.headers import security
from api.languages import language_of
from api.problems import MEDIA_TYPE, Problem, body, headers, report
from api.sessions.cookie import only_this, token_in
from api.settings import Settings
from api.static import App
from sync.errors import BadRequest, SyncError
from sync.http.router import Target, segments, target

if TYPE_CHECKING:
    from api.audit import Audit
    from api.running import Running

access_log = logging.getLogger("qadam.access")
log = logging.getLogger("qadam")

PROTOCOL = "/db"
FEEDS = 32
"""feeds that one session may hold open: a browser opens six, a replicator of many case files some more"""
READING_POSTS = frozenset(
    f"{{db}}/{verb}"
    for verb in (
        "_revs_diff",
        "_bulk_get",
        "_all_docs",
        "_all_docs/queries",
        "_design_docs",
        "_design_docs/queries",
        "_changes",
        "_missing_revs",
        "_find",
        "_explain",
    )
)


class Front:
    """The application that uvicorn runs."""

    def __init__(self, litestar: Litestar, settings: Settings) -> None:
        self.litestar = litestar
        self._settings = settings
        self._app = App(settings.static)
        self._feeds: dict[asyncio.Task[Any], str | None] = {}
        """by the session that reads them"""
        self._stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != ScopeType.HTTP:
            await self.litestar(scope, receive, send)
            return
        exchange = Exchange(scope, send)
        try:
            await self._route(exchange, receive)
        except SyncError as error:
            report(log, f"the store failed in {exchange.route or '?'}", error)
            if exchange.status == 0:
                away = error.status in {503, 507}
                await exchange.problem(
                    Problem(503, "unavailable", retry_after=10) if away else Problem(500, "server")
                )
        except Exception as error:  # noqa: BLE001 - the last place where one request's mistake can be kept to itself
            report(log, f"error in {exchange.route or '?'}", error)
            if exchange.status == 0:
                await exchange.problem(Problem(500, "server"))
        finally:
            exchange.log()

    def end_streams(self) -> None:
        """End what would otherwise stay open: the server stops."""
        self._stopping = True
        running: Running | None = self.litestar.state.get("running")
        if running is not None:
            running.events.close()
            running.turns.close()
        for task in self._feeds:
            task.cancel()

    async def _route(self, exchange: "Exchange", receive: Receive) -> None:
        scope, path = exchange.scope, exchange.scope["path"]
        if path == "/health":
            await self.litestar(scope, receive, exchange.send)
        elif path == PROTOCOL or path.startswith(f"{PROTOCOL}/"):
            exchange.route = replication_route(path)
            if (named := replicated(scope)) is None:
                await exchange.problem(Problem(404, "not_found"))
            elif await self._admitted(exchange, replication=True):
                await self._replicate(exchange, receive, named)
        elif path == "/api" or path.startswith("/api/"):
            if await self._admitted(exchange, replication=False):
                await self.litestar(scope, receive, exchange.send)
        elif scope["method"] in {"GET", "HEAD"}:
            exchange.route = "/"
            status, told, content = self._app.answer(path, exchange.headers)
            await exchange.answer(status, told, b"" if scope["method"] == "HEAD" else content)
        else:
            await exchange.problem(Problem(405, "method"))

    async def _admitted(self, exchange: "Exchange", *, replication: bool) -> bool:
        """Find out who asks, and refuse what another site has made the browser send."""
        scope = exchange.scope
        running: Running = self.litestar.state.running
        if not names_a_host(exchange.headers):
            await exchange.problem(Problem(400, "refused"))
            return False
        token = token_in(scope["headers"])
        reader = scope["user"] = await running.sessions.find(token) if token is not None else None
        scope["headers"] = only_this(scope["headers"], token if reader is not None else None)
        origin = own_origin(self._settings.origin, scope["scheme"], exchange.headers)
        if foreign(scope["method"], exchange.headers, origin=origin, replication=replication):
            await exchange.problem(Problem(403, "foreign"))
            return False
        return True

    async def _replicate(self, exchange: "Exchange", receive: Receive, named: Target) -> None:
        running: Running = self.litestar.state.running

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Before the first byte: a feed may go on for hours, and a power cut must not hide that.
                _enter(running.audit, exchange.scope, named, message["status"])
            await exchange.send(message)

        if exchange.route.endswith("/_changes"):
            reader = exchange.scope["user"]
            session = None if reader is None else reader.id
            if session is not None and list(self._feeds.values()).count(session) >= FEEDS:
                await exchange.problem(Problem(429, "too_many_tries", retry_after=10))
                return
            await self._feed(exchange, session, running.protocol(exchange.scope, receive, send))
        else:
            await running.protocol(exchange.scope, receive, send)
            running.traffic.answered()

    async def _feed(
        self, exchange: "Exchange", session: str | None, serving: Coroutine[Any, Any, None]
    ) -> None:
        """Serve what may wait for minutes, so that it can be cut short when the server stops."""
        task = asyncio.create_task(serving)
        self._feeds[task] = session
        try:
            await task
        except asyncio.CancelledError:
            if not self._stopping:
                task.cancel()
                raise
            await exchange.cut_short()
        finally:
            self._feeds.pop(task, None)


class Exchange:
    """One request and its answer: what was asked, and what became of it."""

    def __init__(self, scope: Any, send: Send) -> None:
        self.scope = scope
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.route = ""
        self.status = 0
        self._send = send
        self._began = time.perf_counter()

    async def send(self, message: Message) -> None:
        """Pass a message on, with the security headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            told = security(https=self.scope["scheme"] == "https")
            message["headers"] = [*message.get("headers", ()), *told]
        await self._send(message)

    async def answer(self, status: int, told: list[tuple[bytes, bytes]], content: bytes) -> None:
        """Answer with these bytes."""
        await self.send({"type": "http.response.start", "status": status, "headers": told})
        await self.send({"type": "http.response.body", "body": content, "more_body": False})

    async def problem(self, problem: Problem) -> None:
        """Answer with a problem."""
        content = body(problem, language_of(self.scope))
        told = {**headers(problem), "Content-Type": MEDIA_TYPE, "Content-Length": str(len(content))}
        await self.answer(
            problem.status, [(name.lower().encode(), value.encode()) for name, value in told.items()], content
        )

    async def cut_short(self) -> None:
        """End an answer that would have waited for longer than the server lives."""
        if self.status == 0:
            await self.problem(Problem(503, "unavailable"))
        else:
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    def log(self) -> None:
        """Write the log line. The route is a template: an address may hold an id, a query anything."""
        route = self.route or self.scope.get("path_template") or "?"
        took = (time.perf_counter() - self._began) * 1_000
        access_log.info("%s %s %d %.1f ms", self.scope["method"], route, self.status, took)


def replicated(scope: Scope) -> Target | None:
    """Read what the protocol will serve, from the path as it came; None when it is none of the protocol's."""
    raw: bytes = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
    prefix = PROTOCOL.encode()
    if raw != prefix and not raw.startswith(prefix + b"/"):
        return None  # an encoded slash: `/db%2Fcase-…` names no database
    try:
        return target(segments(raw.removeprefix(prefix)))
    except BadRequest:
        return None


def _enter(audit: "Audit", scope: Any, named: Target, status: int) -> None:
    """Enter in the audit log who read or wrote the database that was served."""
    reader = scope["user"]
    if reader is None or status >= 400:
        return
    if not named.db.startswith(("case-", "minor-")) or named.kind == "local":
        return
    reads = scope["method"] in {"GET", "HEAD"} or named.kind in READING_POSTS
    audit.note(reader.gate, "read" if reads else "write", case=named.db.partition("-")[2])


def replication_route(path: str) -> str:
    """Name the kind of a replication request, without ids: `/db/case-*/_changes`."""
    database, _, rest = path.removeprefix(PROTOCOL).lstrip("/").partition("/")
    if not database or database.startswith("_"):
        return f"{PROTOCOL}/"
    kind = next((known for known in ("case", "minor", "audit") if database.startswith(f"{known}-")), "other")
    verb = rest.split("/", 1)[0]
    if verb.startswith("_") and verb.replace("_", "").isalpha():
        return f"{PROTOCOL}/{kind}-*/{verb}"
    return f"{PROTOCOL}/{kind}-*/{{document}}" if verb else f"{PROTOCOL}/{kind}-*"
