"""Head and body of an answer leave in one write: one system call, one packet, one wake-up of the client.

uvicorn writes them one after the other. ``Together`` is its protocol with a transport that holds back a head
until what follows it is written, or until the loop's next turn: the head of a feed that waits is not late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


class Holding:
    """A transport; all but writing and closing is the real one's."""

    __slots__ = ("_held", "_loop", "_transport", "_write")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._write: Callable[[bytes], None] = transport.write
        self._loop = loop
        self._held: bytes | None = None

    def write(self, data: bytes) -> None:
        held = self._held
        if held is not None:
            self._held = None
            self._write(held + data)
        elif data.startswith(b"HTTP/1.") and data.endswith(b"\r\n\r\n"):
            self._held = data
            self._loop.call_soon(self._flush)
        else:
            self._write(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._write(held)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Together(HttpToolsProtocol):
    """Give it to ``uvicorn.Config(http=...)``."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast("asyncio.Transport", Holding(transport, self.loop)))
