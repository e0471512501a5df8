"""A phone's way of synchronising, as pwa/src/db/sync.svelte.ts has it, to be killed at every step.

What the phone keeps through its own death is in ``Disk``; everything else is local to a run. Each durable
step is announced to ``step``, which may raise ``Killed`` instead of letting it happen.

The steps of a run: ask for the heads; of each file that is due, where the store that answers is not the one
that was seen to hold everything (a restore), put back into the journal what it lacks; push words with
``_bulk_docs``; pull; take out of the journal what the receipts name (or, in doubt, what the server says that
it holds); photographs after all words. A file that is not this person's any more is pushed first, and
destroyed only when the server holds every fact of it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Ask = Callable[..., Awaitable[tuple[int, Any]]]

Doc = dict[str, Any]


class Killed(Exception):
    """The app has died before its next durable step."""


class Lost(Exception):
    """There was no answer."""


class Refused(Exception):
    """An answer that is none of the expected."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Unsent(msgspec.Struct):
    case: str
    doc: Doc
    refused: str | None = None


class Disk(msgspec.Struct):
    """What survives."""

    journal: dict[str, Unsent] = {}
    files: dict[str, dict[str, Doc]] = {}
    checkpoints: dict[str, int] = {}
    known: dict[str, int] = {}
    seen: dict[str, str] | None = None
    """case to the store that was seen to hold all of it"""


