"""Cut off between any two steps, and done again: each record is where it belongs, once.

The two databases share no transaction, so every write of the store is a place where the process may die:
before it, or after it and before anybody has learned of it. Each test does its work once for each such place.
"""

import asyncio
import base64
import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from api.access import CaseAccess
from api.audit import Audit
from api.cases.caseload import assign, end
from api.quarantine.deciding import Deciding
from api.quarantine.held import held_id
from api.quarantine.keeping import Keeping
from sync.cluster import CouchStore
from sync.errors import Unavailable
from sync.gate import Gate, Session
from sync.sqlite import SqliteStore
from tests import couch
from tests.api.quarantine.conftest import APART, DB
from tests.api.town import BEGINS, CASE, case_file

BERIK = Session(user="berik", role="inspector", device="phone")
ENDED = BEGINS + dt.timedelta(hours=2)
NOW = BEGINS + dt.timedelta(hours=5)
WRITES = ("write", "create", "delete", "put_local")


class Crash(BaseException):
    """The process is gone: nothing in it catches this."""


class Mortal:
    """A store whose process dies at its nth write, before or after it; or whose disk only fails there."""

    def __init__(self, store: Any, last: int, *, after: bool, death: type[BaseException] = Crash) -> None:
        self._store = store
        self._left = last
        self._after = after
        self._death = death
        self.died = False

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name not in WRITES:
            return found

        async def mortal(*args: Any, **options: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                self._die()
            answer = await found(*args, **options)
            if self._left == 0:
                self._die()
            return answer

        return mortal

    def _die(self) -> None:
        self.died = True
        raise self._death("dead")


class Sessions:
    """Everybody is Berik."""

    async def peek(self, token: str) -> Any:
        raise AssertionError(token)


def record(key: str, at: dt.datetime, **more: Any) -> dict[str, Any]:
    return {
        "_id": f"visit:{key}", "_rev": f"1-{key}", "kind": "visit", "schema": 1, "outcome": "met",
        "at": at.isoformat(),
        "by": {"user": "berik", "role": "inspector", "device": "phone"}, "clock_offset_s": 0, **more,
    }  # fmt: skip


CONTENT = b"JPEG a door"
PHOTO = f"photo:{hashlib.sha256(CONTENT).hexdigest()}"
EARLY = record("early", ENDED - dt.timedelta(minutes=9))
LATE = record("late", ENDED + dt.timedelta(minutes=9), evidence=[{"photo": PHOTO}])
PICTURE = {
    **{k: v for k, v in record("p", ENDED + dt.timedelta(minutes=9)).items() if k != "outcome"},
    "_id": PHOTO, "kind": "photo",
    "_attachments": {"photo": {"content_type": "image/jpeg", "data": base64.b64encode(CONTENT).decode()}},
}  # fmt: skip


@pytest.fixture(params=["sqlite", "couchdb"])
def kind(request: pytest.FixtureRequest) -> str:
    """Both stores; the second only where a CouchDB was given."""
    if request.param == "couchdb":
        couch.given()
    return str(request.param)


async def opened(kind: str, folder: Path) -> Any:
    if kind == "couchdb":
        return await CouchStore.open(couch.apart(couch.given()))
    folder.mkdir()  # noqa: ASYNC240 - nothing else runs yet
    return await SqliteStore.open(folder / "qadam.sqlite")


@asynccontextmanager
async def lost_case(folder: Path, kind: str) -> AsyncIterator[Any]:
    """A case file that Berik had for two hours."""
    store = await opened(kind, folder)
    try:
        await store.create("registry")
        await store.create(DB)
        await store.write(DB, case_file(CASE, "osk"))
        await assign(store, CASE, "berik", "inspector", BEGINS)
        await end(store, CASE, "berik", ENDED)
        yield store
    finally:
        await (couch.emptied(store) if kind == "couchdb" else store.close())


async def pushed(store: Any, *docs: dict[str, Any]) -> list[str | None]:
    """One push through the gate, as `_bulk_docs` does it; the reasons of what was denied."""
    access = CaseAccess(store, Sessions(), lambda: NOW)  # type: ignore[arg-type]
    gate = Gate(access, lambda: NOW, Keeping(store, Audit(store), lambda: NOW))

    async def berik(_headers: object) -> Session:
        return BERIK

    access.session = berik  # type: ignore[method-assign]
    passed = await gate.permit({}, DB, "write")
    rows = await passed.write(store, DB, list(docs), new_edits=False)
    return [row.reason for row in rows if not row.ok]


async def stands_once(store: Any) -> None:
    """What was pushed is where it belongs, once, whatever happened on the way."""
    assert await store.get(DB, EARLY["_id"]) == EARLY
    named = [name for one in (await store.documents(DB, prefix="receipt:")).rows for name in one["documents"]]
    assert named.count(EARLY["_id"]) == 1
    assert await store.get(DB, LATE["_id"]) is None
    held = (await store.documents(APART)).rows
    assert sorted(one["document"] for one in held) == sorted([LATE["_id"], PHOTO])


@pytest.mark.parametrize("after", [False, True])
async def test_a_push_that_dies_anywhere(tmp_path: Path, kind: str, after: bool) -> None:
    """The phone has no answer and sends again; nothing is twice, nothing is missing."""
    for last in range(1, 9):
        async with lost_case(tmp_path / f"{last}", kind) as store:
            mortal = Mortal(store, last, after=after)
            try:
                await pushed(mortal, EARLY, LATE, PICTURE)
            except Crash:
                denied = await pushed(store, EARLY, LATE, PICTURE)
                assert [str(reason).partition(":")[0] for reason in denied] == ["quarantined"] * 2
            await stands_once(store)
            if not mortal.died:
                assert last > 3
                return
    raise AssertionError("it has more steps than were tried")


async def test_a_quarantine_that_cannot_be_written_is_not_answered(tmp_path: Path, kind: str) -> None:
    """A full disk there is an error of the whole request: no row says that the record is safe."""
    for last in (2, 3):
        async with lost_case(tmp_path / f"{last}", kind) as store:
            with pytest.raises(Unavailable):
                await pushed(Mortal(store, last, after=False, death=Unavailable), EARLY, LATE, PICTURE)
            assert await store.get(DB, EARLY["_id"]) == EARLY
            await pushed(store, EARLY, LATE, PICTURE)
            await stands_once(store)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("verdict", ["admit", "reject"])
async def test_a_decision_that_dies_anywhere(tmp_path: Path, kind: str, verdict: str, after: bool) -> None:
    """Written, it is carried out by whoever comes next; not written, it is not. Never half."""
    for last in range(1, 15):
        async with lost_case(tmp_path / f"{last}", kind) as store:
            await pushed(store, EARLY, LATE, PICTURE)
            mortal = Mortal(store, last, after=after)
            try:
                await decide(mortal, verdict)
            except Crash:
                await Deciding(store, lambda: NOW).settle(CASE)  # the pipeline, after the restart
                (held,) = [one for one in await Deciding(store).held(CASE) if one.about == "visit"]
                assert held.state in {"waiting", "admitted", "rejected"}
                assert (await store.get(DB, LATE["_id"]) is not None) == (held.state == "admitted")
                await decide(store, verdict)
            await decided(store, verdict)
            if not mortal.died:
                assert last > (5 if verdict == "admit" else 2)
                return
    raise AssertionError("it has more steps than were tried")


async def decide(store: Any, verdict: Any) -> None:
    await Deciding(store, lambda: NOW).decide(CASE, LATE["_id"], "aigul", verdict, "r")


async def decided(store: Any, verdict: str) -> None:
    """The record and its photograph are in the case file with one receipt each, or neither is."""
    expected = 1 if verdict == "admit" else 0
    receipts = (await store.documents(DB, prefix="receipt:")).rows
    named = [name for one in receipts for name in one["documents"]]
    for doc in (LATE["_id"], PHOTO):
        held = await store.get(APART, held_id(doc))
        assert held is not None
        assert held["state"] == {"admit": "admitted", "reject": "rejected"}[verdict]
        assert (await store.get(DB, doc) is not None) == bool(expected)
        assert named.count(doc) == expected
    if expected:
        found = await store.get(DB, LATE["_id"])
        assert found == LATE
        assert (await store.attachment(DB, PHOTO, "photo")).data == CONTENT
        assert all(
            one["late"] and one["admitted"]["by"] == "aigul"
            for one in receipts
            if EARLY["_id"] not in one["documents"]
        )
    else:
        held = await store.get(APART, held_id(LATE["_id"]))
        assert held is not None
        assert held["doc"] == LATE


async def test_two_heads_and_a_pipeline_at_once(tmp_path: Path, kind: str) -> None:
    """Whoever writes the word first has decided; everybody may carry it out, and it is done once."""
    works: list[Callable[[Deciding], Coroutine[Any, Any, Any]]] = [
        lambda office: office.decide(CASE, LATE["_id"], "aigul", "admit", "r"),
        lambda office: office.decide(CASE, LATE["_id"], "dana", "reject", "r"),
        lambda office: office.settle(CASE),
        lambda office: office.settle(CASE),
    ]
    for turn in range(6):
        async with lost_case(tmp_path / f"{turn}", kind) as store:
            await pushed(store, EARLY, LATE, PICTURE)
            order = works[turn % 4 :] + works[: turn % 4]
            await asyncio.gather(
                *(work(Deciding(store, lambda: NOW)) for work in order), return_exceptions=True
            )
            await Deciding(store, lambda: NOW).settle(CASE)
            (held,) = [one for one in await Deciding(store).held(CASE) if one.about == "visit"]
            assert held.ruled is not None
            await decided(store, held.ruled.verdict)
