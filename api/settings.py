"""Every setting of the server, its default and its reason.

A setting comes from the command line, else from the environment (``QADAM_`` and its name), else from here.
"""

import datetime as dt
import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from api.storage import couchdb_url
from schemas.parts import Role

_ORIGIN = re.compile(r"https?://[^/?#@\s]+")
ROOT = Path(__file__).resolve().parent.parent


class Lifetime(msgspec.Struct, frozen=True):
    """How long a session lives: `idle` after its last request, `absolute` after the login."""

    idle: dt.timedelta
    absolute: dt.timedelta


DESK = Lifetime(idle=dt.timedelta(hours=12), absolute=dt.timedelta(hours=12))
LIFETIMES: dict[str, Lifetime] = {
    # A phone that was without a network for a week must still be able to push what it holds.
    "inspector": Lifetime(idle=dt.timedelta(days=14), absolute=dt.timedelta(days=180)),
    # A child is not asked to log in again for the length of a usual order; the invitation is used up.
    "minor": Lifetime(idle=dt.timedelta(days=180), absolute=dt.timedelta(days=180)),
    "guardian": Lifetime(idle=dt.timedelta(days=180), absolute=dt.timedelta(days=180)),
}


def lifetime(role: Role) -> Lifetime:
    """Tell how long a session of this role lives; a working day unless the role says otherwise."""
    return LIFETIMES.get(role, DESK)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one server process."""

    data: Path
    """folder with the store and the secrets; created when it is missing"""
    host: str = "127.0.0.1"
    """address to listen on; loopback, because without TLS in front nothing else is safe"""
    port: int = 8000
    """port to listen on"""
    origin: str = ""
    """how people reach the server, as ``https://qadam.example``; empty: from each request's Host header"""
    proxies: str = ""
    """addresses (comma-separated) of reverse proxies whose X-Forwarded-For and -Proto are believed"""
    static: Path = ROOT / "pwa" / "dist"
    """the built app"""
    log_level: str = "info"
    """debug, info, warning or error"""
    login_free: int = 5
    """failed logins of one account before it has to wait; of one address four times as many"""
    login_wait_max: int = 900
    """seconds, the longest wait between two tries"""
    stop_seconds: int = 3
    """how long open requests may take to end when the server stops"""
    couchdb: str = ""
    """the CouchDB that holds the store (``COUCHDB_URL``), with its password; empty: the file in the folder"""


def from_environment(environ: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """Read the settings; what is `given` (and not None) stands above the environment.

    Raises:
        ValueError: naming the setting that cannot be read.

    """
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(Settings):
        if (value := given.get(field.name)) is not None:
            values[field.name] = value
        elif field.name != "couchdb" and (text := environ.get(f"QADAM_{field.name.upper()}")) is not None:
            values[field.name] = text
    if "couchdb" not in values:
        values["couchdb"] = couchdb_url(environ)
    for name in ("data", "static"):
        if name in values:
            values[name] = Path(str(values[name]))
    for name in ("port", "login_free", "login_wait_max", "stop_seconds"):
        if name in values:
            try:
                values[name] = int(str(values[name]))
            except ValueError:
                raise ValueError(f"The setting {name} is not a whole number.") from None
    if origin := str(values.get("origin", "")).rstrip("/").lower():
        # Browsers say it so; with a path or a slash at the end it would equal none of theirs.
        if not _ORIGIN.fullmatch(origin):
            raise ValueError("The origin must read like https://qadam.example, without a path.")
        values["origin"] = origin
    if "data" not in values:
        raise ValueError("Say where the data lies: --data DIR or QADAM_DATA.")
    return Settings(**values)  # type: ignore[arg-type]  # each value was read by its field's name
