"""`python -m api demo --data DIR [--port N] [--serve]`: load the demo, say who can log in, and serve it."""

import argparse
import asyncio
import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

from api.clock import utc_now
from api.demo.loading import Loaded, load
from api.demo.people import PEOPLE
from api.demo.printed import table
from api.folder import UnusableFolder, open_folder
from api.readmodel.rebuild import AFTER_CASES, CASES
from api.settings import Settings, from_environment
from api.storage import opened
from sync.errors import FolderInUse, SyncError
from sync.store import Store

FINE, FAILED = 0, 1


def main(argv: list[str]) -> int:
    """Run the command; 1 with one sentence when it cannot be done. `--serve` runs until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m api demo", description="An invented office to try everything with."
    )
    default = Path(os.environ.get("QADAM_DATA", "data"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar="DIR", help="data folder ($QADAM_DATA, data)"
    )
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on (8000)")
    parser.add_argument("--serve", action="store_true", help="serve it when it is loaded")
    given = parser.parse_args(argv)
    try:
        settings = from_environment(data=given.data, host=given.host, port=given.port)
        if given.serve:
            # Taken and let go: a busy port is said before anything is loaded, not after.
            _server().listen(settings).close()
        loaded = asyncio.run(_load(settings))
    except (UnusableFolder, FolderInUse, ValueError, InterruptedError) as error:
        return _fail(str(error))
    except SyncError as error:
        return _fail(f"The store cannot be used: {error.reason}")
    except OSError as error:
        return _fail(f"Cannot use the data folder {settings.data}: {error.strerror}.")
    sys.stdout.write(_told(settings, loaded))
    sys.stdout.flush()
    if not given.serve:
        return FINE
    where = ["--data", str(settings.data), "--host", settings.host, "--port", str(settings.port)]
    return int(_server().main(where))


def _server() -> ModuleType:
    """The server's modules take a second to import, and loading alone needs none of them."""
    return importlib.import_module("api.serve")


async def _load(settings: Settings) -> Loaded:
    folder = open_folder(settings.data)
    async with opened(folder, settings.couchdb) as store:
        if await _is_somebodys(store):
            where = "The CouchDB" if settings.couchdb else str(settings.data)
            raise UnusableFolder(f"{where} holds case files that are not the demo's: use another.")
        return await load(store, utc_now())


async def _is_somebodys(store: Store) -> bool:
    """A real office's folder must not get invented people: case files without a demo are somebody's."""
    if not await store.databases(CASES, AFTER_CASES):
        return False
    return not await store.exists("registry") or await store.get("registry", "demo") is None


def _told(settings: Settings, loaded: Loaded) -> str:
    variables = {person.user: person.variable for person in PEOPLE}
    rows = [("who", "user", "password")]
    rows += [
        (login.role, login.user, f"as given in {variables[login.user]}" if login.given else login.password)
        for login in loaded.logins
    ]
    lines = ["", *table(rows), ""]
    lines.append(f"The inspector has {loaded.cases} case files whose orders are in force today.")
    if loaded.minor:
        lines.append(f"The minor is {loaded.minor}.")
    if loaded.at_home:
        lines.append("At home around the clock, so that a check recorded at any hour counts:")
        lines += [f"  {name}" for name in loaded.at_home]
    elif not loaded.cases:
        lines.append("No order of the demo register is in force on this day: Today is empty.")
    where = "the CouchDB" if settings.couchdb else settings.data.absolute()
    lines.append(f"Everything lies in {where}")
    lines.append(f"Open http://{_host(settings.host)}:{settings.port}")
    return "\n".join(lines) + "\n\n"


def _host(host: str) -> str:
    """A browser treats localhost as secure; an address it may not."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104 - printed only


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
