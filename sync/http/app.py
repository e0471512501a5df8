"""The ASGI application: finds the verb, asks the gate, and turns every error into CouchDB's words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sync.errors import BadDatabaseName, MethodNotAllowed, NoDatabase, SyncError, place
from sync.http import router
from sync.http.call import OPEN, Call
from sync.http.exchange import Exchange, Gone
from sync.http.limits import BARE, GATED
from sync.http.shared import Shared
from sync.http.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.http.call import Gatekeeper, Permit
    from sync.http.exchange import Receive, Send
    from sync.http.router import Target
    from sync.http.verbs import Verb
    from sync.store import Store

_SENSELESS = frozenset({400, 413, 415})

log = logging.getLogger(__name__)


class ProtocolApp:
    """Mount it at ``prefix``; without a gate it serves the bare store to anybody who can reach it."""

    def __init__(
        self,
        store: Store,
        gate: Gatekeeper | None = None,
        prefix: str = "",
        verbs: Mapping[str, Mapping[str, Verb]] = VERBS,
    ) -> None:
        """``verbs``: what is served; a store may bring its own for what it can answer better by itself."""
        self._verbs = verbs
        self._store = store
        self._gate = gate
        self._prefix = prefix.rstrip("/").encode()
        self._shared = Shared(store)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        exchange = None
        try:
            gated = self._gate is not None
            exchange = Exchange(scope, receive, send, private=gated, limits=GATED if gated else BARE)
            await self._serve(exchange, scope)
        except Gone:
            return
        except SyncError as error:
            await _told(exchange, send, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, its words must not reach a log
            # Kind and place only: a traceback ends with a message, and that may quote what somebody wrote.
            log.error("%s failed: %s", scope["method"], place(error))  # noqa: TRY400 - no values in a log
            await _told(exchange, send, SyncError("The server failed; nothing was written"))

    async def _serve(self, exchange: Exchange, scope: Mapping[str, Any]) -> None:
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        raw_path = raw_path.partition(b"?")[0].removeprefix(self._prefix)
        where = router.target(router.segments(raw_path))
        permit: Permit = OPEN
        try:
            verb = router.verb(self._verbs, where, exchange.method)
        except SyncError:
            if self._gate is not None:
                await self._gate.permit(exchange.headers, where.db, "session")  # strangers learn nothing
            raise
        if self._gate is not None:
            permit = await self._permitted(self._gate, exchange, where.db, verb.needs)
        try:
            await verb.handler(Call(exchange, self._store, where, permit, self._shared))
        except SyncError as error:
            if _is_of_content(error, where) and not await self._store.exists(where.db):
                raise NoDatabase from error  # of what is not there nothing is judged
            raise

    @staticmethod
    async def _permitted(gate: Gatekeeper, exchange: Exchange, db: str, needs: str) -> Permit:
        if needs != "copy":
            return await gate.permit(exchange.headers, db, needs)
        await gate.permit(exchange.headers, db, "read")
        return await gate.permit(exchange.headers, db, "write")


def _is_of_content(error: SyncError, where: Target) -> bool:
    """Whether something was wrong with what was sent to a database, and not with its name."""
    return error.status in _SENSELESS and bool(where.db) and not isinstance(error, BadDatabaseName)


async def _told(exchange: Exchange | None, send: Send, error: SyncError) -> None:
    """Answer with the error. An answer that has begun is left unfinished, and the server cuts the line."""
    if exchange is None:
        exchange = Exchange({"method": "GET", "headers": []}, _nothing, send)
    if exchange.started:
        return
    headers = [("allow", error.allowed)] if isinstance(error, MethodNotAllowed) else []
    await exchange.answer(error.status, {"error": error.error, "reason": error.reason}, headers)


async def _nothing() -> dict[str, Any]:
    return {"type": "http.disconnect"}


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return
