"""`python -m api import FILE [--commit]`: what a register would change here, and changing it."""

import argparse
import asyncio
import datetime as dt
import os
import secrets
import sys
from pathlib import Path

from tqdm import tqdm

from api.clock import utc_now
from api.folder import DataFolder, UnusableFolder, open_folder
from api.register import report
from api.register.commit import NotWritten, commit
from api.register.examination import Examined, Settled, examine
from api.register.installation import existing_secret, installation_secret
from api.register.keys import Keys
from api.register.plan import RADIUS_M
from api.register.table import Table, read_table
from api.register.troubles import UnreadableFile
from api.storage import couchdb_url, is_installed, opened
from schemas.zones import DEFAULT_ZONE, zone
from sync.errors import FolderInUse, SyncError
from sync.store import Store

FINE, TROUBLES, UNREADABLE, INTERRUPTED = 0, 1, 2, 130


def main(argv: list[str]) -> int:
    """Run the command; 0 fine, 1 some rows are not understood, 2 nothing could be done, 130 interrupted."""
    given = _parser().parse_args(argv)
    try:
        zone(given.zone)
        table = read_table(given.file)
        examined, finished = asyncio.run(_run(table, given))
        if given.report is not None:
            report.write_csv(examined, given.report)
    except (UnreadableFile, UnusableFolder, FolderInUse, NotWritten, ValueError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped before the first row was written.\n")
        return INTERRUPTED
    except SyncError as error:
        return _fail(f"The store cannot be used: {error.reason}")
    except OSError as error:
        return _fail(f"{error.filename or given.data}: {error.strerror}.")
    _print(examined, given, finished=finished)
    if not finished:
        return INTERRUPTED
    return TROUBLES if examined.troubles else FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m api import",
        description="Read a register (CSV or .xlsx) into case files. Without --commit nothing is written.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--commit", action="store_true", help="write; can be interrupted and repeated")
    default = Path(os.environ.get("QADAM_DATA", "data"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar="DIR", help="data folder ($QADAM_DATA, data)"
    )
    parser.add_argument("--zone", default=DEFAULT_ZONE, help=f"zone of new offices ({DEFAULT_ZONE})")
    parser.add_argument(
        "--register", default="", metavar="NAME", help="which register, where two of them count from one"
    )
    parser.add_argument(
        "--radius", type=_radius, default=RADIUS_M, metavar="M",
        help=f"metres around an address that count as at home ({RADIUS_M:.0f})",
    )  # fmt: skip
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the row-by-row report as CSV")
    parser.add_argument("--summary", action="store_true", help="print troubles and totals only")
    return parser


def _radius(text: str) -> float:
    metres = float(text)
    if not 1 <= metres <= 2_000:
        raise argparse.ArgumentTypeError("a residence is 1 to 2000 metres wide")
    return metres


async def _run(table: Table, given: argparse.Namespace) -> tuple[Examined, bool]:
    now = utc_now().replace(microsecond=0)
    how = Settled(register=given.register, zone=given.zone, radius_m=given.radius)
    couchdb = couchdb_url()
    if not given.commit and not is_installed(DataFolder(given.data), couchdb):
        # A dry run before the first import makes no folder; no key that it computes is ever written.
        keys = Keys(secrets.token_bytes(32), given.register)
        return await examine(table, None, keys, now, how), True
    async with opened(open_folder(given.data), couchdb) as store:
        return await import_table(store, table, now, how, write=given.commit)


async def import_table(
    store: Store, table: Table, now: dt.datetime, how: Settled, *, write: bool = True
) -> tuple[Examined, bool]:
    """Import a table into an open store, with a progress bar; whether it came to its end."""
    if not write:
        secret = await existing_secret(store) or secrets.token_bytes(32)
        return await examine(table, store, Keys(secret, how.register), now, how), True
    keys = Keys(await installation_secret(store), how.register)
    examined = await examine(table, store, keys, now, how)
    count = sum(bool(plan.docs) for plan in examined.plans)
    with tqdm(total=count, desc="case files", unit="", file=sys.stderr, disable=count == 0) as bar:
        finished = await commit(store, examined, bar.update)
    return examined, finished


def _print(examined: Examined, given: argparse.Namespace, *, finished: bool) -> None:
    out = [f"{given.file}: {examined.form}"]
    out += report.lines(examined, rows=not given.summary)
    if finished:
        out.append(report.summary(examined, committed=given.commit))
    else:
        out.append("Stopped before the end. Whole rows are written; run the same command to go on.")
    if not given.commit and any(plan.docs for plan in examined.plans):
        out.append("Run it with --commit to write.")
    sys.stdout.write("\n".join(out) + "\n")


def _fail(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return UNREADABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
