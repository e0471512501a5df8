"""What an installation needs before the first case file: its secret, and its offices, in `registry`."""

import contextlib
import secrets

from api.accounts import REGISTRY
from api.accounts.offices import Office, Offices
from api.register.folding import fold
from sync.errors import DatabaseExists
from sync.store import Store

_ID = "installation"


async def existing_secret(store: Store) -> bytes | None:
    """Read the installation's secret; None where nothing was ever imported."""
    if not await store.exists(REGISTRY):
        return None
    doc = await store.get(REGISTRY, _ID)
    return None if doc is None else bytes.fromhex(doc["secret"])


async def installation_secret(store: Store) -> bytes:
    """Read the installation's secret, made at the first use and never changed; backed up with the store."""
    if not await store.exists(REGISTRY):
        with contextlib.suppress(DatabaseExists):
            await store.create(REGISTRY)
    # Of two that make it at once one gets a conflict; both read what was written.
    if (found := await existing_secret(store)) is None:
        made = {"_id": _ID, "kind": "installation", "schema": 1, "secret": secrets.token_hex(32)}
        await store.write(REGISTRY, [made])
        found = await existing_secret(store)
    if found is None:
        raise RuntimeError("The installation's secret was written and is not there.")
    return found


async def known_offices(store: Store) -> dict[str, Office]:
    """Read the offices by their folded names."""
    if not await store.exists(REGISTRY):
        return {}
    return {fold(office.name): office for office in await Offices(store).all()}


async def enter_offices(store: Store, offices: list[Office]) -> None:
    """Write offices that are not there yet; one that is there keeps its zone."""
    entered = Offices(store)
    for office in offices:
        if await entered.get(office.key) is None:
            await entered.put(office)
