"""The read model is disposable: made anew, it is what it was."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.clock import utc_now
from api.readmodel import ReadModel
from api.readmodel.command import main
from api.readmodel.rebuild import rebuild
from api.readmodel.rows import rows_of
from api.register.command import main as import_register
from sync.sqlite import SqliteStore
from tests.api.town import rules

DEMO = Path(__file__).parents[3] / "api" / "demo" / "register-shyghys.csv"
CaseFile = Callable[..., list[dict[str, Any]]]
OFFICE = "Өскемен қ. пробация бөлімі"


def test_the_founding_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """438 = 7 + 325 + 106, in all and over the offices, from a folder at rest."""
    assert import_register([str(DEMO), "--data", str(tmp_path), "--commit", "--summary"]) == 0
    assert main(["--data", str(tmp_path)]) == 0
    assert "438 case files" in capsys.readouterr().out
    assert (tmp_path / "readmodel.sqlite").stat().st_mode & 0o777 == 0o600

    async def figures(*, withhold_small: bool) -> dict[str, Any]:
        model = await ReadModel.open(tmp_path / "readmodel.sqlite", utc_now)
        assert not model.needs_rebuild
        try:
            return await model.statistics(withhold_small=withhold_small)
        finally:
            await model.close()

    exact = asyncio.run(figures(withhold_small=False))
    assert exact["total"] == 438
    assert exact["measures"] == {
        "community_service": 7,
        "conditional_sentence": 106,
        "restricted_freedom": 325,
    }
    assert {row["office"]: row["total"] for row in exact["offices"]} == {
        "Аягөз ауд. пробация бөлімі": 26, "Зырян ауд. пробация бөлімі": 42, "Өскемен қ. пробация бөлімі": 204,
        "Риддер қ. пробация бөлімі": 37, "Семей қ. пробация бөлімі": 129,
    }  # fmt: skip
    for measure, count in exact["measures"].items():
        assert sum(row["measures"][measure] for row in exact["offices"]) == count
    analyst = asyncio.run(figures(withhold_small=True))
    assert analyst["measures"] == exact["measures"]
    assert {row["measures"]["community_service"] for row in analyst["offices"]} == {0, "*"}


async def test_another_version_and_damage(tmp_path: Path, case_file: CaseFile) -> None:
    """A file of another version, or no database at all, is made anew and says that it is empty."""
    path = tmp_path / "readmodel.sqlite"
    model = await ReadModel.open(path)
    assert model.needs_rebuild
    await model.refresh_case("a1", case_file("a1"), None)
    model.end_rebuild()
    await model.close()
    again = await ReadModel.open(path)
    assert not again.needs_rebuild
    await again.close()
    for spoil in (_other_version, _damage):
        spoil(path)
        fresh = await ReadModel.open(path)
        assert fresh.needs_rebuild
        assert await fresh.cases(OFFICE) == []
        fresh.end_rebuild()
        await fresh.close()


def _other_version(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("pragma user_version = 99")
    db.close()


def _damage(path: Path) -> None:
    path.write_bytes(b"not a database at all, but long enough to be one" * 100)


async def test_an_interrupted_rebuild_is_due_again(tmp_path: Path, case_file: CaseFile) -> None:
    """Only the end of a rebuild marks the file as filled."""
    model = await ReadModel.open(tmp_path / "readmodel.sqlite")
    model.begin_rebuild()
    model.fill({"a1": rows_of("a1", case_file("a1"), None)})
    await model.close()
    again = await ReadModel.open(tmp_path / "readmodel.sqlite")
    assert again.needs_rebuild
    await again.close()


async def test_beside_the_pipeline(tmp_path: Path, case_file: CaseFile) -> None:
    """What the pipeline refreshed while a rebuild was reading is newer, and stays."""
    model = await ReadModel.open(tmp_path / "readmodel.sqlite")
    model.begin_rebuild()
    old = rows_of("a1", case_file("a1", status="active"), None)
    await model.refresh_case("a1", case_file("a1", status="closed"), None)
    await model.remove_case("a2")
    model.fill({"a1": old, "a2": rows_of("a2", case_file("a2"), None)})
    assert [(row["case"], row["status"]) for row in await model.cases(OFFICE)] == [("a1", "closed")]
    await model.close()


async def test_case_files_that_are_gone(tmp_path: Path, case_file: CaseFile) -> None:
    """Expunged means also here."""
    store = await SqliteStore.open(tmp_path / "qadam.sqlite")
    model = await ReadModel.open(tmp_path / "readmodel.sqlite")
    await model.refresh_case("aa", case_file("aa"), None)
    await store.create("case-bb")
    await store.write("case-bb", case_file("bb"))
    assert await rebuild(store, model, rules, utc_now(), lambda: None) == 1
    assert await model.cases_of_office(OFFICE) == ["bb"]
    await model.close()
    await store.close()


def test_no_installation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, and nothing is made."""
    assert main(["--data", str(tmp_path / "none")]) == 2
    assert "no installation" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
