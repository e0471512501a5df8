"""What is done once, and may wait: looking at the server, creating databases, saying who may enter them.

Through the ``couchdb`` package, which is a blocking client without a timeout of its own: always beside the
loop, always with one. Its multipart needs a module that Python 3.13 has lost, and is never used.
"""

from __future__ import annotations

import asyncio
import http.client
from typing import TYPE_CHECKING, Any, TypeVar

import couchdb
from couchdb import http as couch_http

from sync.errors import BadDatabaseName, DatabaseExists, NoDatabase, SyncError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.cluster.address import Address

T = TypeVar("T")

TIMEOUT_S = 20.0
AT_ONCE = 8
"""databases in the making: each takes a connection and a thread"""

OLDEST = (3, 3)
"""before it ``instance_start_time`` was always 0, and a database made anew could not be told from the old"""


class Unfit(Exception):
    """The server cannot be used as it is; the message is one sentence for the operator."""


class Provision:
    def __init__(self, address: Address) -> None:
        self._address = address
        self._first = 0
        self._session = couch_http.Session(timeout=TIMEOUT_S)
        self._few = asyncio.Semaphore(AT_ONCE)

    async def check(self) -> list[str]:
        """Look at the server; tell what its operator should know. Raises ``Unfit`` or ``Unavailable``."""
        return await self._do(_check)

    async def create(self, db: str) -> None:
        """Make a database in one shard that nobody else may enter, or raise ``DatabaseExists``.

        Between the two steps only the server's admins may enter: CouchDB's own default, see ``check``.
        """
        name, user = self._address.prefix + db, self._address.user

        def made(server: Any) -> None:
            server.resource.put_json(name, q="1")
            _close(server, name, user)

        await self._do(made, repeat=False)

    async def drop(self, db: str) -> None:
        await self._do(lambda server: server.delete(self._address.prefix + db))

    async def close_off(self, db: str) -> None:
        """Let nobody but the application's own user into a database that there is already."""
        await self._do(lambda server: _close(server, self._address.prefix + db, self._address.user))

    async def _do(self, work: Callable[[Any], T], *, repeat: bool = True) -> T:
        async with self._few:
            return await asyncio.to_thread(self._tried, work, repeat=repeat)

    def _tried(self, work: Callable[[Any], T], *, repeat: bool) -> T:
        """With one node after another; only a refused connection is tried again unless ``repeat``."""
        nodes = self._address.nodes
        for attempt in range(len(nodes)):
            server = couchdb.Server(nodes[(self._first + attempt) % len(nodes)], session=self._session)
            if self._address.user:
                server.resource.credentials = (self._address.user, self._address.password)
            try:
                done = work(server)
            except (TimeoutError, OSError, http.client.HTTPException) as error:
                if attempt == len(nodes) - 1 or not (repeat or isinstance(error, ConnectionRefusedError)):
                    raise Unavailable("The database server does not answer") from error
            except couch_http.HTTPError as error:
                raise _translated(error) from error
            else:
                self._first = (self._first + attempt) % len(nodes)
                return done
        raise Unavailable("The database server does not answer")


def _close(server: Any, name: str, user: str) -> None:
    if not user:  # a server without accounts, as ``python -m sync``: there is nobody to name
        return
    security = {
        "admins": {"names": [], "roles": ["_admin"]},
        "members": {"names": [user], "roles": ["_admin"]},
    }
    server.resource(name).put_json("_security", body=security)


def _check(server: Any) -> list[str]:
    version = server.version()
    told = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if told < OLDEST:
        raise Unfit(f"CouchDB {version} is too old: {'.'.join(map(str, OLDEST))} or newer is needed.")
    warnings = []
    try:
        _, _, couch = server.resource.get_json("_node/_local/_config/couchdb")
    except couch_http.HTTPError:
        couch = {}  # not CouchDB's own, or hidden by a proxy
    if couch.get("default_security", "admin_only") != "admin_only":
        raise Unfit("CouchDB lets everybody into new databases: set [couchdb] default_security = admin_only.")
    if int(couch.get("max_document_size", 8_000_000)) < 8_000_000:
        warnings.append("[couchdb] max_document_size is below 8000000: larger documents will be refused")
    try:
        server.resource.get_json("_db_updates", limit="1")
    except couch_http.HTTPError:
        warnings.append(
            "there is no database _global_changes: changes are found by asking again and again (slower);"
            " create it with PUT /_global_changes"
        )
    return warnings


def _translated(error: couch_http.HTTPError) -> SyncError:
    """What the package raises, as ours."""
    match error:
        case couch_http.PreconditionFailed():
            return DatabaseExists()
        case couch_http.ResourceNotFound():
            return NoDatabase()
        case couch_http.Unauthorized():
            return Unavailable("The database server does not let the application in")
    status, (name, reason) = _said(error)
    if name == "illegal_database_name":
        return BadDatabaseName(reason)
    if status == 403:
        return Unavailable("The database server does not let the application in")
    return Unavailable("The database server cannot answer now")


def _said(error: couch_http.HTTPError) -> tuple[int, tuple[str, str]]:
    told = error.args[0] if error.args else ()
    match told:
        case (int(status), (str(name), str(reason))):
            return status, (name, reason)
        case (int(status), _):
            return status, ("", "")
    return 0, ("", "")
