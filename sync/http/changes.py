"""``/{db}/_changes``: what has changed since, now or as soon as something does.

``seq_interval`` is accepted and every row has its number all the same: here it costs nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sync.errors import BadMango, BadRequest
from sync.http import refused, waiting
from sync.http.exchange import an_object, encode, read_json
from sync.http.forms import row_form
from sync.http.shared import encoded
from sync.mango import Selector
from sync.mango.normal import fields
from sync.store import Changes, ChangesQuery

if TYPE_CHECKING:
    from sync.http.call import Call
    from sync.http.exchange import Exchange
    from sync.store import Seq

_OPAQUE = re.compile(r"\d{1,18}(-[0-9A-Za-z_\-]{1,8000})?")
"""A place in a CouchDB's feed: its number, and what only CouchDB can read."""


async def changes(call: Call) -> None:
    await _served(call, {})


async def changes_of(call: Call) -> None:
    """POST: a filter's argument in the body."""
    call.exchange.must_be_json()
    body = await call.exchange.body()
    call.exchange.limits.check_json(body)
    await _served(call, an_object(read_json(body) if body else {}))


async def _served(call: Call, body: dict[str, Any]) -> None:
    x = call.exchange
    feed = x.query.get("feed", "normal")
    feed = "continuous" if feed == "live" else feed
    if feed not in {"normal", "longpoll", "continuous", "eventsource"}:
        raise BadRequest("Supported `feed` types: normal, continuous, live, longpoll, eventsource")
    waiting.Patience.asked(x)
    query = await query_of(call, body)
    if x.number("seq_interval") == 0:
        raise BadRequest("invalid_seq_interval")
    if feed == "normal":
        await _normal(call, query)
        return
    with call.shared.waits(call.permit.user, x.limits.feeds):
        if feed == "longpoll":
            await waiting.longpoll(call, query)
        else:
            await waiting.continuous(call, query, waiting.EVENTS if feed == "eventsource" else waiting.LINES)


async def _normal(call: Call, query: ChangesQuery) -> None:
    """All there is, in pages; in one piece when it is one page."""
    x = call.exchange
    pages = await call.store.change_pages(call.db, query)
    started = False
    held = Changes([], query.since, 0)
    async for page in pages:
        if held.rows:
            if not started:
                await x.stream()
                await x.part(b'{"results":[\n')
            await x.part((b",\n" if started else b"") + encode(held.rows)[1:-1])
            started = True
        held = page  # one without rows, from where a selector found nothing, only takes us further
    if not started:
        await x.answer(200, encoded(held), raw=True)
        return
    tail = b'\n],\n"last_seq":%b,"pending":%d}\n' % (encode(held.last_seq), held.pending)
    await x.end((b",\n" + encode(held.rows)[1:-1] if held.rows else b"") + tail)


async def query_of(call: Call, body: dict[str, Any]) -> ChangesQuery:
    """What is asked for; raises what a question that cannot be understood gets."""
    x = call.exchange
    style = x.query.get("style", "main_only")
    if style not in {"main_only", "all_docs"}:
        raise BadRequest("Supported `style` values: main_only, all_docs")
    update_seq = (await call.store.info(call.db)).update_seq
    return ChangesQuery(
        since=_since(x, update_seq),
        limit=x.number("limit"),
        descending=x.flag("descending"),
        all_leaves=style == "all_docs",
        include_docs=x.flag("include_docs"),
        form=row_form(x),
        **await _filter(call, body),
    )


async def _filter(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    """The members of the query that say which documents are wanted."""
    x = call.exchange
    match x.query.get("filter", ""):
        case "":
            return {}
        case "_doc_ids":
            return {"doc_ids": _doc_ids(x, body)}
        case "_design":
            return {"selector": _DESIGN}
        case "_selector":
            if x.method != "POST":
                raise BadRequest("Selector must be specified in POST payload")
            return _selector(body)
        case "_view":
            await _refuse_view(call)
        case named if named.startswith("_"):
            raise BadRequest("unknown builtin filter name")
        case named:
            await refused.function(call, "filter", "filters", named)
    return {}


_DESIGN = Selector('{"_id":{"$beginsWith":"_design/"}}')


def _selector(body: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(body.get("selector"), dict):
        raise BadRequest("Selector error: expected a JSON object")
    try:
        selector = Selector.of(body["selector"])
    except BadMango as error:
        raise BadRequest(error.reason) from error
    wanted = body.get("fields", [])
    if not isinstance(wanted, list) or not all(isinstance(field, str) and field for field in wanted):
        raise BadRequest("Selector error: fields must be JSON array")
    for field in wanted:
        fields(field)
    return {"selector": selector, "fields": tuple(wanted)}


async def _refuse_view(call: Call) -> None:
    view = call.exchange.query.get("view", "")
    if not view:
        raise BadRequest("`view` filter parameter is not provided.")
    await refused.function(call, "view", "views", view)


def _since(x: Exchange, update_seq: Seq) -> Seq:
    """A number that lies ahead is from before a backup was restored: nothing newer is there to wait for."""
    asked = x.query.get("since", x.headers.get("last-event-id", "0")).strip('"')
    if asked == "now":
        return update_seq
    if isinstance(update_seq, str) and _OPAQUE.fullmatch(asked):
        return 0 if asked == "0" else asked
    if isinstance(update_seq, str) or not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        raise BadRequest("Malformed sequence supplied in 'since' parameter.")
    return min(int(asked), update_seq)


def _doc_ids(x: Exchange, body: dict[str, Any]) -> frozenset[str]:
    ids = body.get("doc_ids", x.json_parameter("doc_ids"))
    if not isinstance(ids, list) or not all(isinstance(doc_id, str) for doc_id in ids):
        raise BadRequest("`doc_ids` filter parameter is not a list of doc ids.")
    x.limits.check_asked(ids)
    return frozenset(ids)
