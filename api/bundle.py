"""`POST /api/bundle`: one request brings a device up to date in all its files.

The body: `files`, the checkpoint of each that the device holds; `store`, the id (`Qadam-Store`) of the store
that gave them; `complete`, the cases (or "all") of which the device has sent all it had (`api.contacts`). The
answer is the stream of `sync.bundle`, two lines when nothing is new. Checkpoints of another store mean
nothing here: then the answer names this store and what is gone, and no documents; the device compares by
replication.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, post
from litestar.response import Stream
from msgspec import Meta

from api.contacts import CaseId, noted
from api.guards import signed_in
from api.heads import readable
from api.problems import Problem, report, unreadable
from api.running import Here, Running
from api.sessions.sessions import Reader, SignedIn
from sync import bundle as lines
from sync.draft import gunzip
from sync.errors import Forbidden, SyncError, TooLarge, Unauthorized
from sync.http.encodings import packer
from sync.http.exchange import headers_of
from sync.http.limits import GATED
from sync.store import Seq

log = logging.getLogger("qadam")

KIND = "bundle"
FILES = 2_000
LONGEST_S = 300.0
"""of one answer; the device goes on with another"""

Database = Annotated[str, Meta(pattern=r"^(case|minor)-[0-9a-f\-]{8,64}$")]
Checkpoint = Annotated[int, Meta(ge=0, le=2**53)] | Annotated[str, Meta(max_length=4_000)]


class Asked(msgspec.Struct, frozen=True):
    """What the device has."""

    store: Annotated[str, Meta(max_length=64)] | None = None
    files: Annotated[dict[Database, Checkpoint], Meta(max_length=FILES)] = {}
    complete: Annotated[list[CaseId], Meta(max_length=FILES)] | Literal["all"] = []


@post("/api/bundle", guards=[signed_in], status_code=200)
async def bundle(request: Request[Any, Any, Any], running: Here, reader: Reader) -> Stream:
    """Send everything that is new to this device, in all files that its session may read."""
    asked = await _asked(request)
    running.turns.refuse_more(reader.id, KIND)
    store_id = running.read_model.made_as
    ours = asked.store in (None, store_id)
    if ours and asked.complete and reader.role in {"inspector", "minor"}:
        mine = [db.partition("-")[2] for db in await readable(running, reader)]
        await noted(running, reader, mine if asked.complete == "all" else asked.complete)
    about = headers_of(request.scope["headers"])
    answer = Answer(running, reader, about)
    heads = await answer.heads(asked.files)
    gone = [db for db in asked.files if db not in heads]
    if not ours:
        heads = {}
    pack = packer(about.get("accept-encoding", ""))
    told = {"Qadam-Store": store_id, "X-Accel-Buffering": "no"}
    if pack is not None:
        told |= {"Content-Encoding": pack.name, "Vary": "Accept-Encoding"}

    async def packed() -> AsyncIterator[bytes]:
        first = lines.first(store_id, [one.db for one in lines.due(heads, asked.files)], gone)
        yield first if pack is None else pack.pack(first)
        async for piece in answer.pieces(heads, asked.files):
            yield piece if pack is None else pack.pack(piece)
        if pack is not None:
            yield pack.end()

    return Stream(packed(), media_type=lines.CONTENT_TYPE, headers=told)


class Answer:
    """One answer on its way to one session."""

    def __init__(self, running: Running, reader: SignedIn, headers: Mapping[str, str]) -> None:
        self._running = running
        self._reader = reader
        self._headers = headers
        self._entered: set[str] = set()

    async def heads(self, held: Iterable[str]) -> dict[str, Seq]:
        """The heads of all files that the session may read; of what the device holds that is asked singly."""
        mine = dict.fromkeys(await readable(self._running, self._reader))
        for db in held:
            if db not in mine and await self._granted(db):
                mine[db] = None
        return dict(await self._running.store.heads(list(mine)))

    async def pieces(self, heads: Mapping[str, Seq], held: Mapping[str, Seq]) -> AsyncIterator[bytes]:
        """The lines after the first. Ended early, the last is missing, and the device comes again."""
        clock = asyncio.get_running_loop().time
        until = clock() + LONGEST_S
        with self._running.turns.taken(self._reader.id, KIND) as over:
            try:
                async for piece in lines.told(self._running.store, heads, held, self._readable):
                    if over.is_set() or clock() >= until:
                        return
                    yield piece
            except Unauthorized:
                return  # the session has ended; the next request is told so
            except SyncError as error:
                report(log, "a bundle ended early", error)

    async def _readable(self, db: str) -> bool:
        """Ask the gate again, and enter in the audit log that the file is read, before any of it is sent."""
        if not await self._granted(db):
            return False
        if db not in self._entered:
            self._entered.add(db)
            self._running.audit.note(self._reader.gate, "read", case=db.partition("-")[2])
        return True

    async def _granted(self, db: str) -> bool:
        try:
            await self._running.gate.renewed(self._headers, db, "read")
        except Forbidden:
            return False
        return True


async def _asked(request: Request[Any, Any, Any]) -> Asked:
    body = await request.body()
    if request.headers.get("content-encoding", "").lower() == "gzip":
        try:
            body = gunzip(body, GATED.unpacked(len(body)))
        except SyncError:
            raise Problem(413, "too_large") from None
    try:
        GATED.check_json(body)
        return msgspec.json.decode(body, type=Asked)
    except TooLarge:
        raise Problem(413, "too_large") from None
    except msgspec.ValidationError:
        raise unreadable("", "invalid") from None
    except msgspec.DecodeError:
        raise unreadable("", "not_json") from None
