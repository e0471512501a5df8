"""What the owner of a database may set: how much history it keeps, and whom CouchDB would let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.errors import BadRequest

if TYPE_CHECKING:
    from sync.http.call import Call

MAX_LIMIT = 2**53


async def revs_limit(call: Call) -> None:
    await call.exchange.answer(200, await call.store.revs_limit(call.db))


async def set_revs_limit(call: Call) -> None:
    """From now on: a document is stemmed when it is next written."""
    limit = await _positive(call, "`_revs_limit`")
    await call.store.set_revs_limit(call.db, limit)
    await call.exchange.answer(200, {"ok": True})


async def purged_infos_limit(call: Call) -> None:
    await call.exchange.answer(200, await call.store.purged_infos_limit(call.db))


async def set_purged_infos_limit(call: Call) -> None:
    limit = await _positive(call, "`purged_infos_limit`")
    await call.store.set_purged_infos_limit(call.db, limit)
    await call.exchange.answer(200, {"ok": True})


async def _positive(call: Call, name: str) -> int:
    limit = await call.exchange.json()
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= MAX_LIMIT:
        raise BadRequest(f"{name} must be positive integer")
    return limit


async def security(call: Call) -> None:
    await call.exchange.answer(200, await call.store.security(call.db))


async def set_security(call: Call) -> None:
    """Kept and told; the bare store has no accounts that it could shut out."""
    told = await call.exchange.json_object()
    for who in ("admins", "members"):
        _check_people(who, told.get(who, {}))
    await call.store.set_security(call.db, told)
    await call.exchange.answer(200, {"ok": True})


def _check_people(who: str, people: Any) -> None:
    if not isinstance(people, dict):
        raise BadRequest(f"{who} must be a JSON object")
    for kind in ("names", "roles"):
        named = people.get(kind, [])
        if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
            raise BadRequest(f"{kind} must be a JSON list of strings")
