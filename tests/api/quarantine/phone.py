"""A phone of an inspector, as small as it can be: the protocol of pwa/src/db over the real application.

A sync is a generator of requests. Whoever drives it decides what becomes of each: answered, lost on its way,
arrived with its answer lost, or the phone killed in between. What is kept (`journal`, `files`, `marks`,
`notes`) survives that; what is not does not.
"""

import datetime as dt
import hashlib
from collections.abc import Generator
from typing import Any, NamedTuple

import msgspec

Doc = dict[str, Any]


class Request(NamedTuple):
    method: str
    path: str
    body: Any = None


class Answer(NamedTuple):
    status: int
    json: Any


Sync = Generator[Request, Answer, None]


class Cut(Exception):
    """The sync cannot go on; what is kept is kept."""


class Row(msgspec.Struct):
    """A record that no case file is known to have."""

    case: str
    doc: Doc
    apart: bool = False
    refused: str | None = None

    @property
    def waits(self) -> bool:
        return not self.apart and self.refused is None


class Phone:
    def __init__(self, user: str, device: str, *, off_s: float = 0.0, told: bool = True) -> None:
        self.user = user
        self.device = device
        self.off_s = off_s
        """server minus device"""
        self.told = told
        """whether it ever measured that"""
        self.journal: dict[str, Row] = {}
        self.files: dict[str, dict[str, Doc]] = {}
        self.marks: set[str] = set()
        self.notes: set[str] = set()
        self.under_way: Sync | None = None
        self.asks: Request | None = None

    # -- what a person does ----------------------------------------------------------------------------------

    def record(self, case: str, key: str, now: dt.datetime) -> Doc:
        """Save a record: in the journal first, through to the disk."""
        doc: Doc = {
            "_id": f"visit:{key}", "kind": "visit", "schema": 1, "outcome": "met",
            "by": {"user": self.user, "role": "inspector", "device": self.device},
            "at": (now - dt.timedelta(seconds=self.off_s)).isoformat(),
            "clock_offset_s": self.off_s if self.told else None,
        }  # fmt: skip
        doc["_rev"] = f"1-{hashlib.md5(repr(doc).encode()).hexdigest()}"
        self.journal[doc["_id"]] = Row(case, doc)
        self.files[case][doc["_id"]] = doc
        return doc

    def rows(self, case: str) -> list[Row]:
        return [row for row in self.journal.values() if row.case == case]

    def image(self) -> tuple[Any, ...]:
        """A backup of the phone, as its maker's cloud has it."""
        copy = msgspec.msgpack.decode(msgspec.msgpack.encode(self.files))
        return (
            {i: Row(r.case, r.doc, r.apart, r.refused) for i, r in self.journal.items()},
            copy,
            set(self.marks),
        )

    def put_back(self, image: tuple[Any, ...]) -> None:
        """The phone is set up anew from an older backup; what was recorded since is kept."""
        self.killed()
        journal, files, self.marks = image
        self.journal = {**journal, **self.journal}
        for case, docs in files.items():
            self.files[case] = {**docs, **self.files.get(case, {})}

    # -- a sync, request by request --------------------------------------------------------------------------

    def begin(self) -> None:
        self.under_way = self._sync()
        self.asks = next(self.under_way, None)

    def answered(self, answer: Answer) -> None:
        """Go on to the next request, or end."""
        assert self.under_way is not None
        try:
            self.asks = self.under_way.send(answer)
        except (StopIteration, Cut):
            self.killed()

    def killed(self) -> None:
        self.under_way = self.asks = None

    def _sync(self) -> Sync:
        told = yield from self._ask("GET", "/api/assignments")
        mine = {one["case"] for one in told}
        yield from self._finish()
        for case in sorted(mine):
            yield from self._push(case)
            found = yield from self._ask("GET", f"/db/case-{case}/_all_docs?include_docs=true")
            docs = {row["id"]: row["doc"] for row in found["rows"]}
            self.files[case] = {**self.files.get(case, {}), **docs}
            for doc in docs.values():
                if doc["kind"] == "receipt":
                    self._acknowledge(doc["documents"])
            if all(row.apart for row in self.rows(case)):
                yield from self._ask("POST", "/api/contacts", {"cases": [case]})
        held = set(self.files) | {row.case for row in self.journal.values()}
        for case in sorted(held - mine):
            yield from self._leave(case)
        yield from self._settled()

    def _push(self, case: str) -> Sync:
        docs = [row.doc for row in self.rows(case) if row.waits]
        if not docs:
            return
        rows = yield from self._ask(
            "POST", f"/db/case-{case}/_bulk_docs", {"docs": docs, "new_edits": False}, 201
        )
        for row in rows:
            known = self.journal.get(row["id"])
            if known is not None and row["reason"].startswith("quarantined:"):
                known.apart = True
            elif known is not None:
                known.refused = row["reason"]

    def _leave(self, case: str) -> Sync:
        yield from self._push(case)
        told = yield from self._ask("POST", "/api/receipts", {"cases": [case]})
        apart = {one["document"] for one in told}
        own = [
            doc for doc in self.files.get(case, {}).values() if doc.get("by", {}).get("role") == "inspector"
        ]
        asked = {doc["_id"]: [doc["_rev"]] for doc in [*own, *(row.doc for row in self.rows(case))]}
        missing = yield from self._ask("POST", f"/db/case-{case}/_revs_diff", asked)
        self._acknowledge(doc_id for doc_id in asked if doc_id not in missing)
        if all(row.apart and row.doc["_id"] in apart for row in self.rows(case)) and set(missing) <= apart:
            self.notes |= {row.doc["_id"] for row in self.rows(case)}
            self.marks.add(case)
            yield from self._finish()

    def _finish(self) -> Sync:
        done = []
        for case in sorted(self.marks):
            if all(row.apart for row in self.rows(case)):
                self.files.pop(case, None)
                self.journal = {i: row for i, row in self.journal.items() if row.case != case}
                done.append(case)
            else:
                self.marks.discard(case)
        if done:
            yield from self._ask("POST", "/api/contacts/ended", {"cases": done})
            self.marks -= set(done)

    def _settled(self) -> Sync:
        """A record that was rejected leaves a file that is still here; a note remains."""
        cases = sorted({row.case for row in self.journal.values() if row.apart})
        if not cases:
            return
        told = yield from self._ask("POST", "/api/receipts", {"cases": cases})
        for one in told:
            if one["state"] == "rejected" and one["document"] in self.journal:
                row = self.journal.pop(one["document"])
                self.files.get(row.case, {}).pop(one["document"], None)
                self.notes.add(one["document"])

    def _acknowledge(self, ids: Any) -> None:
        for doc_id in ids:
            self.journal.pop(doc_id, None)

    def _ask(
        self, method: str, path: str, body: Any = None, expected: int = 200
    ) -> Generator[Request, Answer, Any]:
        answer = yield Request(method, path, body)
        if answer.status != expected:
            raise Cut
        return answer.json
