"""Tells those who are looking that something changed: server-sent events, filtered by who may know.

An event names documents, never what is in them; the screens then ask for what they show. Events are
numbered, kept for a while, and told again from `Last-Event-ID` on; a reader who was away longer, or across a
restart (the number's first half names the process), gets `hello` with `resumed: false` and asks anew.
Source: HTML Living Standard, 9.2 "Server-sent events".
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec

from api.sessions.sessions import SignedIn

KEPT = 2_000
WAITING = 500
"""events that may wait for one slow reader; beyond, the stream ends and the reader comes back"""
STREAMS = 8
"""open streams of one session; the oldest makes room"""
HEARTBEAT_S = 15.0
ASKED_AGAIN_S = 8.0
"""a busy stream asks this often whether its session still stands; a silent one asks at each heartbeat"""
_BEAT = b": still here\n\n"
_LOOK = b""
"""among what waits to be told: look whether the session still stands"""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that changed in a case file, and who may know of it."""

    name: str
    case: str
    office: str | None
    users: frozenset[str]
    """those assigned now"""
    data: dict[str, Any]

    def concerns(self, reader: SignedIn) -> bool:
        """Tell whether this reader may know."""
        match reader.role:
            case "supervisor":
                return self.office is not None and self.office == reader.office
            case "inspector":
                return reader.user in self.users
            case "minor":
                # That something is new for them; a flag is the office's until it is decided and told.
                return reader.case == self.case and self.name == "case"
        return False


class Listener:
    """One open stream."""

    def __init__(self, reader: SignedIn) -> None:
        self.reader = reader
        self.waiting: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING)

    def tell(self, written: bytes) -> None:
        """Queue an event, or end the stream of a reader who does not keep up."""
        try:
            self.waiting.put_nowait(written)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Let the stream end."""
        while self.waiting.full():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


class Events:
    """All open streams of this process."""

    def __init__(self) -> None:
        self._listeners: dict[Listener, None] = {}
        """oldest first"""
        self._kept: deque[tuple[int, Event]] = deque(maxlen=KEPT)
        self._process = secrets.token_hex(4)
        self._number = 0
        self._closed = False

    def publish(self, event: Event) -> None:
        """Tell everybody whom it concerns."""
        self._number += 1
        self._kept.append((self._number, event))
        written = self._written(self._number, event)
        for listener in self._listeners:
            if event.concerns(listener.reader):
                listener.tell(written)

    def forget(self, session_id: str) -> None:
        """End the streams of a session that has ended."""
        for listener in self._listeners:
            if listener.reader.id == session_id:
                listener.end()

    def recheck(self) -> None:
        """Let each stream see at once whether its session still stands: some may have been revoked."""
        for listener in self._listeners:
            listener.tell(_LOOK)

    def close(self) -> None:
        """End all streams: the server stops, and must not wait for them."""
        self._closed = True
        for listener in self._listeners:
            listener.end()

    async def stream(
        self,
        reader: SignedIn,
        last_seen: str,
        hello: dict[str, Any],
        still: Callable[[], Awaitable[bool]],
        *,
        heartbeat_s: float = HEARTBEAT_S,
        asked_again_s: float = ASKED_AGAIN_S,
    ) -> AsyncIterator[bytes]:
        """Yield the stream of one reader, until it goes, the session ends (`still`), or the server stops."""
        listener = Listener(reader)
        for surplus in [one for one in self._listeners if one.reader.id == reader.id][: 1 - STREAMS]:
            surplus.end()
        self._listeners[listener] = None
        try:
            missed = self._missed(last_seen)
            data = msgspec.json.encode({**hello, "resumed": missed is not None})
            here = f"{self._process}-{self._number}".encode()
            for number, event in missed or ():
                if event.concerns(reader):
                    yield self._written(number, event)
            yield b"id: %s\nretry: 2000\nevent: hello\ndata: %s\n\n" % (here, data)
            clock = asyncio.get_running_loop().time
            asked = clock()
            while not self._closed:
                try:
                    async with asyncio.timeout(heartbeat_s):
                        told = await listener.waiting.get()
                except TimeoutError:
                    told = _BEAT
                if told is None:
                    return
                if told in {_LOOK, _BEAT} or clock() - asked >= asked_again_s:
                    if not await still():
                        return
                    asked = clock()
                if told is not _LOOK:
                    yield told
        finally:
            self._listeners.pop(listener, None)

    def _missed(self, last_seen: str) -> list[tuple[int, Event]] | None:
        """List what was told after an event's id; None when that is not known (any more)."""
        process, _, digits = last_seen.partition("-")
        if process != self._process or not digits.isascii() or not digits.isdigit() or len(digits) > 18:
            return None
        number = int(digits)
        first = self._kept[0][0] if self._kept else self._number + 1
        if number > self._number or number < first - 1:
            return None
        return [(one, event) for one, event in self._kept if one > number]

    def _written(self, number: int, event: Event) -> bytes:
        data = msgspec.json.encode(event.data)
        name = f"{self._process}-{number}"
        return b"id: %s\nevent: %s\ndata: %s\n\n" % (name.encode(), event.name.encode(), data)
