"""An operator's orders, on a folder at rest or on the server that holds it.

Only one process writes to a data folder. So a command opens the store itself when nobody serves it, and
otherwise hands its order to the server through a socket in the folder: what an order changes (a disabled
account, an ended session) holds at once. Whoever can reach the socket can read the whole store anyway: the
folder is 0700 and the socket 0600.

One order is one line of JSON each way.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from api.clock import Clock, utc_now
from api.folder import UnusableFolder, open_folder
from api.problems import report, where
from api.storage import couchdb_url, opened
from sync.errors import FolderInUse
from sync.store import Store

log = logging.getLogger("qadam.operator")

MAX_LINE = 1_000_000


class Refused(Exception):
    """An order that cannot be carried out; the message is one sentence for the operator."""


class Order(msgspec.Struct, frozen=True):
    """What to do: its name (`account.add`) and what it needs to know."""

    name: str
    given: dict[str, str | None] = {}


class Done(msgspec.Struct, frozen=True):
    """What to print; `ok` False: why not."""

    ok: bool
    lines: list[str]


CarriedOut = Callable[[Store, Clock, Mapping[str, str | None]], Awaitable[list[str]]]
Orders = Mapping[str, CarriedOut]


async def give(data: Path, order: Order, orders: Orders) -> Done:
    """Carry an order out, here or by the server that holds the folder.

    Raises:
        UnusableFolder: when the folder cannot be used.

    """
    folder = open_folder(data)
    try:
        # Before a CouchDB nobody is alone: the servers hear of what was done by its feed.
        async with opened(folder, couchdb_url()) as store:
            return await _carry_out(store, utc_now, order, orders)
    except FolderInUse:
        return await _hand_over(folder.operator_socket, order)


@asynccontextmanager
async def taking(
    path: Path, store: Store, clock: Clock, orders: Orders, after: Callable[[], None]
) -> AsyncIterator[None]:
    """Take orders through a socket for as long as the context lasts; `after` each one something is called."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.LimitOverrunError, ValueError):
            line = await reader.readline()
            try:
                order = msgspec.json.decode(line, type=Order)
            except msgspec.DecodeError:
                done = Done(ok=False, lines=["The server does not understand this order."])
            else:
                done = await _carry_out(store, clock, order, orders)
                after()
            writer.write(msgspec.json.encode(done) + b"\n")
            await writer.drain()
        writer.close()

    listening = _listen(path)
    server = await asyncio.start_unix_server(take, sock=listening, limit=MAX_LINE)
    try:
        yield
    finally:
        server.close()
        _forget(path)


def _listen(path: Path) -> socket.socket:
    _forget(path)  # the folder's lock is held: one that is there belongs to a process that was killed
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(path))
    path.chmod(0o600)
    return listening


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)


async def _carry_out(store: Store, clock: Clock, order: Order, orders: Orders) -> Done:
    carry_out = orders.get(order.name)
    if carry_out is None:
        return Done(ok=False, lines=[f"The server does not know the order {order.name}."])
    try:
        return Done(ok=True, lines=await carry_out(store, clock, order.given))
    except Refused as refused:
        return Done(ok=False, lines=[str(refused)])
    except Exception as error:  # noqa: BLE001 - an order's mistake must not end the server that carries it out
        report(log, f"the order {order.name} failed", error)
        return Done(ok=False, lines=[f"The order failed: {where(error)}."])


async def _hand_over(path: Path, order: Order) -> Done:
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=MAX_LINE)
    except OSError:
        raise UnusableFolder(
            f"Another process is using {path.parent} and takes no orders: stop it first."
        ) from None
    writer.write(msgspec.json.encode(order) + b"\n")
    line = await reader.readline()
    writer.close()
    if not line:
        raise UnusableFolder("The server ended before it answered.")
    return msgspec.json.decode(line, type=Done)
