"""Verbs that read are passed through to CouchDB: its bytes are the answer, streamed as they come.

Nothing is decided here but what the gate has decided already, and nothing is held: a part of the answer is
read when the part before it was taken. What CouchDB does not do is added: gzip for those who accept it, and
the headers that keep what somebody attached from running on our origin. Of CouchDB's headers only those that
describe the answer go through; of the caller's none but those that choose a part or a form of it.

Feeds that wait are not passed through: see ``sync.cluster.tidings``. Nor are ``_local`` documents, whose keys
the gate gives out, nor anything that writes.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from sync.cluster.wire import refused
from sync.draft import check_id, check_rev
from sync.errors import BadQuery, BadRequest, NotFound, Unavailable
from sync.http.attachment import HARMLESS
from sync.http.changes import query_of
from sync.http.exchange import WORTH_PACKING, Gone, read_json
from sync.http.verbs import Verb
from sync.http.waiting import Patience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.cluster.wire import Wire
    from sync.http.call import Call
    from sync.http.verbs import Handler

PART = 64 * 1024
"""bytes read at a time"""

ASKED = ("accept", "range", "if-none-match", "if-range")
"""headers of the caller that choose what is answered"""

OURS = frozenset({"heartbeat", "timeout", "feed", "r", "w", "batch"})
"""parameters that are not the caller's to choose: how long CouchDB waits, and how many copies it asks"""

TOLD = (
    "etag", "content-md5", "content-range", "accept-ranges", "content-encoding", "content-disposition",
)  # fmt: skip
"""headers of CouchDB's that describe what is answered"""


def verbs(served: Mapping[str, Mapping[str, Verb]], wire: Wire) -> dict[str, dict[str, Verb]]:
    """All verbs, with those that read passed through to this CouchDB."""
    passing = _Passing(wire)
    through: dict[tuple[str, str], Handler] = {
        ("document", "GET"): passing.document,
        ("attachment", "GET"): passing.attachment,
        ("{db}/_all_docs", "GET"): passing.verb,
        ("{db}/_all_docs", "POST"): passing.keys,
        ("{db}/_bulk_get", "POST"): passing.bulk_get(served["{db}/_bulk_get"]["POST"].handler),
        ("{db}/_revs_diff", "POST"): passing.revisions,
        ("{db}/_missing_revs", "POST"): passing.revisions,
        ("{db}/_find", "POST"): passing.body,
        ("{db}/_explain", "POST"): passing.body,
        ("database", "GET"): passing.info,
    }
    taken = {
        kind: {
            method: Verb(through.get((kind, method), verb.handler), verb.needs)
            for method, verb in methods.items()
        }
        for kind, methods in served.items()
    }
    changes = taken["{db}/_changes"]
    for method, verb in changes.items():
        changes[method] = Verb(passing.unless_waiting(verb.handler), verb.needs)
    return taken


