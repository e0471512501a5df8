"""Where should the writer work? The decision of ``sync/sqlite/writer.py``, measured again.

Three ways to commit a group: all on the event loop; only ``COMMIT`` (the fsync) in a thread, as chosen; the
whole transaction in a thread. For each: durable documents a second with so many writers and so large
batches, and how long a reader on the loop was kept waiting meanwhile. The ways take turns; medians.

    python -m tests.bench.sync_commit
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import uvloop

from sync.sqlite import SqliteStore, writer

SECONDS = 0.7
ROUNDS = 5
TEXT = "x" * 900


class OnLoop(writer.Writer):
    """The fsync on the event loop too."""

    async def _make_durable(self) -> None:
        self._commit()


class InThread(writer.Writer):
    """Jobs and fsync in the thread: the loop only hands over and takes back."""

    async def _step(self, job):
        def run():
            running = job()
            while True:
                try:
                    next(running)
                except StopIteration as end:
                    return end.value

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)


WAYS = {"all on the loop": OnLoop, "COMMIT in a thread": writer.Writer, "all in a thread": InThread}


async def measure(way: type[writer.Writer], clients: int, batch: int) -> tuple[float, float, float]:
    """Documents a second; median and p99 (ms) of a turn of the loop that reads one document."""
    chosen, writer_class = writer.Writer, way
    from sync.sqlite import store as module

    module.Writer = writer_class
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        store = await SqliteStore.open(Path(folder) / "q.sqlite")
        module.Writer = chosen
        await store.create("db")
        await store.write("db", [{"_id": "read"}])
        until = time.perf_counter() + SECONDS
        written = 0

        async def write(client: int) -> None:
            nonlocal written
            number = 0
            while time.perf_counter() < until:
                docs = [{"_id": f"{client}-{number}-{n}", "text": TEXT} for n in range(batch)]
                await store.write("db", docs)
                written += batch
                number += 1

        turns = []

        async def read() -> None:
            while time.perf_counter() < until:
                began = time.perf_counter()
                await store.get("db", "read")
                await asyncio.sleep(0.001)
                turns.append((time.perf_counter() - began - 0.001) * 1000)

        await asyncio.gather(read(), *(write(client) for client in range(clients)))
        await store.close()
    return written / SECONDS, statistics.median(turns), sorted(turns)[int(len(turns) * 0.99)]


def main() -> None:
    print(f"{'':22}{'writers':>8}{'batch':>6}{'docs/s':>10}{'read p50':>10}{'read p99 (ms)':>15}")
    for clients, batch in ((1, 1), (16, 1), (64, 1), (4, 100)):
        rounds = {name: [] for name in WAYS}
        for _ in range(ROUNDS):
            for name, way in WAYS.items():
                rounds[name].append(uvloop.run(measure(way, clients, batch)))
        for name, measured in rounds.items():
            rate, median, worst = (statistics.median(column) for column in zip(*measured, strict=True))
            print(f"{name:22}{clients:8}{batch:6}{rate:10,.0f}{median:10.2f}{worst:15.2f}")


if __name__ == "__main__":
    main()
