"""Views, shows, lists, updates, rewrites: CouchDB's server-side JavaScript is not served, on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from sync.errors import NotImplementedHere

if TYPE_CHECKING:
    from sync.http.call import Call


async def refused(_call: Call) -> NoReturn:
    raise NotImplementedHere("This server runs no design functions.")