class _Passing:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def document(self, call: Call) -> None:
        await self._pass(call, self._wire.path(call.db, check_id(call.target.doc_id)))

    async def attachment(self, call: Call) -> None:
        path = self._wire.path(call.db, check_id(call.target.doc_id), call.target.name)
        await self._pass(call, path, attached=True)

    async def info(self, call: Call) -> None:
        """``GET /{db}``: what CouchDB says of it now, under the name that the caller knows."""
        answer = await self._wire.ask("GET", self._wire.path(call.db))
        await call.exchange.answer(200, {**answer.json(), "db_name": call.db})

    async def verb(self, call: Call) -> None:
        """``GET /{db}/_verb``."""
        await self._pass(call, self._path(call))

    async def body(self, call: Call) -> None:
        """A POST that asks; its body within the limits."""
        body, _ = await self._read(call)
        await self._pass(call, self._path(call), body)

    async def keys(self, call: Call) -> None:
        body, value = await self._read(call)
        keys = value.get("keys")
        if keys is not None and not isinstance(keys, list):
            raise BadRequest("`keys` member must be an array.")
        call.exchange.limits.check_asked(keys or ())
        await self._pass(call, self._path(call), body)

    async def revisions(self, call: Call) -> None:
        body, value = await self._read(call)
        if not all(isinstance(revs, list) for revs in value.values()):
            raise BadRequest("Revisions must be a list for each document id")
        call.exchange.limits.check_asked(value)
        call.exchange.limits.check_asked(*value.values())
        for revs in value.values():
            for rev in revs:
                check_rev(rev)
        await self._pass(call, self._path(call), body)

    def bulk_get(self, answers: Handler) -> Handler:
        """``_bulk_get``; a question with what is no id or revision is answered by us: CouchDB fails at it."""

        async def passed(call: Call) -> None:
            body, value = await self._read(call)
            docs = value.get("docs")
            if isinstance(docs, list):
                call.exchange.limits.check_asked(docs)
            if isinstance(docs, list) and all(map(_names_a_revision, docs)):
                await self._pass(call, self._path(call), body)
            else:
                call.exchange.replay(body)
                await answers(call)

        return passed

    def unless_waiting(self, waits: Handler) -> Handler:
        """``_changes``: what is there now is passed through; feeds that wait are ours."""

        async def changes(call: Call) -> None:
            if call.exchange.query.get("feed", "normal") != "normal":
                await waits(call)
                return
            if call.exchange.query.get("filter"):
                await waits(call)  # a filter is read, and refused, as before the other store
                return
            Patience.asked(call.exchange)
            await query_of(call, {})  # what cannot be understood is refused here: CouchDB fails at some of it
            if call.exchange.method == "POST":
                body, _ = await self._read(call, empty={})
                await self._pass(call, self._path(call), body)
            else:
                await self._pass(call, self._path(call))

        return changes

    def _path(self, call: Call) -> str:
        return self._wire.path(call.db, call.target.kind.removeprefix("{db}/"))

    async def _read(self, call: Call, empty: Any = None) -> tuple[bytes, dict[str, Any]]:
        """The body as it came and as JSON: it has to be an object within the limits."""
        x = call.exchange
        x.check_json_type()
        body = await x.body()
        if not body and empty is not None:
            return b"{}", empty
        value = await x.beside_the_loop(read_json, body)
        if not isinstance(value, dict):
            raise BadRequest("Request body must be a JSON object")
        return body, value

    async def _pass(
        self, call: Call, path: str, body: bytes | None = None, *, attached: bool = False
    ) -> None:
        x = call.exchange
        asked = {name: value for name, value in x.query.items() if name not in OURS}
        sent = {name: x.headers[name] for name in ASKED if name in x.headers}
        sent["accept-encoding"] = "identity"
        method = x.method if body is None else "POST"
        try:
            async with self._wire.stream(
                method, path, urlencode(asked), body, repeat=True, headers=sent
            ) as answer:
                await _answer(call, answer, attached=attached)
        except (aiohttp.ClientError, TimeoutError) as error:
            if x.started:
                raise  # the line is cut: the caller sees that the answer is not whole
            raise Unavailable("The database server does not answer") from error


def _names_a_revision(entry: Any) -> bool:
    return (
        isinstance(entry, dict) and isinstance(entry.get("id"), str) and isinstance(entry.get("rev", ""), str)
    )


async def _answer(call: Call, answer: aiohttp.ClientResponse, *, attached: bool) -> None:
    x = call.exchange
    if answer.status >= 400:
        error = refused(answer.status, await answer.read())
        raise NotFound(error.reason) if answer.status == 404 and attached else error
    if 300 <= answer.status < 400 and answer.status != 304:
        raise BadQuery("The path is not one of this protocol")
    headers = [(name, answer.headers[name]) for name in TOLD if name in answer.headers]
    if attached:
        told = dict(headers)
        headers += [(name, value) for name, value in HARMLESS if name not in told]
    kind = answer.headers.get("content-type", "application/json")
    length = answer.content_length
    packing = not attached and "content-encoding" not in answer.headers
    if x.method == "HEAD" or answer.status == 304:
        await x.begin(answer.status, kind, headers, length=length, packing=False)
        await x.end()
        return
    packing = packing and (length is None or length >= WORTH_PACKING)
    await x.begin(answer.status, kind, headers, length=length, packing=packing)
    gone = asyncio.ensure_future(x.hung_up())
    try:
        async for part in answer.content.iter_chunked(PART):
            if gone.done():
                raise Gone
            await x.part(part)
    finally:
        gone.cancel()
    await x.end()
