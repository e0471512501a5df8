"""`python -m api migrate-store --from A --to B`: move an installation to a CouchDB, or back.

A and B are each a data folder, or `COUCHDB_URL` for the CouchDB that the environment names (or a URL: others
on the machine can read arguments). Everything is copied, revisions with their names, and proved by digests.
It may be stopped or killed at any time and run again: it goes on where it was. The source is only read, and
must be at rest; the target must be new, or this command's own unfinished copy.

Not copied: the read model (made anew), phones' checkpoints (a phone compares both sides once, and sends
nothing twice), and the pipeline's place in the feed (it looks at every file once).
"""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import msgspec
from tqdm import tqdm

from api.accounts import REGISTRY
from api.folder import DataFolder, UnusableFolder, open_folder
from api.pipeline.pipeline import CURSOR
from api.storage import VARIABLE, couchdb_url, opened
from sync.cluster import Address, CouchStore
from sync.cluster.lease import TERM_S
from sync.cluster.store import OWN
from sync.copying import NotCopied, copy, digest
from sync.errors import DatabaseExists, FolderInUse, SyncError
from sync.store import Document, Store

FINE, FAILED, INTERRUPTED = 0, 1, 130
MARK = "migration"
"""a local document of the target's registry: of which store it is the copy, and whether it is whole"""
AT_ONCE = 4


class Refused(Exception):
    """The message is one sentence for the operator."""


class Mark(msgspec.Struct, frozen=True):
    """What the target says of itself."""

    source: str
    state: Literal["copying", "whole"]


def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when the copy is whole and proved, 1 with one sentence when it is not."""
    parser = argparse.ArgumentParser(
        prog="python -m api migrate-store", description="Copy an installation's store into another."
    )
    what = "data folder, or COUCHDB_URL for the CouchDB of the environment"
    parser.add_argument("--from", dest="source", required=True, metavar="A", help=f"{what}: only read")
    parser.add_argument("--to", dest="target", required=True, metavar="B", help=f"{what}: new")
    given = parser.parse_args(argv)
    try:
        source, target = (couchdb_url() if one == VARIABLE else one for one in (given.source, given.target))
        if not source or not target:
            return _fail(f"{VARIABLE} is not set.")
        lines = asyncio.run(_run(source, target))
    except (Refused, UnusableFolder, FolderInUse, NotCopied, ValueError) as error:
        return _fail(str(error))
    except SyncError as error:
        return _fail(f"A store cannot be used: {error.reason}. Run the same command to go on.")
    except OSError as error:
        return _fail(f"A store cannot be used: {error.strerror}. Run the same command to go on.")
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Run the same command to go on.\n")
        return INTERRUPTED
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return FINE


async def _run(source: str, target: str) -> list[str]:
    if _place(source) == _place(target):
        raise Refused("The source and the target are the same.")
    async with _opened(source, is_source=True) as ours, _opened(target, is_source=False) as theirs:
        return await migrate(ours, theirs)


def _place(named: str) -> object:
    if "://" in named:
        address = Address.read(named)
        return address.nodes, address.prefix
    return _folder(named).path


def _folder(named: str) -> DataFolder:
    return DataFolder(Path(named).expanduser().absolute())


@asynccontextmanager
async def _opened(named: str, *, is_source: bool) -> AsyncIterator[Store]:
    if "://" not in named:
        folder = _folder(named)
        if is_source and not folder.store.exists():
            raise Refused(f"There is no installation in {named}.")
        async with opened(open_folder(folder.path), "") as store:
            yield store
        return
    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(opened(DataFolder(Path()), named))
        if isinstance(store, CouchStore):
            await _at_rest(store)
        yield store


async def _at_rest(store: CouchStore) -> None:
    """See that no server works there: the holder of the lease renews it several times in a term."""
    before = await store.get(OWN, "lease:pipeline")
    if before is None or before["holder"] is None:
        return
    sys.stderr.write("Looking whether a server still works there ...\n")
    await asyncio.sleep(TERM_S)
    if (await store.get(OWN, "lease:pipeline")) != before:
        raise Refused("A server works on that CouchDB: stop it first.")


async def migrate(source: Store, target: Store) -> list[str]:
    """Copy everything and prove it; what to tell the operator.

    Raises:
        Refused: the target holds something else, or the copy differs from the source.

    """
    await _begin(source, target)
    names = await source.databases()
    if extra := set(await target.databases()) - {*names, REGISTRY}:
        raise Refused(f"The target holds {len(extra)} databases that the source has not: use a new one.")
    sizes = {name: await source.info(name) for name in names}
    total = sum(info.doc_count + info.doc_del_count for info in sizes.values())
    with tqdm(total=total, desc="copied", unit=" documents", file=sys.stderr, disable=None) as bar:
        await _each(names, lambda name: _copy_one(source, target, name, bar.update))
    await _copy_locals(source, target)
    found: dict[str, tuple[int, str]] = {}

    async def prove(name: str) -> None:
        here = await digest(source, name, bar.update)
        if here != await digest(target, name, bar.update):
            raise Refused("The copy differs from the source: was something written to one of them meanwhile?")
        found[name] = here

    with tqdm(total=2 * total, desc="compared", unit=" documents", file=sys.stderr, disable=None) as bar:
        await _each(names, prove)
    await _mark(target, Mark(source.uuid, "whole"))
    documents = sum(count for count, _ in found.values())
    whole = sum(int(told, 16) for _, told in found.values()) % 2**256
    return [
        f"{len(names)} databases with {documents} documents are the same here and there: {whole:064x}.",
        "Start the server on the target now, and never again on the source.",
    ]


async def _begin(source: Store, target: Store) -> None:
    """Mark the target as this source's copy, or refuse one that is something else."""
    there = await target.databases()
    if REGISTRY in there:
        kept = await target.get_local(REGISTRY, MARK)
        info = await target.info(REGISTRY)
        if kept is None and (len(there) > 1 or info.doc_count or info.doc_del_count):
            raise Refused("The target holds an installation already: use a new one.")
        if kept is not None:
            mark = msgspec.convert(_fields(kept), Mark)
            if mark.source != source.uuid:
                raise Refused("The target holds the beginning of another store's copy: use a new one.")
            if mark.state == "whole":
                raise Refused("The target holds the whole copy already, and may have been used since.")
    elif there:
        raise Refused("The target holds other databases: use a new one.")
    else:
        await target.create(REGISTRY)
    await _mark(target, Mark(source.uuid, "copying"))