class Phone:
    """``ask(user, method, path, body)`` is the network."""

    def __init__(self, user: str, ask: Ask) -> None:
        self.user = user
        self.disk = Disk()
        self.steps_left: int | None = None
        self.destroying: Callable[[str, list[Doc]], Awaitable[None]] | None = None
        """told of a file and its documents before it is destroyed; the proof's, not the phone's"""
        self._network = ask

    def step(self) -> None:
        """A durable step follows, unless this was the phone's last moment."""
        if self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left <= 0:
                raise Killed

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        self.step()
        status, answer = await self._network(self.user, method, path, body)
        if status >= 300:
            raise Refused(status)
        return answer

    # -- what a person does ---------------------------------------------------------------------------------

    def record(self, case: str, doc: Doc) -> None:
        """First the journal, then the file."""
        self.step()
        self.disk.journal[doc["_id"]] = Unsent(case, doc)
        self.step()
        self._put(case, doc)

    def retry(self) -> None:
        for row in self.disk.journal.values():
            row.refused = None

    def of(self, case: str) -> list[Unsent]:
        return [row for row in self.disk.journal.values() if row.case == case]

    def _put(self, case: str, doc: Doc) -> None:
        self.disk.files.setdefault(case, {}).setdefault(doc["_id"], {**doc, "_rev": rev_of(doc)})

    # -- a run ----------------------------------------------------------------------------------------------

    async def sync(self) -> bool:
        """True when everything is up to date both ways."""
        store, heads = await self.ask("GET", "/api/heads")
        disk = self.disk
        held = {*disk.files, *(row.case for row in disk.journal.values())}
        seen = dict.fromkeys(held, store) if disk.seen is None else dict(disk.seen)
        for case in heads.keys() - held:
            seen.setdefault(case, store)
        self.step()
        disk.seen = seen
        failed = False
        due = [case for case in heads if self._is_due(case, heads, store)]
        for case in due:
            try:
                await self._file(case, heads, store)
            except Refused:
                failed = True
        for case in held - heads.keys():
            try:
                await self._leave(case, store)
            except Refused:
                failed = True
        for case in due:
            if any(is_picture(row) for row in self.of(case)):
                await self._push(case, pictures=True)
                await self._pull(case, heads, store)
        return not failed

    def _is_due(self, case: str, heads: dict[str, int], store: str) -> bool:
        changed = self.disk.known.get(case) != heads[case] or case not in self.disk.files
        return changed or self._in_doubt(case, store) or any(not row.refused for row in self.of(case))

    def _in_doubt(self, case: str, store: str) -> bool:
        return (self.disk.seen or {}).get(case) != store

    async def _file(self, case: str, heads: dict[str, int], store: str) -> None:
        if heads[case] < self.disk.known.get(case, 0):
            self.step()
            self.disk.seen[case] = "-"
        if self._in_doubt(case, store):
            await self._put_back(case)
        await self._push(case, pictures=False)
        await self._pull(case, heads, store)

    async def _put_back(self, case: str) -> None:
        for doc_id in await self._lacking(case, [doc for doc in self._file_of(case) if self._is_mine(doc)]):
            if doc_id not in self.disk.journal:
                self.step()
                doc = self.disk.files[case][doc_id]
                self.disk.journal[doc_id] = Unsent(case, {k: v for k, v in doc.items() if k != "_rev"})

    async def _push(self, case: str, *, pictures: bool) -> None:
        rows = [row for row in self.of(case) if not row.refused and is_picture(row) == pictures]
        for batch in [[row] for row in rows] if pictures else [rows] if rows else []:
            for row in batch:
                if row.doc["_id"] not in self.disk.files.get(case, {}):
                    self.step()
                    self._put(case, row.doc)
            docs = [self.disk.files[case][row.doc["_id"]] for row in batch]
            if pictures:
                missing = await self._lacking(case, docs)
                docs = [doc for doc in docs if doc["_id"] in missing]
            if docs:
                sent = {"docs": docs, "new_edits": False}
                for told in await self.ask("POST", f"/db/{case}/_bulk_docs", sent):
                    self.step()
                    self.disk.journal[told["id"]].refused = told["reason"]

    async def _pull(self, case: str, heads: dict[str, int], store: str) -> None:
        since = await self._agreed(case)
        feed = await self.ask("GET", f"/db/{case}/_changes?style=all_docs&since={since}")
        wanted = [
            {"id": row["id"], "rev": leaf["rev"]}
            for row in feed["results"]
            for leaf in row["changes"]
            if self.disk.files.get(case, {}).get(row["id"], {}).get("_rev") != leaf["rev"]
        ]
        if wanted:
            told = await self.ask(
                "POST", f"/db/{case}/_bulk_get?revs=true&attachments=true", {"docs": wanted}
            )
            self.step()
            for doc in (one["ok"] for result in told["results"] for one in result["docs"] if "ok" in one):
                del doc["_revisions"]
                self.disk.files.setdefault(case, {})[doc["_id"]] = doc
        self.disk.files.setdefault(case, {})
        await self._agree(case, feed["last_seq"])
        await self._acknowledged(case, store)
        self.step()
        self.disk.known[case] = max(heads[case], feed["last_seq"])

    async def _agreed(self, case: str) -> int:
        """From where to pull: where both sides remember the same checkpoint, else from the beginning."""
        try:
            theirs = (await self.ask("GET", f"/db/{case}/_local/pull"))["since"]
        except Refused as refused:
            if refused.status != 404:
                raise
            return 0
        return theirs if theirs == self.disk.checkpoints.get(case) else 0

    async def _agree(self, case: str, since: int) -> None:
        if self.disk.checkpoints.get(case) == since:
            return
        try:
            rev = {"_rev": (await self.ask("GET", f"/db/{case}/_local/pull"))["_rev"]}
        except Refused:
            rev = {}
        await self.ask("PUT", f"/db/{case}/_local/pull", {"since": since, **rev})
        self.step()
        self.disk.checkpoints[case] = since

    async def _acknowledged(self, case: str, store: str) -> None:
        if self._in_doubt(case, store):
            if await self._holds(case, self._is_mine) and not self.of(case):
                self.step()
                self.disk.seen[case] = store
            return
        receipts = [doc for doc in self._file_of(case) if doc["kind"] == "receipt"]
        self._forget(doc_id for receipt in receipts for doc_id in receipt["documents"])

    async def _leave(self, case: str, store: str) -> None:
        if self._in_doubt(case, store):
            await self._put_back(case)
        await self._push(case, pictures=False)
        await self._push(case, pictures=True)
        try:
            released = await self._holds(case, lambda doc: doc.get("by", {}).get("role") == "inspector")
        except Refused as refused:
            if refused.status != 403 or self._in_doubt(case, store):
                raise
            released = True
        if not released or self.of(case):
            return
        self.step()
        if self.destroying is not None:
            await self.destroying(case, [*self._file_of(case), *(row.doc for row in self.of(case))])
        self.disk.files.pop(case, None)
        self.disk.checkpoints.pop(case, None)
        self.step()
        self.disk.seen.pop(case, None)
        self.step()
        self.disk.known.pop(case, None)

    async def _holds(self, case: str, which: Callable[[Doc], bool]) -> bool:
        """Whether the server holds these; takes out of the journal what it does."""
        docs = [doc for doc in self._file_of(case) if which(doc) or doc["_id"] in self.disk.journal]
        missing = await self._lacking(case, docs)
        there = [doc["_id"] for doc in docs if doc["_id"] not in missing]
        self._forget(one for one in there if one in self.disk.journal and not self.disk.journal[one].refused)
        return not missing

    async def _lacking(self, case: str, docs: list[Doc]) -> set[str]:
        if not docs:
            return set()
        asked = {doc["_id"]: [doc["_rev"]] for doc in docs}
        return set(await self.ask("POST", f"/db/{case}/_revs_diff", asked))

    def _forget(self, ids: Any) -> None:
        known = [doc_id for doc_id in ids if doc_id in self.disk.journal]
        if known:
            self.step()
            for doc_id in known:
                del self.disk.journal[doc_id]

    def _file_of(self, case: str) -> list[Doc]:
        return list(self.disk.files.get(case, {}).values())

    def _is_mine(self, doc: Doc) -> bool:
        return doc.get("by", {}).get("user") == self.user


def is_picture(row: Unsent) -> bool:
    return row.doc["kind"] == "photo"


def rev_of(doc: Doc) -> str:
    return f"1-{hashlib.md5(json.dumps(doc, sort_keys=True).encode()).hexdigest()}"
