"""`python -m api backup --to FILE`: copy the store while the server runs.

The store is the one file that must survive: accounts, keys, case files and the audit log are in it, and the
read model is made from it. The copy is one consistent moment (SQLite's online backup API,
https://sqlite.org/backup.html), checked, and has its name only when it is whole. To restore, put it into an
empty data folder as `qadam.sqlite` and start the server; phones notice that the numbering went back, and push
what the copy has not.
"""

import argparse
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from api.folder import DataFolder
from api.storage import VARIABLE

FAILED = 1
PAGES = 2_048
"""copied at a time: the server's own writes come in between"""


class NotCopied(Exception):
    """The message is one sentence for the operator."""


def main(argv: Sequence[str]) -> int:
    """Run the command; 1 with one sentence when there is no whole copy."""
    parser = argparse.ArgumentParser(
        prog="python -m api backup", description="Copy the store, served or not."
    )
    default = Path(os.environ.get("QADAM_DATA", "data"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar="DIR", help="data folder ($QADAM_DATA, data)"
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="the copy; must not exist yet")
    given = parser.parse_args(argv)
    if os.environ.get(VARIABLE):
        sys.stderr.write(
            "The store is a CouchDB: back it up by its own means (docs/operating.md), or copy it into a file:"
            " python -m api migrate-store.\n"
        )
        return FAILED
    try:
        size = backup(DataFolder(given.data).store, given.to)
    except NotCopied as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    sys.stdout.write(f"{given.to}: {size / 1_000_000:.1f} MB, whole and checked.\n")
    return 0


def backup(store: Path, to: Path) -> int:
    """Copy a store file; the size of the copy in bytes.

    Raises:
        NotCopied: when there is nothing to copy, no room, or the copy is not sound.

    """
    if not store.is_file():
        raise NotCopied(f"There is no store in {store.parent}.")
    if to.exists():
        raise NotCopied(f"{to} exists already: a backup never overwrites another.")
    draft = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        # Made before SQLite opens it, so that it is never readable to others, not even while it grows.
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(store, draft)
        draft.rename(to)
        _sync(to.parent)
    except OSError as error:
        raise NotCopied(f"Cannot write {to}: {error.strerror}.") from None
    except sqlite3.Error as error:
        raise NotCopied(f"The store could not be copied: {error}.") from None
    finally:
        draft.unlink(missing_ok=True)
    return to.stat().st_size


def _copy(store: Path, draft: Path) -> None:
    source = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30)
    target = sqlite3.connect(draft)
    try:
        with tqdm(desc="pages", unit="", file=sys.stderr, leave=False, disable=None) as bar:

            def told(_status: int, remaining: int, total: int) -> None:
                bar.total = total
                bar.update(total - remaining - bar.n)

            source.backup(target, pages=PAGES, progress=told)
        # A copy in WAL mode would need its companions; on its own it must be one file.
        target.execute("pragma journal_mode = delete")
        (verdict,) = target.execute("pragma quick_check").fetchone()
        if verdict != "ok":
            raise NotCopied("The copy is not sound: check the disk, and the store with it.")
    finally:
        target.close()
        source.close()
    with draft.open("rb") as written:
        os.fsync(written.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
