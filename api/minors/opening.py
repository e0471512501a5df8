"""A minor who can sign in finds a database there: `minor-<case>` begins with the account.

Accounts come by invitation, which opens the database itself, or from an operator or the demo, which know
nothing of it. So the accounts are watched; what is open already costs a look at a set.
"""

import contextlib

from api.accounts import REGISTRY
from api.accounts.accounts import Account
from api.accounts.offices import Offices
from api.clock import Clock
from api.minors.refresh import refresh_now
from api.push.mirror import Mirror
from schemas.ids import case_database, minor_database
from sync.errors import NoDatabase
from sync.store import Store


async def keep_open(store: Store, clock: Clock) -> None:
    """Open the database of every account of a minor, those that are and those that come; until cancelled."""
    accounts = Mirror(store, "account:", Account, lambda account: account.role == "minor")
    opened: set[str] = set()
    since = await store.last_update()
    await _open(store, clock, accounts, opened)
    async for _, db in store.updates(since):
        if db == REGISTRY:
            await _open(store, clock, accounts, opened)


async def _open(store: Store, clock: Clock, accounts: Mirror[Account], opened: set[str]) -> None:
    cases = {account.case for account in (await accounts.refreshed()).values() if account.case is not None}
    for case in sorted(cases - opened):
        with contextlib.suppress(NoDatabase):  # no such case file, or not yet: looked for again
            if not await store.exists(minor_database(case)):
                file = await store.get(case_database(case), f"case:{case}") or {}
                zone = await Offices(store).zone(file.get("office"))
                await refresh_now(store, case, zone=zone, now=clock())
            opened.add(case)
