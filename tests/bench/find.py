"""`_find`: looking through a case file, through the range of one kind, and through a large database.

Run: python -m tests.bench.find
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from sync.sqlite import SqliteStore

KINDS = ("attendance", "curfew_check", "flag", "receipt", "registration", "task", "visit")
SIZES = (235, 3_000, 100_000)


def document(n: int) -> dict:
    kind = KINDS[n % len(KINDS)]
    return {
        "_id": f"{kind}:{n:08}", "kind": kind, "n": n, "at": f"2026-{1 + n % 12:02}-01T10:00:00Z",
        "by": {"user": f"u{n % 40}", "role": "inspector", "device": "d" * 36}, "note": "сөз " * 60,
    }  # fmt: skip


async def median(store: SqliteStore, db: str, selector: dict, times: int) -> float:
    """Milliseconds of an answer with at most 25 documents of the rarest kind of hit."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await store.find(db, {"selector": selector})
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1_000


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "qadam.sqlite")
        print(
            f"{'documents':>10} {'scan':>10} {'one kind':>10} {'one id':>10}"
            "   ms; the one document that is found is the last"
        )
        for size in SIZES:
            db = f"case-{size}"
            await store.create(db)
            for start in range(0, size, 1_000):
                await store.write(db, [document(n) for n in range(start, min(start + 1_000, size))])
            last = document(size - 1)
            times = 20 if size < 10_000 else 3
            scan = await median(store, db, {"n": last["n"]}, times)
            kind = await median(
                store, db, {"_id": {"$beginsWith": f"{last['kind']}:"}, "n": last["n"]}, times
            )
            one = await median(store, db, {"_id": last["_id"]}, times)
            print(f"{size:>10} {scan:>10.2f} {kind:>10.2f} {one:>10.3f}")
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())
