"""A proxy that stands between two parties and cuts their connections: after so many bytes, or all at once."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


class Cutting:
    """Use as a context; ``port`` is where to connect. Runs in a thread and loop of its own.

    ``budget`` gives each new connection the bytes it lets through, up and down; None: as many as come.
    """

    def __init__(self, host: str, port: int) -> None:
        self._upstream = host, port
        self.port = 0
        self.away = False
        self.budget: Callable[[], tuple[int | None, int | None]] = lambda: (None, None)
        self.cuts = 0
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()

    def __enter__(self) -> Self:
        ready = threading.Event()

        async def listen() -> None:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.create_task(listen())
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        def stop() -> None:
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.call_later(0.1, self._loop.stop)

        self.cut_all()
        self._loop.call_soon_threadsafe(stop)
        self._thread.join(10)
        self._loop.close()

    def cut_all(self) -> None:
        """Cut every connection there is."""

        def cut() -> None:
            for writer in list(self._open):
                writer.transport.abort()

        self._loop.call_soon_threadsafe(cut)

    def randomly(self, chance: random.Random, most: int) -> None:
        """From now on each connection ends after some bytes in one direction."""

        def budget() -> tuple[int | None, int | None]:
            bytes_ = chance.randrange(most)
            return (bytes_, None) if chance.random() < 0.5 else (None, bytes_)

        self.budget = budget

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.away:
            writer.transport.abort()
            return
        try:
            up_reader, up_writer = await asyncio.open_connection(*self._upstream)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, up_writer}
        self._open |= both
        up, down = self.budget()
        tasks = [
            asyncio.ensure_future(self._pump(reader, up_writer, up)),
            asyncio.ensure_future(self._pump(up_reader, writer, down)),
        ]
        try:
            with contextlib.suppress(asyncio.CancelledError):  # the proxy goes away
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            for one in both:
                one.transport.abort()
            self._open -= both

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int | None
    ) -> None:
        with contextlib.suppress(OSError):
            while part := await reader.read(4096):
                if left is not None and len(part) > left:
                    writer.write(part[:left])
                    await writer.drain()
                    self.cuts += 1
                    return
                left = None if left is None else left - len(part)
                writer.write(part)
                await writer.drain()
