"""The drill: a backup of a server in use is restored elsewhere, by the commands of docs/operating.md.

What people hold (sessions, passwords, the key that their browsers' subscriptions are bound to, the ids of
case files) holds there too, and a phone that knows more than the copy pushes it again.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from api.clock import rfc3339, utc_now
from schemas.ids import uuid7
from tests.api.process import ROOT, Process, serving
from tests.api.test_operating import block

PASSWORDS = {
    "aigul": ("inspector", "Жаңа құпия сөз 1"),
    "serik": ("supervisor", "Жаңа құпия сөз 2"),
}
DEVICES = {"aigul": "1a1a1a1a-0007", "serik": "5e5e5e5e-0007"}
ENVIRONMENT = {
    **os.environ,
    **{f"QADAM_DEMO_{role.upper()}_PASSWORD": password for role, password in PASSWORDS.values()},
}


def ordered(script: str, **variables: Path) -> str:
    """Run commands as they stand in the manual; what they print."""
    done = subprocess.run(
        ["/bin/sh", "-eu", "-c", script.replace(".venv/bin/python", sys.executable)],
        cwd=ROOT,
        env={**ENVIRONMENT, **{name: str(value) for name, value in variables.items()}},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def log_in(process: Process, user: str) -> str:
    """Log in with the password; the session's token."""
    said = {"user": user, "password": PASSWORDS[user][1], "device": DEVICES[user]}
    async with process.client() as client:
        answer = await client.post("/api/login", json=said)
    assert answer.status_code == 200, answer.text
    return answer.cookies["qadam"]


class Phone:
    """An inspector's phone that goes on recording, whatever the server does."""

    def __init__(self, case: str) -> None:
        self.path = f"/db/case-{case}"
        self.acknowledged: dict[str, dict[str, Any]] = {}

    async def record(self, client: httpx.AsyncClient, result: str = "present") -> None:
        """Record a check at the door and push it as a replicator does."""
        now = utc_now()
        doc = {
            "_id": f"curfew_check:{uuid7(int(now.timestamp() * 1000))}",
            "_rev": f"1-{'a' * 32}",
            "kind": "curfew_check",
            "schema": 1,
            "by": {"user": "aigul", "role": "inspector", "device": DEVICES["aigul"]},
            "at": rfc3339(now),
            "clock_offset_s": 0,
            "result": result,
            "method": "in_person",
        }
        await self.push(client, [doc])
        self.acknowledged[doc["_id"]] = doc

    async def push(self, client: httpx.AsyncClient, docs: list[dict[str, Any]]) -> None:
        """Push revisions; every one must be taken."""
        answer = await client.post(f"{self.path}/_bulk_docs", json={"docs": docs, "new_edits": False})
        assert (answer.status_code, answer.json()) == (201, [])

    async def missing(self, client: httpx.AsyncClient) -> set[str]:
        """Ask the server what it lacks of what it once acknowledged."""
        told = {doc_id: [doc["_rev"]] for doc_id, doc in self.acknowledged.items()}
        answer = await client.post(f"{self.path}/_revs_diff", json=told)
        return set(answer.json())

    async def head(self, client: httpx.AsyncClient) -> int:
        """Read where the case file's numbering stands."""
        return int((await client.get(self.path)).json()["update_seq"])


async def known(process: Process, tokens: dict[str, str], but: str) -> dict[str, Any]:
    """Gather what must be the same: people, key, case files, flags of the files that nobody writes to."""
    told: dict[str, Any] = {}
    for user, token in tokens.items():
        async with process.client(token) as client:
            me = (await client.get("/api/me")).json()
            told[user] = {name: me[name] for name in ("user", "role", "office", "device", "vapid_public_key")}
            if user == "aigul":
                told["assignments"] = sorted(
                    one["case"] for one in (await client.get("/api/assignments")).json()
                )
            else:
                cases = (await client.get("/api/cases")).json()
                told["cases"] = sorted((row["case"], row["number"]) for row in cases)
                queues = [
                    (await client.get(f"/api/queue?state={state}")).json() for state in ("open", "decided")
                ]
                told["flags"] = sorted(
                    (row["case"], row["flag"] or row["fact"], row["state"])
                    for queue in queues
                    for row in queue
                    if row["case"] != but
                )
    return told


async def settled(process: Process, tokens: dict[str, str], but: str) -> dict[str, Any]:
    """Wait until nothing changes any more: the pipeline looks at every file after a start."""
    seen: list[dict[str, Any]] = []
    for _ in range(120):
        seen = [*seen[-3:], await known(process, tokens, but)]
        if len(seen) == 4 and seen[0]["flags"] and all(one == seen[0] for one in seen):
            return seen[0]
        await asyncio.sleep(0.25)
    raise AssertionError("the lists do not settle")


async def backed_up_in_use(process: Process, token: str, phone: Phone, data: Path, copy: Path) -> set[str]:
    """Run the manual's backup while the phone pushes; what was acknowledged before it began."""
    async with process.client(token) as client:
        for _ in range(5):
            await phone.record(client)
        before = set(phone.acknowledged)
        saving = asyncio.create_task(asyncio.to_thread(ordered, block("backup"), DATA=data, BACKUP=copy))
        while not saving.done():
            await phone.record(client)
        assert "whole and checked" in await saving
        for _ in range(3):
            await phone.record(client)
    assert len(phone.acknowledged) > len(before) + 3, "nothing was written while the backup ran"
    return before


async def test_the_drill(tmp_path: Path) -> None:
    """Backup in use, kill -9, restore elsewhere, serve: the same people, files and flags; then the phone."""
    data, copy, again = tmp_path / "data", tmp_path / "copy.sqlite", tmp_path / "again"
    ordered('.venv/bin/python -m api demo --data "$DATA"', DATA=data)
    with serving(data) as process:
        await process.ready()
        tokens = {user: await log_in(process, user) for user in PASSWORDS}
        async with process.client(tokens["aigul"]) as client:
            case, *others = [one["case"] for one in (await client.get("/api/assignments")).json()]
            for other in others:  # wherever a curfew holds at this hour, this is a flag
                await Phone(other).record(client, "absent")
        phone = Phone(case)
        was = await settled(process, tokens, case)
        before = await backed_up_in_use(process, tokens["aigul"], phone, data, copy)
        async with process.client(tokens["aigul"]) as client:
            head = await phone.head(client)
            store = (await client.get("/api/heads")).headers["Qadam-Store"]
        process.kill()

    assert "Read model made anew" in ordered(block("restore"), DATA=again, BACKUP=copy)
    assert again.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in again.iterdir()} == {0o600}
    with serving(again) as process:
        await process.ready()
        assert await settled(process, tokens, case) == was
        # The sessions of before still hold; a login on the same device takes the place of its session.
        tokens = {user: await log_in(process, user) for user in PASSWORDS}
        async with process.client(tokens["aigul"]) as client:
            assert await phone.head(client) < head
            assert (await client.get("/api/heads")).headers["Qadam-Store"] != store, "no phone would notice"
            missing = await phone.missing(client)
            assert missing, "the copy has what was written after it"
            assert not missing & before
            await phone.push(client, [phone.acknowledged[doc_id] for doc_id in sorted(missing)])
            assert await phone.missing(client) == set()
        async with process.client(tokens["serik"]) as client:
            page = (await client.get(f"/api/cases/{case}")).json()
        assert phone.acknowledged.keys() <= {doc["_id"] for doc in page["documents"]}
        process.stop()
