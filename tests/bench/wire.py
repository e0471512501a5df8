"""The client of every measurement: keep-alive connections that send prepared bytes and count answers.

One loop over ``epoll`` in a process of its own, without an event loop or an HTTP library: an answer costs it
some 10 µs, so that what is measured is the server. ``floor.py`` says in each run how fast it goes alone.
"""

from __future__ import annotations

import base64
import json
import select
import socket
import time
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

CHUNK = 256 * 1024


class Refused(RuntimeError):
    """The server's answer was not a success."""


class Server(NamedTuple):
    """Where to ask, and which headers (bytes, each with its CRLF) go with every request."""

    host: str
    port: int
    prefix: str
    headers: bytes = b""

    @classmethod
    def at(cls, url: str, headers: bytes = b"") -> Server:
        """``http://[user:password@]host[:port][/prefix]``."""
        where = urlsplit(url)
        if where.username:
            login = f"{where.username}:{where.password}".encode()
            headers += b"authorization: Basic " + base64.b64encode(login) + b"\r\n"
        return cls(where.hostname or "127.0.0.1", where.port or 80, where.path.rstrip("/"), headers)

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        head = f"{method} {self.prefix}{path} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\n"
        kind = b"content-type: application/json\r\n" if body or method in {"POST", "PUT"} else b""
        length = b"content-length: %d\r\n" % len(body) if kind else b""
        return head.encode() + b"accept: application/json\r\n" + self.headers + kind + length + b"\r\n" + body

    def ask(self, method: str, path: str, value: Any = None, *, fine: Sequence[int] = ()) -> Any:
        """One request on a connection of its own, decoded; ``fine``: statuses that are none but no harm."""
        body = b"" if value is None else json.dumps(value).encode()
        (answer,) = talk(self, [[self.request(method, path, body)]], fine=fine).answers[0]
        return json.loads(answer) if answer else None


class Talk(NamedTuple):
    seconds: float
    answers: list[list[bytes]]
    """by connection, in order; bodies, chunks joined; empty when they were not to be kept"""
    waits: list[float]
    """seconds from sending each request to having its whole answer"""
    received: int
    """bytes, of all bodies"""


class Connection:
    """One socket, what is still to be sent, and what has come of the current answer."""

    def __init__(self, server: Server) -> None:
        self.socket = socket.create_connection((server.host, server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.unsent = memoryview(b"")
        self.parts: list[bytes] = []
        self.size = 0
        self.head: bytes | None = None
        self.body_at = 0
        self.length = -1
        self.sent_at = 0.0

    def send(self, request: bytes) -> bool:
        """Whether all of it went out at once."""
        self.parts, self.size, self.head = [], 0, None
        self.sent_at = time.perf_counter()
        self.unsent = memoryview(request)
        return self.flush()

    def flush(self) -> bool:
        while self.unsent:
            try:
                self.unsent = self.unsent[self.socket.send(self.unsent) :]
            except BlockingIOError:
                return False
        return True

    def receive(self) -> bytes:
        try:
            data = self.socket.recv(CHUNK)
        except BlockingIOError:
            return b""
        if not data:
            raise ConnectionError("The server hung up")
        return data

    def whole(self) -> bool:
        """Read what is there; whether the answer is complete."""
        data = self.receive()
        self.parts.append(data)
        self.size += len(data)
        if self.head is None:
            if len(self.parts) > 1:
                data = b"".join(self.parts)
                self.parts = [data]
            end = data.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.head, self.body_at = data[:end].lower(), end + 4
            found = self.head.find(b"content-length:")
            self.length = -1 if found < 0 else int(self.head[found + 15 :].split(b"\r\n", 1)[0])
        if self.length >= 0:
            return self.size - self.body_at >= self.length
        if len(self.parts[-1]) < 7 and len(self.parts) > 1:
            self.parts[-2:] = [b"".join(self.parts[-2:])]
        return self.parts[-1].endswith(b"\r\n0\r\n\r\n")

    def body(self) -> bytes:
        raw = b"".join(self.parts)[self.body_at :]
        return raw if self.length >= 0 else unchunked(raw)


def unchunked(raw: bytes) -> bytes:
    parts, at = [], 0
    while True:
        end = raw.index(b"\r\n", at)
        size = int(raw[at:end].split(b";")[0], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(raw[end + 2 : end + 2 + size])
        at = end + 4 + size


def talk(
    server: Server, scripts: Sequence[Sequence[bytes]], *, keep: bool = True, fine: Sequence[int] = ()
) -> Talk:
    """Each script on a connection of its own, request after request, all connections at the same time."""
    connections = {}
    poll = select.epoll()
    lines = []
    for script in scripts:
        connection = Connection(server)
        connections[connection.socket.fileno()] = (connection, iter(script), kept := [])
        lines.append(kept)
        poll.register(connection.socket, select.EPOLLIN)
    waits: list[float] = []
    received = 0
    fine_heads = tuple(b"http/1.1 %d" % status for status in fine)
    began = time.perf_counter()
    open_ = len(connections)
    for number, (connection, script, _) in connections.items():
        if not connection.send(next(script)):
            poll.modify(number, select.EPOLLIN | select.EPOLLOUT)
    while open_:
        for number, event in poll.poll():
            connection, script, kept = connections[number]
            if event & select.EPOLLOUT:
                if connection.flush():
                    poll.modify(number, select.EPOLLIN)
                if not event & select.EPOLLIN:
                    continue
            if not connection.whole():
                continue
            waits.append(time.perf_counter() - connection.sent_at)
            if not connection.head.startswith((b"http/1.1 20", *fine_heads)):
                raise Refused((connection.head + b" " + connection.body()[:300]).decode())
            received += connection.size - connection.body_at
            if keep:
                kept.append(connection.body())
            following = next(script, None)
            if following is None:
                poll.unregister(number)
                open_ -= 1
            elif not connection.send(following):
                poll.modify(number, select.EPOLLIN | select.EPOLLOUT)
    seconds = time.perf_counter() - began
    for connection, _, _ in connections.values():
        connection.socket.close()
    poll.close()
    return Talk(seconds, lines, waits, received)


def in_path(doc_id: str) -> str:
    return quote(doc_id, safe="")
