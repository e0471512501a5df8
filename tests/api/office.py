"""The town of tests/api/town.py on a real port, by the real clock, for the tests of the phone's own code.

    python -m tests.api.office --data DIR --port N

prints one line of JSON when it serves: the tokens of its people, and some inspectors, each with a token and a
case file that nobody is assigned to yet.
"""

import argparse
import asyncio
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import uvicorn

from api.accounts.accounts import Account
from api.clock import utc_now
from schemas.ids import case_database
from tests.api.town import Clock, Town, case_file, founded

DEVICE = "0d0d0d0d-0001"


class Real(Clock):
    """The time of day."""

    def __init__(self) -> None:
        super().__init__(utc_now())

    def __call__(self) -> dt.datetime:
        return utc_now()


async def inspectors(town: Town, count: int) -> list[dict[str, Any]]:
    """Add inspectors of the office, each with a case file for a test of their own."""
    made = []
    for number in range(count):
        account = Account(user=f"inspector-{number}", role="inspector", name=f"№ {number}", office="osk")
        await town.running.accounts.add(account)
        token, _ = await town.running.sessions.open(account, DEVICE)
        case = f"{0xCA5E:x}{number:028x}"
        await town.running.store.create(case_database(case))
        await town.running.store.write(case_database(case), case_file(case, "osk", always=True))
        made.append({"user": account.user, "token": token, "device": DEVICE, "case": case})
    return made


async def serve(data: Path, port: int) -> None:
    """Serve until killed."""
    async with founded(data, ticking=Real()) as town:
        told = {"tokens": town.tokens, "inspectors": await inspectors(town, 30)}
        config = uvicorn.Config(town.front, host="127.0.0.1", port=port, log_level="warning", lifespan="off")  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn tells no other way
            await asyncio.sleep(0.02)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await task


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    asyncio.run(serve(asked.data, asked.port))
