"""Views, shows, lists, updates, rewrites: CouchDB's server-side JavaScript is not served, on purpose.

Design documents are documents like any other, and are kept and replicated. Whoever asks for a function of
one gets what CouchDB answers where there is none (404), and 501 where there is one that would have to run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from sync.errors import BadRequest, NoLongerServed, NotFound, NotImplementedHere

if TYPE_CHECKING:
    from sync.http.call import Call

_MEMBERS = {"_view": "views", "_show": "shows", "_list": "lists", "_update": "updates", "_search": "indexes"}


async def refused(call: Call) -> NoReturn:
    """``/{db}/_design/{ddoc}/_view/{name}`` and its kin."""
    endpoint, _, name = call.target.name.partition("/")
    await _look(call, call.target.doc_id, endpoint.strip("_"), _MEMBERS.get(endpoint), name.partition("/")[0])


async def function(call: Call, kind: str, member: str, named: str) -> NoReturn:
    """A function that a parameter names as ``ddoc/name``."""
    ddoc, slash, name = named.partition("/")
    if not slash or not ddoc or not name or "/" in name:
        raise BadRequest(f"`{kind}` must be of the form `designname/{kind}name`")
    await _look(call, f"_design/{ddoc}", kind, member, name)


async def _look(call: Call, doc_id: str, kind: str, member: str | None, name: str) -> NoReturn:
    doc = await call.store.get(call.db, doc_id)
    if doc is None:
        raise NotFound("missing")
    functions = doc.get(member) if member is not None else None
    if member is not None and not (isinstance(functions, dict) and name in functions):
        raise NotFound("missing_named_view" if kind == "view" else f"missing {kind} function")
    raise NotImplementedHere("This server runs no design functions.")


async def nothing_to_clean(call: Call) -> None:
    """``POST /{db}/_view_cleanup``: there are no views whose files could be left over."""
    await call.exchange.body()
    await call.store.info(call.db)
    await call.exchange.answer(202, {"ok": True})


async def temporary_view(_call: Call) -> NoReturn:
    raise NoLongerServed("Temporary views are not supported in CouchDB")


async def no_replicator(_call: Call) -> NoReturn:
    """``POST /_replicate``: this server waits for replicators, and is none."""
    raise NotImplementedHere("This server does not replicate by itself: let a client push and pull.")
