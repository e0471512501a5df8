"""Clients that write to a bare server until it is gone, and remember what it acknowledged."""

from __future__ import annotations

import base64
import random
import threading
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable

CLIENTS = 16
BATCH = 20


class Client:
    """One client, with documents of its own: whatever is told about them was told to this one.

    ``stored``: the acknowledged revision of each document; ``doubtful``: what was on its way when the server
    went; ``past``: every revision that was ever acknowledged.
    """

    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.stored: dict[str, tuple[str, bool]] = {}
        self.past: dict[str, list[str]] = {}
        self.files: dict[str, bytes] = {}
        self.locals: dict[str, str] = {}
        self.batches: list[list[str]] = []
        self.doubtful: set[str] = set()
        self.answers = 0
        self._random = random.Random(seed)
        self._made = 0

    def write(self, url: str) -> None:
        """Until the line breaks."""
        self._settle()
        with httpx.Client(base_url=url, timeout=10, verify=False) as client:
            try:
                while True:
                    self._random.choice(
                        [
                            self._batch,
                            self._batch,
                            self._put,
                            self._edit,
                            self._photo,
                            self._delete,
                            self._local,
                        ]
                    )(client)
                    self.answers += 1
            except httpx.HTTPError:
                return

    def _settle(self) -> None:
        """What was in doubt is left alone from now on."""
        for doc_id in self.doubtful:
            self.stored.pop(doc_id, None)
            self.files.pop(doc_id, None)
            self.locals.pop(doc_id, None)
        self.doubtful = set()

    def _ask(self, ids: Iterable[str], request: Any) -> Any:
        self.doubtful = set(ids)
        answer = request()
        self.doubtful = set()
        assert answer.status_code < 300, answer.text
        return answer.json()

    def _acknowledged(self, doc_id: str, rev: str, *, deleted: bool = False) -> None:
        self.stored[doc_id] = rev, deleted
        self.past.setdefault(doc_id, []).append(rev)

    def _new(self) -> str:
        self._made += 1
        return f"{self.name}-{self._made}"

    def _alive(self) -> str | None:
        alive = [doc_id for doc_id, (_, deleted) in self.stored.items() if not deleted]
        return self._random.choice(alive) if alive else None

    def _batch(self, client: httpx.Client) -> None:
        ids = [self._new() for _ in range(BATCH)]
        docs = [{"_id": doc_id, "text": "x" * 300} for doc_id in ids]
        self.batches.append(ids)
        for row in self._ask(ids, lambda: client.post("/db/_bulk_docs", json={"docs": docs})):
            self._acknowledged(row["id"], row["rev"])

    def _put(self, client: httpx.Client) -> None:
        doc_id, content = self._new(), self._random.randbytes(3000)
        photo = {"x": {"content_type": "image/jpeg", "data": base64.b64encode(content).decode()}}
        row = self._ask([doc_id], lambda: client.put(f"/db/{doc_id}", json={"_attachments": photo}))
        self._acknowledged(doc_id, row["rev"])
        self.files[doc_id] = content

    def _edit(self, client: httpx.Client) -> None:
        if (doc_id := self._alive()) is None:
            return
        rev, _ = self.stored[doc_id]
        row = self._ask([doc_id], lambda: client.put(f"/db/{doc_id}", json={"_rev": rev, "edited": True}))
        self._acknowledged(doc_id, row["rev"])
        self.files.pop(doc_id, None)

    def _photo(self, client: httpx.Client) -> None:
        if (doc_id := self._alive()) is None:
            return
        rev, content = self.stored[doc_id][0], self._random.randbytes(500)
        row = self._ask([doc_id], lambda: client.put(f"/db/{doc_id}/x?rev={rev}", content=content))
        self._acknowledged(doc_id, row["rev"])
        self.files[doc_id] = content

    def _delete(self, client: httpx.Client) -> None:
        if (doc_id := self._alive()) is None:
            return
        rev, _ = self.stored[doc_id]
        row = self._ask([doc_id], lambda: client.delete(f"/db/{doc_id}?rev={rev}"))
        self._acknowledged(doc_id, row["rev"], deleted=True)
        self.files.pop(doc_id, None)

    def _local(self, client: httpx.Client) -> None:
        key = f"checkpoint-{self.name}-{self._random.randrange(3)}"
        doc = {"_rev": self.locals[key]} if key in self.locals else {}
        self.doubtful = {key}
        answer = client.put(f"/db/_local/{key}", json=doc)
        self.doubtful = set()
        if answer.status_code == 409:  # one that was in doubt before
            self.locals[key] = client.get(f"/db/_local/{key}").json()["_rev"]
        else:
            self.locals[key] = answer.json()["rev"]

    # -- afterwards -----------------------------------------------------------------------------------------

    def lost(self, client: httpx.Client) -> list[str]:
        """What was acknowledged and is not there."""
        missing = [*client.post("/db/_revs_diff", json=self.past).json()] if self.past else []
        rows = client.post("/db/_all_docs", json={"keys": list(self.stored)}).json()["rows"]
        for row in rows:
            rev, deleted = self.stored[row["key"]]
            value = row.get("value") or {}
            if row["key"] not in self.doubtful and (value.get("rev"), value.get("deleted", False)) != (
                rev,
                deleted,
            ):
                missing.append(row["key"])
        for key, rev in self.locals.items():
            here = int(client.get(f"/db/_local/{key}").json().get("_rev", "0-0")[2:])
            if not 0 <= here - int(rev[2:]) <= (key in self.doubtful):
                missing.append(key)
        return missing

    def damaged(self, client: httpx.Client) -> list[str]:
        """Attachments that are not byte for byte what was sent, and batches of which only a part is there."""
        found = [
            doc_id
            for doc_id, content in self.files.items()
            if doc_id not in self.doubtful and client.get(f"/db/{doc_id}/x").content != content
        ]
        for ids in self.batches:
            rows = client.post("/db/_all_docs", json={"keys": ids}).json()["rows"]
            if len({"error" in row for row in rows}) != 1:
                found += ids
        return found


class Load:
    """``CLIENTS`` of them, at a server that is killed again and again."""

    def __init__(self, seed: int) -> None:
        self.clients = [Client(f"c{number}", seed * 100 + number) for number in range(CLIENTS)]
        self._threads: list[threading.Thread] = []

    def start(self, url: str) -> None:
        self._threads = [threading.Thread(target=client.write, args=(url,)) for client in self.clients]
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        for thread in self._threads:
            thread.join()

    @property
    def answers(self) -> int:
        return sum(client.answers for client in self.clients)
