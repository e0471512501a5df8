"""Load the demo into a store: what is there is left, what is missing is written.

`demo` in `registry` remembers the first load's moment, from which the history is computed, the chosen case
files, and how far the register was imported. A load that was interrupted is completed by the next.
"""

import asyncio
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import msgspec

from api.accounts import REGISTRY
from api.accounts.accounts import Accounts
from api.cases.caseload import assign, end
from api.clock import rfc3339
from api.demo import additions, history
from api.demo.choice import File, at_home_all_day, caseload, minors_own, of_office
from api.demo.people import FORMER, INSPECTOR, Login, enter
from api.readmodel.rows import full_name
from api.register.command import import_table
from api.register.examination import Settled
from api.register.installation import installation_secret
from api.register.table import read_table
from schemas.ids import case_database
from schemas.zones import DEFAULT_ZONE, zone
from sync.store import Store

REGISTER = Path(__file__).parent / "register-shyghys.csv"
_ID = "demo"
_WITH_SCHOOL, _WITH_VISIT, _WITH_HISTORY = 8, 6, 24
_AT_ONCE = 16


class Demo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="demo"):
    """What the installation remembers of its demo."""

    first_load: dt.datetime
    register: str = ""
    """digest of the register that was imported to its end"""
    minor: str | None = None
    at_home: list[str] = []
    cases: list[str] = []
    prepared: dt.date | None = None
    """the last day whose caseload and visits were written to the end"""


class Loaded(msgspec.Struct, frozen=True):
    """What the operator is told."""

    logins: list[Login]
    cases: int
    minor: str
    at_home: list[str]
    """whose curfew is around the clock: a check at any hour counts"""


async def load(store: Store, now: dt.datetime) -> Loaded:
    """Bring a store to the demo of this day."""
    accounts = Accounts(store)
    await accounts.prepare()
    now = now.astimezone(zone(DEFAULT_ZONE)).replace(microsecond=0)
    demo = await _remembered(store, now)
    demo = await _register(store, demo, now)
    names = [demo.minor, *demo.at_home]
    if demo.prepared != now.date():
        demo = await _prepare(store, demo, now)
        names = [demo.minor, *demo.at_home]
    files = {case: await _file(store, case) for case in names if case is not None}
    minor = full_name(files[demo.minor].file) if demo.minor else ""
    return Loaded(
        logins=await enter(accounts, demo.minor, minor),
        cases=len(demo.cases),
        minor=minor,
        at_home=[f"{full_name(files[case].file)} ({files[case].number})" for case in demo.at_home],
    )


async def _register(store: Store, demo: Demo, now: dt.datetime) -> Demo:
    digest = hashlib.sha256(REGISTER.read_bytes()).hexdigest()
    if demo.register == digest:
        return demo
    examined, finished = await import_table(store, read_table(REGISTER), now, Settled())
    if examined.troubles or not finished:
        raise InterruptedError("The demo register was not imported to its end; run the same command again.")
    return await _remember(store, msgspec.structs.replace(demo, register=digest))


async def _prepare(store: Store, demo: Demo, now: dt.datetime) -> Demo:
    """Write the day: who is assigned, what was added, what came before, which visits are planned."""
    secret = await installation_secret(store)
    first_load = demo.first_load.astimezone(now.tzinfo)
    midnight = history.midnight(now)
    databases = await store.databases("case-", "case.")
    files = of_office([await _file(store, database.removeprefix("case-")) for database in databases])
    chosen = caseload(files, now.date(), frozenset(demo.cases))
    by_case = {file.case: file for file in files}
    kept = by_case.get(demo.minor or "")
    minor = kept if kept is not None and kept.in_force(now.date()) else minors_own(chosen)
    at_home = at_home_all_day(chosen, minor.case if minor else None)
    docs: dict[str, list[dict[str, Any]]] = {file.case: [] for file in chosen}
    for file in chosen[:: max(1, len(chosen) // _WITH_HISTORY)]:
        docs[file.case] += _missing(file, history.history(secret, file, first_load))
    for file in [f for f in chosen if f.file.get("school")][:_WITH_SCHOOL]:
        docs[file.case] += additions.school(secret, file, history.since(file, first_load))
    for file in at_home:
        docs[file.case] += additions.around_the_clock(secret, file, midnight, now)
    if minor is not None and minor.case in docs:
        docs[minor.case] += additions.check_in(secret, minor, midnight, now)
    visited = [file for file in chosen if file not in at_home][:: max(1, len(chosen) // _WITH_VISIT)]
    for case, task in additions.visits(secret, visited[:_WITH_VISIT], midnight, now).items():
        docs[case].append(task)
    left = [by_case[case] for case in demo.cases if case in by_case and case not in docs]
    begins = now if demo.cases else first_load
    await _each(chosen, lambda file: _work(store, file, docs[file.case], (first_load, begins)))
    await _each(left, lambda file: end(store, file.case, INSPECTOR, now))
    return await _remember(
        store,
        msgspec.structs.replace(
            demo,
            minor=minor.case if minor else None,
            at_home=[file.case for file in at_home],
            cases=[file.case for file in chosen],
            prepared=now.date(),
        ),
    )


async def _work(
    store: Store, file: File, docs: list[dict[str, Any]], moments: tuple[dt.datetime, dt.datetime]
) -> None:
    """Assign the former inspector until the first load and the demo's own from now on; write what is new."""
    first_load, begins = moments
    began = history.since(file, first_load)
    if began < first_load:
        await assign(store, file.case, FORMER, "inspector", began)
        await end(store, file.case, FORMER, first_load)
    await assign(store, file.case, INSPECTOR, "inspector", begins)
    if docs:
        await store.write(case_database(file.case), docs)


async def _each(files: list[File], work: Any) -> None:
    """Do it for every case file, several on their way at once: they share the disk's time."""
    waiting = iter(files)

    async def worker() -> None:
        for file in waiting:
            await work(file)

    async with asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(worker())


async def _file(store: Store, case: str) -> File:
    return File(case, (await store.documents(case_database(case))).rows)


def _missing(file: File, docs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    there = {doc["_id"] for doc in file.documents}
    return [doc for doc in docs if doc["_id"] not in there]


async def _remembered(store: Store, now: dt.datetime) -> Demo:
    doc = await store.get(REGISTRY, _ID)
    return await _remember(store, Demo(first_load=now)) if doc is None else msgspec.convert(doc, Demo)


async def _remember(store: Store, demo: Demo) -> Demo:
    current = await store.get(REGISTRY, _ID)
    doc: dict[str, Any] = {"_id": _ID, **msgspec.to_builtins(demo), "first_load": rfc3339(demo.first_load)}
    if current is not None:
        doc["_rev"] = current["_rev"]
    (row,) = await store.write(REGISTRY, [doc])
    if not row.ok:
        raise RuntimeError("Somebody else loads the demo at the same time.")
    return demo
