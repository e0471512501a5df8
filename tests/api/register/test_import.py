"""The command as an operator runs it: whole registers, interruptions, repeats, reports."""

import asyncio
import csv
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.register.command import main
from sync.sqlite import SqliteStore

ROOT = Path(__file__).parents[3]
Row = Callable[..., dict[str, object]]
Write = Callable[..., Path]
Contents = dict[str, list[dict[str, Any]]]


def contents(data: Path) -> Contents:
    """Every case file of a data folder, document by document."""

    async def read() -> Contents:
        store = await SqliteStore.open(data / "qadam.sqlite")
        try:
            return {db: (await store.documents(db)).rows for db in await store.databases("case-", "case.")}
        finally:
            await store.close()

    return asyncio.run(read())


def without_moments(found: Contents) -> Contents:
    """Leave out when something was entered, and revisions, which depend on it."""
    for docs in found.values():
        for doc in docs:
            doc.pop("_rev")
            doc.pop("entered_at", None)
            doc.get("imported", {}).pop("at", None)
    return found


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    lines = [line for line in capsys.readouterr().out.splitlines() if " rows: " in line]
    return lines[-1]


def test_a_dry_run_writes_nothing(
    demo_register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even the folder is made; every row is reported."""
    data = tmp_path / "data"
    assert main([str(demo_register), "--data", str(data)]) == 0
    out = capsys.readouterr().out
    assert len(re.findall(r"^row \d+: 2026-\d{4}: created$", out, re.MULTILINE)) == 438
    assert "Dry run, nothing written: 438 rows: 438 created, 0 changed, 0 unchanged, 0 cannot be" in out
    assert not data.exists()


def test_commit_and_repeat(demo_register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """438 case files at once, none at the second time, and the same bytes after it."""
    arguments = [str(demo_register), "--data", str(tmp_path), "--commit", "--summary"]
    assert main(arguments) == 0
    assert "438 created, 0 changed, 0 unchanged" in last_line(capsys)
    first = contents(tmp_path)
    assert len(first) == 438
    assert main(arguments) == 0
    assert "0 created, 0 changed, 438 unchanged" in last_line(capsys)
    assert contents(tmp_path) == first


SIGNALLED = """
import os, sys
from tqdm import tqdm
from api.register import command

class Bar(tqdm):
    def update(self, n=1):
        super().update(n)
        if self.n == int(sys.argv[1]):
            os.kill(os.getpid(), int(sys.argv[2]))

command.tqdm = Bar
sys.exit(command.main(sys.argv[3:]))
"""
"""An import in a process of its own that gets a signal when so many rows are written."""


def signalled(rows: int, sent: signal.Signals, *arguments: str) -> "subprocess.CompletedProcess[str]":
    run = [sys.executable, "-c", SIGNALLED, str(rows), str(int(sent)), *arguments]
    return subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_killed_in_the_middle_and_repeated(demo_register: Path, tmp_path: Path) -> None:
    """kill -9 leaves whole rows, whenever it comes; the repeat completes them to what one run gives."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    # The secret decides the keys: both folders begin with the same one.
    empty = tmp_path / "none.csv"
    empty.write_bytes(demo_register.read_bytes().split(b"\r\n")[0] + b"\r\n")
    assert main([str(empty), "--data", str(whole), "--commit"]) == 0
    killed.mkdir()
    (killed / "qadam.sqlite").write_bytes((whole / "qadam.sqlite").read_bytes())
    assert main([str(demo_register), "--data", str(whole), "--commit", "--summary"]) == 0
    complete = without_moments(contents(whole))

    again = [str(demo_register), "--data", str(killed), "--commit", "--summary"]
    there = 0
    for rows in (1, 50, 131):
        process = signalled(rows, signal.SIGKILL, *again)
        assert process.returncode == -signal.SIGKILL, process.stderr
        found = without_moments(contents(killed))
        for db, docs in found.items():
            assert docs in ([], complete[db]), "a row is whole or not there"
        there, before = sum(map(bool, found.values())), there
        assert before + rows <= there < 438
    assert main(again) == 0
    assert without_moments(contents(killed)) == complete


def test_ctrl_c_stops_between_rows(demo_register: Path, tmp_path: Path) -> None:
    """What is begun is finished, the operator is told how to go on, and going on completes it."""
    again = [str(demo_register), "--data", str(tmp_path), "--commit"]
    process = signalled(40, signal.SIGINT, *again)
    assert process.returncode == 130
    assert "run the same command to go on" in process.stdout
    found = contents(tmp_path)
    assert 40 <= len(found) < 438
    assert all(found.values())
    assert main(again) == 0
    assert len(contents(tmp_path)) == 438


def test_rows_with_troubles_stay_out_and_others_go_in(
    row: Row, write_csv: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Row, column, value and why; exit code 1; a report file that Excel opens and does not run."""
    path = write_csv(
        row(number="1"),
        row(number="2", curfew="=түнде"),
        row(number="3", born="31.02.2010"),
        row(number="4"),
        row(number="4", family="Басқаұлы"),
    )
    report = tmp_path / "report.csv"
    data = tmp_path / "data"
    assert main([str(path), "--data", str(data), "--commit", "--report", str(report)]) == 1
    out = capsys.readouterr().out
    assert "row 3: 2: cannot be understood: Түнгі шектеу: «=түнде»: not understood" in out
    assert "row 4: 3: cannot be understood: Туған күні: «31.02.2010»: no day of the calendar" in out
    assert "row 5: 4: cannot be understood: Тіркеу №: «4»: more than one row" in out
    assert len(contents(data)) == 1
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {(r["row"], r["code"]) for r in rows if r["outcome"] == "trouble"} == {
        ("3", "not_a_window"), ("4", "not_a_date"), ("5", "duplicate_number"), ("6", "duplicate_number"),
    }  # fmt: skip
    assert next(r["value"] for r in rows if r["row"] == "3") == "'=түнде"
    assert report.stat().st_mode & 0o777 == 0o600


def test_changes_name_fields_and_not_values(
    row: Row, write_csv: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An operator's screen may be looked at."""
    data = str(tmp_path / "data")
    assert main([str(write_csv(row())), "--data", data, "--commit"]) == 0
    capsys.readouterr()
    changed = write_csv(row(phone="+7 700 000 00 01", address="Өскемен, Жаңа көш. 2-2"))
    assert main([str(changed), "--data", data]) == 0
    out = capsys.readouterr().out
    assert "row 2: 2026-0900: changed: Мекенжайы, Заңды өкілінің телефоны" in out
    assert "Жаңа" not in out
    assert "00 01" not in out


def test_the_same_person_under_two_numbers(
    row: Row, write_csv: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one file, and against the store; imported, and named by number."""
    data = str(tmp_path / "data")
    path = write_csv(row(number="1", family="Әбілов"), row(number="2", family="Əбілов"))
    assert main([str(path), "--data", data, "--commit"]) == 0
    assert "under another number: rows 2 (2), 3 (1)" in capsys.readouterr().out
    assert main([str(write_csv(row(number="3", family="Әбілов"))), "--data", data]) == 0
    out = capsys.readouterr().out
    assert "under another number: row 2 (1, 2)" in out
    assert "No longer in the register (nothing is done about them): 1, 2." in out


def test_two_ways_of_writing_an_office(row: Row, write_csv: Write, tmp_path: Path) -> None:
    """One office, by the name that came first."""
    path = write_csv(row(number="1", office="Әулие бөлімі"), row(number="2", office="əулие Бөлімі"))
    assert main([str(path), "--data", str(tmp_path / "data"), "--commit"]) == 0
    offices = {
        d["office"] for docs in contents(tmp_path / "data").values() for d in docs if d["kind"] == "case"
    }
    assert offices == {"Әулие бөлімі"}


def test_what_cannot_be_used_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: Row, write_csv: Write
) -> None:
    """Exit code 2 and one sentence: no file, no zone, a folder that is a file."""
    good = str(write_csv(row()))
    (tmp_path / "file").touch()
    for arguments in (
        [str(tmp_path / "none.csv")],
        [good, "--zone", "Asia/Nowhere"],
        [good, "--data", str(tmp_path / "file"), "--commit"],
    ):
        assert main(arguments) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_folder_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: Row, write_csv: Write
) -> None:
    """While the server holds the folder the import says so."""

    async def held() -> int:
        store = await SqliteStore.open(tmp_path / "qadam.sqlite")
        try:
            return await asyncio.to_thread(main, [str(write_csv(row())), "--data", str(tmp_path), "--commit"])
        finally:
            await store.close()

    assert asyncio.run(held()) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_shipped_register_is_the_founding_one(demo_register: Path) -> None:
    """The demo imports the very file of the founding documents: 438 rows, ə in some names."""
    text = demo_register.read_text("utf-8-sig")
    assert len(text.splitlines()) == 439
    assert "ə" in text
    assert "ә" in text
