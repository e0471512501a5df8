"""The demo as `make run` loads it: at any hour, on any day, again and again."""

import asyncio
import datetime as dt
import itertools
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.accounts.accounts import Accounts
from api.accounts.passwords import verified
from api.cases.caseload import caseload
from api.demo import additions
from api.demo.choice import File
from api.demo.command import main
from api.demo.history import midnight
from api.demo.loading import Loaded, load
from api.demo.passwords import GROUPS, SYLLABLES, readable
from api.demo.printed import table, width
from api.readmodel.rows import standing_orders
from api.sessions.sessions import Sessions
from schemas.check import problems
from sync.sqlite import SqliteStore
from tests.api.town import rules

ROOT = Path(__file__).parents[3]
ZONE = "Asia/Almaty"
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=5)))
Docs = list[dict[str, Any]]


@pytest.fixture
def on(tmp_path: Path) -> Callable[[dt.datetime], tuple[Loaded, dict[str, Docs]]]:
    """Load the demo at a moment; what was told, and every case file."""

    def at(moment: dt.datetime) -> tuple[Loaded, dict[str, Docs]]:
        async def loaded() -> tuple[Loaded, dict[str, Docs]]:
            store = await SqliteStore.open(tmp_path / "qadam.sqlite")
            try:
                return await load(store, moment), await case_files(store)
            finally:
                await store.close()

        return asyncio.run(loaded())

    return at


async def case_files(store: SqliteStore) -> dict[str, Docs]:
    names = await store.databases("case-", "case.")
    return {db.removeprefix("case-"): (await store.documents(db)).rows for db in names}


def assigned(files: dict[str, Docs], user: str, now: dt.datetime) -> list[str]:
    """Who has an assignment now, by the documents."""
    return [
        case
        for case, docs in files.items()
        for doc in docs
        if doc["kind"] == "assignment"
        and doc["user"] == user
        and dt.datetime.fromisoformat(doc["from"]) <= now
        and ("until" not in doc or now < dt.datetime.fromisoformat(doc["until"]))
    ]


def in_force(docs: Docs, day: dt.date) -> bool:
    orders = standing_orders(doc for doc in docs if doc["kind"] == "order")
    return any(first <= day.isoformat() <= last for _, first, last, _ in orders)


Load = Callable[[dt.datetime], tuple[Loaded, dict[str, Docs]]]


def test_a_night_is_ready(on: Load) -> None:
    """Sixty case files in force, curfews tonight, visits today, one minor who can be asked."""
    loaded, files = on(NOON)
    mine = assigned(files, "aigul", NOON)
    assert len(files) == 438
    assert len(mine) == len(set(mine)) == loaded.cases == 60
    assert all(in_force(files[case], NOON.date()) for case in mine)
    assert sum(any(d.get("type") == "curfew" for d in files[case]) for case in mine) > 40
    assert len({d["type"] for case in mine for d in files[case] if d["kind"] == "condition"}) == 7
    visits = [d for docs in files.values() for d in docs if d["kind"] == "task"]
    assert len(visits) == 6
    assert all(visit["assignee"] == "aigul" for visit in visits)
    asked = [docs for docs in files.values() if any(d.get("type") == "check_in" for d in docs)]
    assert len(asked) == 1
    (file,) = (d for d in asked[0] if d["kind"] == "case")
    assert loaded.minor.startswith(file["name"]["family"])
    assert not [(d["_id"], p) for docs in files.values() for d in docs for p in problems(d)]


def test_nobody_is_suspected_of_anything(on: Load) -> None:
    """Neither the register's past nor the history raises a flag, today or tomorrow."""
    _, files = on(NOON)
    for now in (NOON, NOON + dt.timedelta(hours=30)):
        assert [flag for docs in files.values() for flag in rules(docs, now, ZONE).flags] == []


def test_a_check_at_any_hour_counts(on: Load) -> None:
    """Three children are at home around the clock: an absence recorded at any hour raises a flag at once."""
    loaded, files = on(NOON)
    assert len(loaded.at_home) == 3
    confined = [docs for docs in files.values() if sum(d.get("type") == "curfew" for d in docs) == 2]
    assert len(confined) == 3
    for docs, hour in itertools.product(confined, range(24)):
        now = NOON.replace(hour=hour, minute=30)
        home = next(d["residence"] for d in docs if d["kind"] == "case")
        absent = {
            "_id": "curfew_check:now", "kind": "curfew_check", "result": "absent", "method": "in_person",
            "by": {"user": "aigul", "role": "inspector", "device": "d1"}, "at": now.isoformat(),
            "clock_offset_s": 0.0, "place": {"lat": home["lat"], "lon": home["lon"], "accuracy_m": 10},
        }  # fmt: skip
        (flag,) = rules([*docs, absent], max(now, NOON), ZONE).flags
        assert (flag.certainty, flag.state) == ("suspected", "open")


