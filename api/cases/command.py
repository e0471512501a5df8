"""`python -m api assign USER CASE...`: let an inspector into case files, by id or by register number."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from api.accounts.accounts import Accounts, normal
from api.cases.caseload import assign
from api.clock import Clock
from api.folder import UnusableFolder
from api.orders import Order, Orders, Refused, give
from sync.store import Store

FAILED = 1


def main(argv: Sequence[str]) -> int:
    """Run the command; 1 when it could not be done."""
    parser = argparse.ArgumentParser(
        prog="python -m api assign", description="Let an inspector into case files."
    )
    default = Path(os.environ.get("QADAM_DATA", "data"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar="DIR", help="data folder ($QADAM_DATA, data)"
    )
    parser.add_argument("user")
    parser.add_argument("cases", nargs="+", metavar="CASE", help="a case file's id or its register number")
    given = parser.parse_args(argv)
    order = Order("assign", {"user": given.user, "cases": "\n".join(given.cases)})
    try:
        done = asyncio.run(give(given.data, order, ORDERS))
    except (UnusableFolder, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    (sys.stdout if done.ok else sys.stderr).write("".join(f"{line}\n" for line in done.lines))
    return 0 if done.ok else FAILED


async def _assign(store: Store, clock: Clock, given: Mapping[str, str | None]) -> list[str]:
    user = normal(given.get("user") or "")
    accounts = Accounts(store, clock)
    await accounts.prepare()
    account = await accounts.get(user)
    if account is None or account.role != "inspector":
        raise Refused(f"There is no inspector {user}.")
    wanted = (given.get("cases") or "").split("\n")
    found = await _find(store, wanted)
    if missing := [one for one in wanted if one not in found]:
        raise Refused(f"No case file is called {', '.join(missing)}. Nobody was assigned.")
    for case in found.values():
        await assign(store, case, account.user, account.role, clock())
    return [f"{user} works with {len(found)} of these case files now."]


async def _find(store: Store, wanted: Sequence[str]) -> dict[str, str]:
    """Find case files by id, or by the number that their `case` document bears."""
    found = {one: one for one in wanted if await store.exists(f"case-{one}")}
    left = set(wanted) - set(found)
    for db in await store.databases("case-", "case.") if left else ():
        case = db.removeprefix("case-")
        doc = await store.get(db, f"case:{case}")
        if doc is not None and doc.get("number") in left:
            found[doc["number"]] = case
    return found


ORDERS: Orders = {"assign": _assign}
