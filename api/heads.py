"""`GET /api/heads`: which of my case files changed, in one cheap request that may wait until one does.

`update_seq` by database, for equality only. The entity tag names them all: who sends it back as
`If-None-Match` hears 304 while nothing is new, and with `Prefer: wait=55` (RFC 7240) only once something is,
or the seconds are over. `HEAD` answers the same without the list: a phone then asks for its bundle.

The header `Qadam-Store` tells which store answers, for equality only. A store that was put back to an earlier
day has another one: what it acknowledged after that day it does not have, and a phone that sees another one
than before sends again what is lacking. `update_seq` alone does not show it once others have written as much.
"""

import asyncio
import re
from typing import Any

from litestar import HttpMethod, Request, Response, route

from api.accounts import REGISTRY
from api.guards import signed_in
from api.problems import not_signed_in
from api.running import Here, Running
from api.sessions.sessions import Reader, SignedIn
from api.turns import Turns
from api.waiting import caseload_of
from schemas.ids import case_database, minor_database
from sync.heads import named
from sync.store import Seq

LONGEST_S = 60.0
"""a proxy lets nobody wait for longer"""
ASKED_AGAIN_S = 10.0
"""who waits is asked this often whether the session still stands"""

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,4})")


@route("/api/heads", http_method=[HttpMethod.GET, HttpMethod.HEAD], guards=[signed_in])
async def heads(
    request: Request[Any, Any, Any], running: Here, reader: Reader
) -> Response[dict[str, Seq] | None]:
    """Tell the heads of the databases that this session may read, now or as soon as they change."""
    known = request.headers.get("if-none-match", "").removeprefix("W/").strip('"')
    told = await _told(running, reader, running.turns, known, _seconds(request.headers.get("prefer", "")))
    tag = named(told)
    about = {"Qadam-Store": running.read_model.made_as, "ETag": f'"{tag}"'}
    if tag == known:
        return Response(None, status_code=304, headers=about)
    return Response(None if request.method == "HEAD" else told, status_code=200, headers=about)


async def _told(
    running: Running, reader: SignedIn, turns: Turns, known: str, seconds: float
) -> dict[str, Seq]:
    clock = asyncio.get_running_loop().time
    until = clock() + seconds
    turns.refuse_more(reader.id, "heads")
    with turns.taken(reader.id, "heads") as over:
        while True:
            # Each watched before it is looked at: a pointer is written before its assignment.
            with (
                running.waiting.waiting([caseload_of(reader.user)]) as given,
                running.waiting.waiting(await _watched(running, reader)) as woken,
            ):
                told: dict[str, Seq] = dict(await running.store.heads(await readable(running, reader)))
                if named(told) != known or over.is_set() or clock() >= until:
                    return told
                while not (woken.is_set() or given.is_set() or over.is_set()) and clock() < until:
                    await _first_of(min(ASKED_AGAIN_S, until - clock()), woken, given, over)
                    if not await running.sessions.still(reader):
                        raise not_signed_in()


async def _watched(running: Running, reader: SignedIn) -> list[str]:
    """List the databases whose change may be news: an inspector's are all that they were ever given."""
    if reader.role != "inspector":
        return await readable(running, reader)
    pointers = await running.store.documents(REGISTRY, prefix=f"caseload:{reader.user}:")
    return [case_database(pointer["case"]) for pointer in pointers.rows]


async def _first_of(seconds: float, *events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=max(seconds, 0.0), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _seconds(prefer: str) -> float:
    found = _WAIT.search(prefer)
    return min(float(found[1]), LONGEST_S) if found else 0.0


async def readable(running: Running, reader: SignedIn) -> list[str]:
    """List the databases that this session may read."""
    match reader.role:
        case "inspector":
            return [case_database(one.case) for one in await running.access.assignments(reader.user)]
        case "supervisor" if reader.office is not None:
            return [case_database(case) for case in await running.read_model.cases_of_office(reader.office)]
        case "minor" if reader.case is not None:
            return [minor_database(reader.case)]
    return []
