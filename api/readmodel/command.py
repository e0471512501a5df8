"""`python -m api rebuild --data DIR`: make the supervisors' lists anew from the store."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from tqdm import tqdm

from api.clock import utc_now
from api.folder import DataFolder, UnusableFolder, open_folder
from api.pipeline.judgement import Judgement
from api.readmodel.model import ReadModel
from api.readmodel.rebuild import AFTER_CASES, CASES, rebuild
from api.readmodel.schema import remove
from api.regional import lists_of
from api.storage import VARIABLE, couchdb_url, is_installed, opened
from sync.cluster import CouchStore
from sync.errors import FolderInUse, SyncError

FINE, FAILED = 0, 2


def main(argv: list[str]) -> int:
    """Run the command: 0 when done, 2 with one sentence when it cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m api rebuild", description="Make the supervisors' lists anew from the store."
    )
    default = Path(os.environ.get("QADAM_DATA", "data"))
    parser.add_argument(
        "--data", type=Path, default=default, metavar="DIR", help="data folder ($QADAM_DATA, data)"
    )
    given = parser.parse_args(argv)
    if not is_installed(DataFolder(given.data), os.environ.get(VARIABLE, "")):
        sys.stderr.write(f"There is no installation in {given.data}.\n")
        return FAILED
    try:
        count = asyncio.run(_run(given.data))
    except (UnusableFolder, FolderInUse, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except SyncError as error:
        sys.stderr.write(f"The store cannot be used: {error.reason}\n")
        return FAILED
    sys.stdout.write(f"Read model made anew: {count} case files.\n")
    return FINE


async def _run(data: Path) -> int:
    folder = open_folder(data)
    async with opened(folder, couchdb_url(), alone=True) as store:
        remove(folder.read_model)
        model = await ReadModel.open(folder.read_model)
        if isinstance(store, CouchStore):
            model = await lists_of(store, model)
        judgement = Judgement(store)
        await judgement.read()
        try:
            count = len(await store.databases(CASES, AFTER_CASES))
            with tqdm(
                total=count, desc="case files", unit="", file=sys.stderr, disable=count == 0 or None
            ) as bar:
                return await rebuild(store, model, judgement, utc_now(), bar.update)
        finally:
            await model.close()