async def _mark(target: Store, mark: Mark) -> None:
    kept = await target.get_local(REGISTRY, MARK)
    doc: Document = msgspec.to_builtins(mark)
    if kept is not None:
        doc["_rev"] = kept["_rev"]
    await target.put_local(REGISTRY, MARK, doc)


async def _copy_one(source: Store, target: Store, name: str, done: Callable[[int], object]) -> None:
    with contextlib.suppress(DatabaseExists):
        await target.create(name)
    await copy(source, target, name, done)


async def _copy_locals(source: Store, target: Store) -> None:
    """Copy the moments at which files are due; what is bound to the source's own numbers stays behind."""
    if not await source.exists(REGISTRY):
        return
    for doc in await source.locals(REGISTRY):
        key = str(doc["_id"]).removeprefix("_local/")
        if key in {CURSOR, MARK}:
            continue
        fields, kept = _fields(doc), await target.get_local(REGISTRY, key)
        if kept is None:
            await target.put_local(REGISTRY, key, fields)
        elif _fields(kept) != fields:
            await target.put_local(REGISTRY, key, {**fields, "_rev": kept["_rev"]})


def _fields(doc: Document) -> Document:
    return {name: value for name, value in doc.items() if name[:1] != "_"}


async def _each(names: Sequence[str], work: Callable[[str], Awaitable[None]]) -> None:
    waiting = iter(names)

    async def worker() -> None:
        for name in waiting:
            await work(name)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(worker())
    except BaseExceptionGroup as group_error:
        raise group_error.exceptions[0] from None


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return FAILED