def test_visits_are_still_ahead(on: Load) -> None:
    """Whoever loads it late in the evening has something to do as well."""
    _, files = on(NOON)
    chosen = [File(case, [d for d in files[case] if d["kind"] != "task"]) for case in list(files)[:6]]
    for minutes in range(0, 24 * 60, 15):
        now = midnight(NOON) + dt.timedelta(minutes=minutes)
        visits = additions.visits(b"secret", chosen, midnight(NOON), now)
        assert len(visits) == 6
        for task in visits.values():
            assert not problems(task)
            assert dt.datetime.fromisoformat(task["window"]["until"]) >= now + dt.timedelta(hours=1)


def test_what_came_before(on: Load) -> None:
    """Marat's checks are inside the order, before the load, with receipts; he has no case any more."""
    _, files = on(NOON)
    facts = [(docs, d) for docs in files.values() for d in docs if d["kind"] in {"curfew_check", "visit"}]
    assert len(facts) > 60
    for docs, fact in facts:
        assert fact["by"]["user"] == "marat"
        assert fact.get("result", fact.get("outcome")) in {"present", "met"}
        at = dt.datetime.fromisoformat(fact["at"])
        assert NOON - dt.timedelta(days=25) < at < NOON
        assert in_force(docs, at.date())
        (receipt,) = (d for d in docs if d["kind"] == "receipt" and fact["_id"] in d["documents"])
        assert dt.datetime.fromisoformat(receipt["received_at"]) > at
    assert assigned(files, "marat", NOON) == []


def test_loading_again_changes_nothing(on: Load) -> None:
    """Not one revision; only passwords are new."""
    first, files = on(NOON)
    again, unchanged = on(NOON + dt.timedelta(hours=3))
    assert unchanged == files
    assert (again.cases, again.minor, again.at_home) == (first.cases, first.minor, first.at_home)
    assert {a.user for a in again.logins} == {"aigul", "serik", "minor-demo"}
    assert all(a.password != b.password for a, b in zip(first.logins, again.logins, strict=True))


def test_the_next_day_plans_its_own_visits(on: Load) -> None:
    """Six more; the caseload and the minor stay."""
    first, files = on(NOON)
    tomorrow = NOON + dt.timedelta(days=1)
    second, later = on(tomorrow)
    assert second.minor == first.minor
    assert set(assigned(later, "aigul", tomorrow)) >= set(assigned(files, "aigul", NOON)) - {
        case for case, docs in later.items() if not in_force(docs, tomorrow.date())
    }
    assert sum(d["kind"] == "task" for docs in later.values() for d in docs) == 12


def test_months_later(on: Load) -> None:
    """Orders that ended are given back, others come in their place: sixty, all in force."""
    on(NOON)
    later = NOON + dt.timedelta(days=150)
    loaded, files = on(later)
    mine = assigned(files, "aigul", later)
    assert len(mine) == loaded.cases == 60
    assert all(in_force(files[case], later.date()) for case in mine)


def test_few_orders_in_force(on: Load) -> None:
    """Near the register's end those that are in force are assigned."""
    late = dt.datetime(2028, 9, 1, 12, tzinfo=dt.UTC)
    loaded, files = on(late)
    standing = [
        case
        for case, docs in files.items()
        if in_force(docs, late.date()) and any(d.get("office", "").startswith("Өскемен") for d in docs)
    ]
    assert 0 < len(standing) < 60
    assert sorted(assigned(files, "aigul", late)) == sorted(standing)
    assert loaded.minor


