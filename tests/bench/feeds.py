"""Phones that wait: how long until each of them has a write, and what each costs the server in memory."""

from __future__ import annotations

import json
import re
import select
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

from tests.bench.documents import body, visit
from tests.bench.wire import Connection

if TYPE_CHECKING:
    from tests.bench.peers import Peer

EVERY_S = 0.1
_SEEN = re.compile(rb'"id":"visit:feed-(\d+)"')


class Waited(NamedTuple):
    p99: float
    """seconds until a write has reached all of them"""
    median: float
    memory: float | None
    """bytes of the server for each waiting phone; of a server that was started here"""


class Phone(Connection):
    """One that waits for changes, by long polls or on one continuous feed."""

    def __init__(self, peer: Peer, db: str, since: str, *, continuous: bool) -> None:
        super().__init__(peer.server)
        self._peer, self._db, self._continuous = peer, db, continuous
        self._rest = b""
        self.ask(since)

    def ask(self, since: str) -> None:
        kind = "continuous" if self._continuous else "longpoll"
        path = f"/{self._db}/_changes?feed={kind}&include_docs=true&heartbeat=20000&since={since}"
        self.send(self._peer.server.request("GET", path))

    def arrived(self) -> list[int]:
        """The numbers of the writes that have come."""
        if not self._continuous:
            if not self.whole():
                return []
            answer = self.body()
            last = json.loads(answer)["last_seq"]
            self.ask(last if isinstance(last, str) else str(last))
            return [int(number) for number in _SEEN.findall(answer)]
        data = self._rest + self.receive()
        found = list(_SEEN.finditer(data))
        self._rest = data[found[-1].end() :][-200:] if found else data[-200:]
        return [int(one[1]) for one in found]


def waiting(peer: Peer, name: str, phones: int, writes: int, *, continuous: bool) -> Waited:
    db = peer.create(name)
    server = peer.server
    since = str(server.ask("GET", f"/{db}/_changes?since=now")["last_seq"])
    before = peer.memory() if peer.pid else 0
    poll = select.epoll()
    feeds = {}
    for _ in range(phones):
        phone = Phone(peer, db, since, continuous=continuous)
        feeds[phone.socket.fileno()] = phone
        poll.register(phone.socket, select.EPOLLIN)
    time.sleep(1.0 + phones / 500)
    memory = (peer.memory() - before) / phones if peer.pid else None
    lasts = _written(poll, feeds, Connection(server), db, peer, writes)
    for phone in feeds.values():
        phone.socket.close()
    poll.close()
    return Waited(statistics.quantiles(lasts, n=100)[98], statistics.median(lasts), memory)


def _written(
    poll: select.epoll, feeds: dict[int, Phone], writer: Connection, db: str, peer: Peer, writes: int
) -> list[float]:
    """Write now and then; for each write the seconds until the last phone had it."""
    poll.register(writer.socket, select.EPOLLIN)
    arrivals = [0] * writes
    begun: list[float] = []
    lasts = [0.0] * writes
    due = time.perf_counter()
    deadline = due + 30 + EVERY_S * writes
    while arrivals != [len(feeds)] * writes:
        now = time.perf_counter()
        if now > deadline:
            raise TimeoutError(f"{sum(arrivals)} of {len(feeds) * writes} arrived")
        if len(begun) < writes and now >= due:
            begun.append(time.perf_counter())
            doc = body({"docs": [visit(f"feed-{len(begun) - 1}")]})
            writer.send(peer.server.request("POST", f"/{db}/_bulk_docs", doc))
            due += EVERY_S
        pause = max(due - now, 0.0) if len(begun) < writes else 1.0
        for number, _ in poll.poll(pause):
            if number == writer.socket.fileno():
                writer.whole()
                continue
            for seen in feeds[number].arrived():
                arrivals[seen] += 1
                lasts[seen] = time.perf_counter() - begun[seen]
    writer.socket.close()
    return lasts
