"""From an inspector's push to the flag on the supervisor's stream: a real server process, loopback.

    .venv/bin/python -m tests.bench.latency [pushes]

Each push is one curfew check into one of forty case files. Measured from the moment the phone sends it: until
its answer (durable, with the receipt), and until the `flag` event arrives at a supervisor who is listening.
The second against the first is what the pipeline adds: reading the case file, the rules, the flag's own
durable write, the read model.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from api.clock import utc_now
from tests.api.process import furnish, listening, serving
from tests.api.town import CASE, check

CASES = 40


class Measured(msgspec.Struct):
    """Milliseconds, and how many pushes."""

    pushes: int
    push_median: float
    push_p95: float
    flag_median: float
    flag_p95: float
    ratio: float


async def measure(folder: Path, pushes: int = 60) -> Measured:
    """Run a server and push, one after another."""
    tokens = await furnish(folder / "data", cases=CASES)
    answers, flags = [], []
    with serving(folder / "data") as process:
        await process.ready()
        async with (
            process.client(tokens["supervisor"]) as desk,
            process.client(tokens["inspector"]) as phone,
            listening(desk) as stream,
        ):
            await stream.next()
            await asyncio.sleep(2)  # what is looked at after the start
            for n in range(pushes + 5):
                case = CASE if n % CASES == 0 else f"{n % CASES:032x}"
                body = {"docs": [check(utc_now())]}
                began = time.perf_counter()
                answer = await phone.post(f"/db/case-{case}/_bulk_docs", json=body)
                answered = time.perf_counter()
                assert answer.json()[0].get("ok"), answer.text
                while True:
                    name, data = await stream.next()
                    if name == "flag" and json.loads(data)["case"] == case:
                        break
                if n >= 5:  # the first few warm caches
                    answers.append((answered - began) * 1000)
                    flags.append((time.perf_counter() - began) * 1000)
        process.stop()
    push, flag = statistics.median(answers), statistics.median(flags)
    return Measured(
        pushes=pushes,
        push_median=round(push, 1),
        push_p95=round(statistics.quantiles(answers, n=20)[-1], 1),
        flag_median=round(flag, 1),
        flag_p95=round(statistics.quantiles(flags, n=20)[-1], 1),
        ratio=round(flag / push, 2),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        found = asyncio.run(measure(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else 60))
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
