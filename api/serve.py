"""`python -m api serve`: one process that serves everything from one data folder.

What can be known before starting is said in one sentence and ends with 1: a port in use, a folder that cannot
be written, another process on the folder.
"""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import uvicorn

from api.app import make_app
from api.folder import DataFolder, UnusableFolder, claim, open_folder
from api.front import Front
from api.push.settings import settings as about_push
from api.settings import Settings, from_environment
from api.storage import opened
from sync import collecting
from sync.errors import FolderInUse
from sync.http.together import Together

FAILED = 1
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
BACKLOG = 2_048


def main(argv: Sequence[str]) -> int:
    """Run the command; 0 after a clean stop, 1 when it could not start."""
    parser = argparse.ArgumentParser(
        prog="python -m api serve", description="Serve everything from one folder."
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder ($QADAM_DATA)")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on (8000)")
    parser.add_argument("--origin", help="how people reach it, as https://qadam.example")
    parser.add_argument("--proxies", metavar="ADDRESSES", help="reverse proxies to believe, comma-separated")
    parser.add_argument("--static", type=Path, metavar="DIR", help="the built app (pwa/dist)")
    given = parser.parse_args(argv)
    try:
        settings = from_environment(**vars(given))
        about_push(os.environ)
        listening = listen(settings)
    except (ValueError, UnusableFolder) as error:
        return _fail(str(error))
    with listening:
        try:
            # Tried here, where it can be said in a sentence; the application opens it for good.
            asyncio.run(_tried(claim(open_folder(settings.data)), settings.couchdb))
        except (UnusableFolder, FolderInUse) as error:
            return _fail(str(error))
        except OSError as error:
            return _fail(f"Cannot use the data folder {settings.data}: {error.strerror}.")
        try:
            return _serve(settings, listening)
        except ValueError as error:
            return _fail(str(error))


async def _tried(folder: DataFolder, couchdb: str) -> None:
    async with opened(folder, couchdb, alone=True):
        return


def listen(settings: Settings) -> socket.socket:
    """Take the port.

    Raises:
        ValueError: with a sentence, when it cannot be had.

    """
    if not 0 <= settings.port <= 65_535:
        raise ValueError(f"There is no port {settings.port}.")
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        why = "is in use by another program" if error.errno == 98 else f"cannot be used: {error.strerror}"
        raise ValueError(f"Port {settings.port} on {settings.host} {why}.") from None


def _serve(settings: Settings, listening: socket.socket) -> int:
    _log(settings.log_level)
    # The rules of a big case file run in a thread: it lets the requests in after 0.5 ms instead of 5.
    sys.setswitchinterval(0.0005)
    collecting.seldom()
    front = make_app(settings)
    config = uvicorn.Config(
        front,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http=Together,
        lifespan="on",
        access_log=False,  # our own names no ids
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies or None,
        timeout_graceful_shutdown=settings.stop_seconds,
        timeout_keep_alive=30,
    )
    if not (settings.static / "index.html").is_file():
        logging.getLogger("qadam").warning("%s holds no built app: pages are not found", settings.static)
    if not settings.origin and settings.host not in LOOPBACK:
        logging.getLogger("qadam").warning(
            "no --origin is set: invitation links name whatever host a request names"
        )
    host, port = listening.getsockname()[:2]
    logging.getLogger("qadam").info("serving %s on http://%s:%d", settings.data, host, port)
    server = Server(config, front)
    for stopping in (signal.SIGINT, signal.SIGTERM):
        # uvicorn raises the signal again once it has stopped cleanly; for a supervisor that is no failure.
        signal.signal(stopping, _stopped)
    server.run([listening])
    return 0 if server.started else FAILED


class Server(uvicorn.Server):
    """uvicorn waits for open requests when it stops; streams would never end unless they are told to."""

    def __init__(self, config: uvicorn.Config, front: Front) -> None:
        super().__init__(config)
        self._front = front

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then stop as uvicorn does."""
        self._front.end_streams()
        await super().shutdown(sockets)


def _stopped(_signal: int, _frame: FrameType | None) -> None:
    return


def _log(level: str) -> None:
    logging.basicConfig(
        stream=sys.stderr, level=level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    # Ours stands in its place: uvicorn's would name ids and queries.
    logging.getLogger("uvicorn.access").disabled = True


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return FAILED
