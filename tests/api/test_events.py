"""Open screens are told, each what it may know, from a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from api.clock import utc_now
from api.events import STREAMS, WAITING, Event, Events
from api.sessions.sessions import SignedIn
from schemas.ids import case_database
from tests.api.process import Process, furnish, listening, serving
from tests.api.town import CASE, FOREIGN, check, founded


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[tuple[Process, dict[str, str]]]:
    tokens = await furnish(tmp_path / "data")
    with serving(tmp_path / "data") as process:
        yield await process.ready(), tokens


async def push(process: Process, token: str) -> None:
    doc = check(utc_now())
    async with process.client(token) as phone:
        answer = await phone.post(f"/db/{case_database(CASE)}/_bulk_docs", json={"docs": [doc]})
        assert answer.json()[0].get("ok") is True, answer.text


async def until(stream: object, name: str) -> str:
    while True:
        event, data = await stream.next()  # type: ignore[attr-defined]
        assert event != "end"
        if event == name:
            return str(data)


async def test_a_push_reaches_the_supervisors_stream(server: tuple[Process, dict[str, str]]) -> None:
    """hello, then the case; the stream is never stored or gathered on its way; a gap is told again."""
    process, tokens = server
    async with process.client(tokens["supervisor"]) as desk:
        async with listening(desk) as stream:
            assert stream.status == 200
            assert stream.headers["content-type"].startswith("text/event-stream")
            assert "no-store" in stream.headers["cache-control"]
            assert "content-encoding" not in stream.headers
            assert json.loads((await stream.next())[1])["resumed"] is False
            await push(process, tokens["inspector"])
            assert json.loads(await until(stream, "case")) == {"case": CASE}
            seen = stream.last_id
        await push(process, tokens["inspector"])
        await asyncio.sleep(0.3)
        async with listening(desk, seen) as stream:
            assert json.loads(await until(stream, "case")) == {"case": CASE}
            assert json.loads(await until(stream, "hello"))["resumed"] is True
        async with listening(desk, "another-1") as stream:
            assert json.loads((await stream.next())[1])["resumed"] is False


async def test_a_stream_ends_with_its_session(server: tuple[Process, dict[str, str]]) -> None:
    """Logging out elsewhere with the same session ends it at once."""
    process, tokens = server
    async with process.client(tokens["supervisor"]) as desk, listening(desk) as stream:
        await stream.next()
        async with process.client(tokens["supervisor"]) as other:
            await other.post("/api/logout")
        assert (await asyncio.wait_for(stream.next(), 2))[0] == "end"


async def test_a_server_with_open_streams_and_polls_stops_at_once(
    server: tuple[Process, dict[str, str]],
) -> None:
    """Neither a stream nor a long poll holds it up."""
    process, tokens = server
    async with (
        process.client(tokens["supervisor"]) as desk,
        process.client(tokens["inspector"]) as phone,
        listening(desk) as stream,
    ):
        await stream.next()
        poll = asyncio.create_task(
            phone.get(f"/db/{case_database(CASE)}/_changes?feed=longpoll&since=9999&timeout=60000")
        )
        await asyncio.sleep(0.3)
        took = await asyncio.to_thread(process.stop)
        assert took < 6
        while (await stream.next())[0] != "end":  # what its first look at the files told
            pass
        await asyncio.gather(poll, return_exceptions=True)


def reader(role: str, **more: object) -> SignedIn:
    now = utc_now()
    return SignedIn(id="session:x", user="berik", role=role, device="d", opened_at=now, seen_at=now, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (reader("supervisor", office="osk"), True),
        (reader("supervisor", office="sem"), False),
        (reader("supervisor"), False),
        (reader("inspector", office="osk"), True),
        (reader("minor", case=CASE), True),
        (reader("minor", case=FOREIGN), False),
        (reader("analyst", office="osk"), False),
    ],
)
def test_whom_an_event_concerns(who: SignedIn, told: bool) -> None:
    """The office, those assigned, the child; nobody else learns that something happened."""
    event = Event(name="case", case=CASE, office="osk", users=frozenset({"berik"}), data={})
    assert event.concerns(who) is told


def test_a_child_is_not_told_of_flags() -> None:
    """An unreviewed flag counts nowhere, and its id names a condition and a night."""
    flag = Event(name="flag", case=CASE, office="osk", users=frozenset({"berik"}), data={})
    assert not flag.concerns(reader("minor", case=CASE))
    assert flag.concerns(reader("inspector"))
    assert not flag.concerns(msgspec.structs.replace(reader("inspector"), user="erlan"))


async def stilled() -> bool:
    return False


async def test_a_heartbeat_asks_whether_the_session_stands() -> None:
    """A revoked session's stream does not outlive the next heartbeat."""
    events = Events()
    parts = [part async for part in events.stream(reader("supervisor"), "", {}, stilled, heartbeat_s=0.01)]
    assert len(parts) == 1


async def test_a_busy_stream_ends_with_its_session_too() -> None:
    """In an office where something happens every moment there is no silence in which to ask."""
    events, asked = Events(), 0

    async def still() -> bool:
        nonlocal asked
        asked += 1
        return asked < 3

    one = Event(name="case", case=CASE, office="osk", users=frozenset(), data={})
    stream = events.stream(reader("supervisor", office="osk"), "", {}, still, asked_again_s=0.05)
    await anext(stream)
    told = 0
    async with asyncio.timeout(5):
        while True:
            events.publish(one)
            await asyncio.sleep(0.005)
            try:
                await anext(stream)
            except StopAsyncIteration:
                break
            told += 1
    assert asked == 3
    assert told > asked  # not before each event: an office of many files has many


async def test_one_session_has_a_few_streams() -> None:
    """The ninth ends the first; another's are left alone."""
    events = Events()

    async def standing() -> bool:
        return True

    other = msgspec.structs.replace(reader("supervisor", office="osk"), id="session:other")
    mine = reader("supervisor", office="osk")
    streams = [events.stream(one, "", {}, standing) for one in (other, *(mine for _ in range(STREAMS + 1)))]
    for stream in streams:
        await anext(stream)
    events.publish(Event(name="case", case=CASE, office="osk", users=frozenset(), data={}))
    told = [await anext(stream, None) for stream in streams]
    assert [one is None for one in told] == [False, True, *(False for _ in range(STREAMS))]
    for stream in streams:
        await stream.aclose()  # type: ignore[attr-defined]


async def test_who_moves_to_another_office_hears_no_more_of_the_old(tmp_path: Path) -> None:
    """The office is the account's of now, not of the login: for events and for every request."""
    async with founded(tmp_path) as town:
        sessions = town.running.sessions
        was = await sessions.find(town.tokens["supervisor"])
        assert was is not None
        assert await sessions.still(was)
        async with town.client("supervisor") as desk:
            assert (await desk.get(f"/api/cases/{CASE}")).status_code == 200
            await town.running.accounts.change(was.user, office="sem")
            assert (await desk.get(f"/api/cases/{CASE}")).status_code == 404
            assert (await desk.get(f"/api/cases/{FOREIGN}")).status_code == 200
        assert not await sessions.still(was)


async def test_who_does_not_keep_up_is_let_go() -> None:
    """The memory of the server is not a reader's buffer."""
    events = Events()
    stream = events.stream(reader("supervisor", office="osk"), "", {}, stilled)
    await anext(stream)
    for _ in range(WAITING + 5):
        events.publish(Event(name="case", case=CASE, office="osk", users=frozenset(), data={}))
    left = [part async for part in stream]
    assert len(left) <= WAITING
