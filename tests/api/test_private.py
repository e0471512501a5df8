"""What lies in a data folder is for the server's own user alone, also in a folder that was there before."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from api.folder import open_folder
from sync.sqlite import SqliteStore
from tests.api.town import founded

ROOT = Path(__file__).resolve().parents[2]


def open_to_others(folder: Path) -> dict[str, str]:
    """Name what another user of the machine could look into, with its mode."""
    found = [folder, *folder.rglob("*")]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in found}
    return {name: oct(mode) for name, mode in modes.items() if mode & 0o077}


@pytest.fixture
def free_umask() -> object:
    """As a shell without precautions has it."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("free_umask")
async def test_a_folder_that_was_there_is_closed(tmp_path: Path) -> None:
    """A volume, or one made by hand; the whole application runs in it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    async with founded(tmp_path) as town:
        await town.settle()
        assert (folder / "qadam.sqlite-wal").exists()
        assert open_to_others(folder) == {}


def test_a_folder_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    """Somebody names their home, or root names /tmp: what lies there is not ours to close."""
    folder = tmp_path / "home"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "letter.txt").write_text("x")
    open_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    (folder / "qadam.sqlite").touch()
    open_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.usefixtures("free_umask")
async def test_a_store_that_was_readable_is_closed(tmp_path: Path) -> None:
    """Made by an earlier version, with its log and its index beside it, and still readable itself."""
    path = tmp_path / "qadam.sqlite"
    os.chmod(tmp_path, 0o700)  # noqa: PTH101
    store = await SqliteStore.open(path)
    await store.create("case-0c")
    await store.close()
    os.chmod(path, 0o644)  # noqa: PTH101
    held = sqlite3.connect(path)
    held.execute("SELECT count(*) FROM sqlite_master").fetchall()
    assert open_to_others(tmp_path) != {}
    store = await SqliteStore.open(path)
    await store.create("case-0d")
    assert open_to_others(tmp_path) == {}
    held.close()
    await store.close()


@pytest.mark.parametrize("command", ["api", "sync"])
def test_every_command_begins_with_a_private_umask(tmp_path: Path, command: str) -> None:
    """Also what a command writes that is not the store: a backup, a report, a read model."""
    module = f"{command}.__main__"
    seen = (
        f"import os, runpy, sys; sys.argv = ['{command}', '--help']\n"
        "os.umask(0o022)\n"
        f"try:\n    runpy.run_module('{module}', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "sys.stderr.write(oct(os.umask(0)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == "0o77"