def test_no_order_in_force(on: Load) -> None:
    """Years later nobody is assigned, and nobody is a minor; those who work there log in."""
    loaded, files = on(dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    assert (loaded.cases, loaded.minor, loaded.at_home) == (0, "", [])
    assert {login.user for login in loaded.logins} == {"aigul", "serik"}
    assert not [d for docs in files.values() for d in docs if d["kind"] in {"assignment", "task"}]


async def test_who_can_log_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The told passwords are right, marat's account is locked, sessions outlive a new password."""
    monkeypatch.setenv("QADAM_DEMO_SUPERVISOR_PASSWORD", "given-by-the-environment")
    store = await SqliteStore.open(tmp_path / "qadam.sqlite")
    accounts, sessions = Accounts(store), Sessions(store)
    loaded = await load(store, NOON)
    passwords = {login.user: login.password for login in loaded.logins}
    assert passwords["serik"] == "given-by-the-environment"
    for user, password in passwords.items():
        account = await accounts.get(user)
        assert account is not None
        assert await verified(account.password, password)
    marat = await accounts.get("marat")
    assert marat is not None
    assert marat.disabled
    assert marat.password is None
    minor = await accounts.get("minor-demo")
    assert minor is not None
    assert minor.role == "minor"
    assert minor.case in {db.removeprefix("case-") for db in await store.databases("case-", "case.")}
    assert len(await caseload(store, "aigul", NOON + dt.timedelta(minutes=1))) == 60
    aigul = await accounts.get("aigul")
    assert aigul is not None
    token, _ = await sessions.open(aigul, "d1")
    await load(store, NOON)
    assert await sessions.find(token) is not None
    await store.close()


KILLED = """
import os, signal, sys
from sync.sqlite import SqliteStore
from api.demo import additions
from api.demo.choice import File
from api.demo.command import main
from api.demo.history import midnight

written, left = SqliteStore.write, [int(sys.argv[1])]

async def write(self, *given, **more):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return await written(self, *given, **more)

SqliteStore.write = write
sys.exit(main(sys.argv[2:]))
"""


def test_killed_while_loading(tmp_path: Path) -> None:
    """kill -9 at any write: the next load completes it, and nothing is there twice."""
    arguments = ["--data", str(tmp_path)]
    for writes in (5, 300, 200, 60):
        run = [sys.executable, "-c", KILLED, str(writes), *arguments]
        process = subprocess.run(run, cwd=ROOT, capture_output=True, timeout=120, check=False)
        assert process.returncode == -signal.SIGKILL, process.stderr
    assert main(arguments) == 0

    async def read() -> dict[str, Docs]:
        store = await SqliteStore.open(tmp_path / "qadam.sqlite")
        try:
            return await case_files(store)
        finally:
            await store.close()

    files = asyncio.run(read())
    assert len(files) == 438
    now = dt.datetime.now(dt.UTC)
    mine = assigned(files, "aigul", now)
    assert len(mine) == len(set(mine)) == 60
    for docs in files.values():
        assert sum(d["kind"] == "assignment" for d in docs) in {0, 1, 2}
        assert sum(d["kind"] == "task" for d in docs) <= 1
        assert sum(d["kind"] == "visit" for d in docs) <= 1


def test_the_command_tells_who_where_and_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given passwords are not printed; the others are, with the address and the folder."""
    monkeypatch.setenv("QADAM_DEMO_INSPECTOR_PASSWORD", "given-by-the-environment")
    assert main(["--data", str(tmp_path / "data"), "--port", "8123"]) == 0
    out = capsys.readouterr().out
    assert "as given in QADAM_DEMO_INSPECTOR_PASSWORD" in out
    assert "given-by-the-environment" not in out
    assert re.search(r"\| supervisor \| serik +\| [a-z]{6}-[a-z]{6}-[a-z]{6} +\|", out)
    assert str(tmp_path / "data") in out
    assert "http://localhost:8123" in out


def test_a_busy_port_is_said_before_anything_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, and no folder."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["--data", str(tmp_path / "data"), "--port", port, "--serve"]) == 1
    error = capsys.readouterr().err
    assert port in error
    assert len(error.strip().splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence."""
    (tmp_path / "file").touch()
    assert main(["--data", str(tmp_path / "file")]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


async def test_a_real_offices_folder_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Invented people do not get among real ones."""
    store = await SqliteStore.open(tmp_path / "qadam.sqlite")
    await store.create("case-aa")
    await store.close()
    assert await asyncio.to_thread(main, ["--data", str(tmp_path)]) == 1
    assert "not the demo's" in capsys.readouterr().err


def test_passwords_are_long_enough_to_print() -> None:
    """56 bits, no two alike, typed without shifting."""
    assert (16 * 5) ** (GROUPS * SYLLABLES) > 2**56
    made = {readable() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[a-z]{6}(-[a-z]{6}){2}", password) for password in made)


def test_columns_hold_with_kazakh() -> None:
    """Each line is as wide as the others, combining letters and wide signs included."""
    lines = table([("who", "name"), ("Әбілқасым", "Қ"), ("и\u0306", "國")])
    assert len({width(line) for line in lines}) == 1
    assert lines[0].isascii()
