"""``python -m sync --data DIR --port N``: the bare store as a CouchDB-like server, on loopback.

No gate and no accounts: for conformance suites, benchmarks, and anyone who wants just that.
"""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sqlite3
import sys
from pathlib import Path

import uvicorn
import uvloop

from sync import collecting
from sync.errors import FolderInUse, UnusableFile
from sync.http import ProtocolApp
from sync.http.together import Together
from sync.sqlite import SqliteStore

FILE = "qadam.sqlite"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sync", description="Serve the bare store on loopback.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the store's file")
    parser.add_argument(
        "--port", type=int, default=5984, metavar="N", help="0: any that is free (default 5984)"
    )
    asked = parser.parse_args()
    try:
        listening = _listening(asked.port)
        _prepare(asked.data)
        uvloop.run(_serve(asked.data, listening))
    except (FolderInUse, UnusableFile, _Sentence) as sentence:
        sys.stderr.write(f"{sentence}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


class _Sentence(Exception):
    """Something the operator can mend, in one sentence."""


def _listening(port: int) -> socket.socket:
    # With its protocol named: otherwise an event loop cannot tell that it is TCP and leaves Nagle's delay on.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(2048)  # who comes while the store opens waits a moment instead of being turned away
    except (OSError, OverflowError) as error:
        listening.close()
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise _Sentence(f"Port {port} is in use: stop what listens there, or choose another.") from error
        raise _Sentence(
            f"Port {port} cannot be used: {getattr(error, 'strerror', None) or error}."
        ) from error
    return listening


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _Sentence(f"The folder {folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _Sentence(f"The folder {folder} cannot be written to.")


async def _serve(folder: Path, listening: socket.socket) -> None:
    try:
        store = await SqliteStore.open(folder / FILE)
    except (OSError, sqlite3.Error) as error:
        raise _Sentence(f"The store in {folder} cannot be opened: {error}.") from error
    config = uvicorn.Config(
        ProtocolApp(store),
        http=Together,
        lifespan="off",
        proxy_headers=False,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    print(f"Serving {folder / FILE} on http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
    collecting.seldom()
    try:
        await uvicorn.Server(config).serve(sockets=[listening])
    finally:
        await store.close()


if __name__ == "__main__":
    os.umask(0o077)  # what it makes is its user's alone
    sys.exit(main())
