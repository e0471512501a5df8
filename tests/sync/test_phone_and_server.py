"""A model of phones and a server: crashes and cuts at any point, and nothing acknowledged is ever lost.

The phones are models (``phone_model``); the server is the real gate, protocol and store. Hypothesis chooses
who does what, where the line breaks, who dies when, and shortens what it finds to the least that goes wrong.
The same promises are told of the real phone in pwa/src/db/interleavings.test.ts.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import shutil
import sqlite3
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import quote

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sync.errors import NotFound
from sync.gate import Gate, Grant, Session
from sync.http import ProtocolApp
from sync.sqlite import SqliteStore
from tests.examples import examples
from tests.sync.gated import INSPECTOR_WRITES, NOW, curfew_check, photo
from tests.sync.phone_model import Killed, Lost, Phone, rev_of
from tests.sync.soundness import troubles

CASES = ("case-a", "case-b")
USERS = ("aliya", "berik")
HELD = Grant(read=True, writes=INSPECTOR_WRITES)
LATE = Grant(read=False, writes=INSPECTOR_WRITES, late=True)


class Assignments:
    """Who may do what: both users the same, by case."""

    def __init__(self) -> None:
        self.grants: dict[str, Grant | None] = dict.fromkeys(CASES, HELD)

    async def session(self, headers):
        user = headers["user"]
        return Session(user=user, role="inspector", device=f"device-of-{user}")

    async def grant(self, session, db):
        return self.grants.get(db)


def copy(one: Path, other: Path) -> None:
    """A store's file and its log, as they are at this moment."""
    for beside in ("", "-wal"):
        if Path(f"{one}{beside}").exists():
            shutil.copyfile(f"{one}{beside}", f"{other}{beside}")


class Server:
    """One store after another: each crash and each restore goes on in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.assignments = Assignments()
        self.name = "first"
        self.cut: tuple[str, str, int] | None = None
        """how the address of the request that goes wrong ends; how it does; and a number that says where"""
        self._folder = folder
        self._numbers = itertools.count()

    async def open(self, copied: Path | None = None) -> None:
        self.path = self._folder / f"{next(self._numbers)}.sqlite"
        if copied is not None:
            copy(copied, self.path)
        self.store = await SqliteStore.open(self.path)
        self.store._writing.execute("PRAGMA synchronous = OFF")  # a crash here keeps the system's cache
        self._app = ProtocolApp(self.store, Gate(self.assignments, lambda: NOW), "/db")

    async def crash(self) -> None:
        """What is in the files at this moment is all that is left."""
        dead, self_path = self.store, self.path
        await self.open(self_path)
        await dead.close()

    def backup(self) -> Path:
        to = self._folder / f"copy-{next(self._numbers)}.sqlite"
        source, target = sqlite3.connect(self.path), sqlite3.connect(to)
        source.backup(target)
        source.close()
        target.close()
        return to

    async def restore(self, backup: Path) -> None:
        await self.store.close()
        self.name = f"restored {next(self._numbers)}"
        await self.open(backup)

    async def ask(self, user: str, method: str, path: str, body):
        how, where = "", 0
        if self.cut is not None and path.partition("?")[0].endswith(self.cut[0]):
            _, how, where = self.cut
            self.cut = None
        if how == "unreached":
            raise Lost
        if how == "killed":
            asked = asyncio.create_task(self._answer(user, method, path, body))
            for _ in range(where):
                await asyncio.sleep(0)
            await self.crash()
            await asyncio.gather(asked, return_exceptions=True)
            raise Lost
        if how == "half" and body is not None:
            await self._answer(user, method, path, body, whole=False)
            raise Lost
        if how == "full":
            pages = self.store._writing.execute("PRAGMA page_count").fetchone()[0]
            self.store._writing.execute(f"PRAGMA max_page_count = {pages}")
        answer = await self._answer(user, method, path, body)
        if how == "full":
            self.store._writing.execute("PRAGMA max_page_count = 1000000")
        if how in {"unanswered", "half"}:
            raise Lost
        return answer

    async def _answer(self, user, method, path, body, *, whole=True):
        if path == "/api/heads":
            heads = await self.store.heads(CASES)
            return 200, (self.name, {db: n for db, n in heads.items() if self.assignments.grants[db] is HELD})
        sent = b"" if body is None else json.dumps(body).encode()
        path, _, query = path.partition("?")
        parts = [{"type": "http.request", "body": sent}]
        if not whole:
            parts = [{"type": "http.request", "body": sent[: len(sent) // 2], "more_body": True}]
        told: list[dict] = []

        async def receive():
            return parts.pop(0) if parts else {"type": "http.disconnect"}

        async def send(message):
            told.append(message)

        headers = [(b"user", user.encode()), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": method, "path": path, "raw_path": quote(path).encode(),
                 "query_string": query.encode(), "headers": headers}  # fmt: skip
        await self._app(scope, receive, send)
        if not told:
            return 0, None
        content = b"".join(message.get("body", b"") for message in told[1:])
        return told[0]["status"], json.loads(content) if content else None


case = st.sampled_from(CASES)
user = st.sampled_from(USERS)
cut = st.none() | st.tuples(
    st.sampled_from(["_bulk_docs", "_revs_diff", "_bulk_docs", "_changes", "_bulk_get", "pull", "heads"]),
    st.sampled_from(["unreached", "half", "unanswered", "full", "killed", "killed"]),
    st.integers(0, 40),
)
death = st.none() | st.integers(1, 25)


class PhonesAndServer(RuleBasedStateMachine):
    """Every invariant is looked at after every rule."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.server = Server(Path(self.folder.name))
        self.run(self.server.open())
        for db in CASES:
            self.run(self.server.store.create(db))
            self.run(self.server.store.write(db, [{"_id": f"case:{db}", "kind": "case", "schema": 1}]))
        self.phones = {name: Phone(name, self.server.ask) for name in USERS}
        for phone in self.phones.values():
            phone.destroying = partial(self.destroying, phone.user)
        self.destroyed: set[tuple[str, str]] = set()
        """who has destroyed which of their own records, when the server had it"""
        self.saved: dict[str, tuple[str, str]] = {}
        """every record that a phone has ever told its person is saved: whose, and in which case file"""
        self.wrong: set[str] = set()
        """records that the server refuses: they stay on their phone, and are shown as refused"""
        self.copy: Path | None = None
        self.in_doubt = False
        self.number = 0

    def run(self, work):
        return self.runner.run(work)

    def teardown(self) -> None:
        try:
            self.heal()
        finally:
            self.run(self.server.store.close())
            self.runner.close()
            self.folder.cleanup()

    # -- what happens ---------------------------------------------------------------------------------

    @initialize()
    def both_have_synchronised(self) -> None:
        for phone in self.phones.values():
            assert self.run(phone.sync())

    @rule(who=user, db=case)
    def record_what_will_be_refused(self, who, db):
        phone = self.phones[who]
        self.number += 1
        doc = curfew_check(who, f"{self.number}", result="vanished")
        self.wrong.add(doc["_id"])
        self.live(phone, lambda: phone.record(db, doc), None)

    @rule(who=user, db=case, picture=st.booleans(), dies=death)
    def record(self, who, db, picture, dies):
        phone = self.phones[who]
        self.number += 1
        if picture:
            doc = {**photo(f"picture {self.number}".encode()), "by": curfew_check(who, "x")["by"]}
        else:
            doc = curfew_check(who, f"{self.number}")
        self.live(phone, lambda: phone.record(db, doc), dies)

    @rule(who=user, broken=cut, dies=death)
    def synchronise(self, who, broken, dies):
        phone = self.phones[who]
        self.server.cut = broken

        def run():
            with contextlib.suppress(Lost):
                self.run(phone.sync())

        self.live(phone, run, dies)
        self.server.cut = None

    @rule(db=case, grant=st.sampled_from([HELD, HELD, LATE, None]))
    def assign(self, db, grant):
        self.server.assignments.grants[db] = grant

    @rule()
    def crash(self):
        self.run(self.server.crash())

    @rule(who=user, db=case, pictures=st.lists(st.booleans(), min_size=1, max_size=3), broken=cut, dies=death)
    def record_and_synchronise(self, who, db, pictures, broken, dies):
        for picture in pictures:
            self.record(who, db, picture, None)
        self.synchronise(who, broken, dies)

    @rule()
    def back_up(self):
        self.copy = self.server.backup()

    @precondition(lambda self: self.copy is not None)
    @rule()
    def restore(self):
        self.run(self.server.restore(self.copy))
        self.in_doubt = True

    def live(self, phone, work, dies):
        phone.steps_left = dies
        with contextlib.suppress(Killed):
            work()
        phone.steps_left = None
        # What the journal has is saved, also where the person was not told any more.
        self.saved.update({doc_id: (phone.user, row.case) for doc_id, row in phone.disk.journal.items()})

    # -- what holds -----------------------------------------------------------------------------------

    @invariant()
    def nothing_saved_is_nowhere_or_twice(self):
        """Each record is in its phone's journal, or on the server once, with one receipt."""
        for doc_id, (who, db) in self.saved.items():
            leaves = self.leaves(db, doc_id)
            assert leaves <= 1, f"{doc_id} is on the server {leaves} times"
            if doc_id not in self.phones[who].disk.journal and not self.in_doubt:
                assert leaves == 1, f"{doc_id} is nowhere"

    @invariant()
    def what_a_restore_took_is_on_a_phone(self):
        """Until it has been in touch, a phone holds what it was told is safe, and is not asked to destroy it.

        But for what it had destroyed before, on the word of a server that had it: no phone can help that.
        """
        for doc_id, (who, db) in self.saved.items():
            phone = self.phones[who]
            here = doc_id in phone.disk.journal or doc_id in phone.disk.files.get(db, {})
            assert here or (who, doc_id) in self.destroyed or self.leaves(db, doc_id) == 1, doc_id

    async def destroying(self, who, db, docs):
        """At this moment the server must hold every fact of the file, whoever recorded it."""
        for doc in docs:
            if "by" in doc:
                rev = doc.get("_rev") or rev_of(doc)
                assert await self.server.store.revs_diff(db, {doc["_id"]: [rev]}) == {}, doc["_id"]
                self.destroyed.add((who, doc["_id"]))

    def leaves(self, db, doc_id):
        try:
            return len(self.run(self.server.store.leaves(db, doc_id, "all")))
        except NotFound:
            return 0

    def heal(self):
        """Everybody is let in again and tries again: all is on the server, and the phones know it."""
        self.server.cut = None
        self.server.assignments.grants = dict.fromkeys(CASES, HELD)
        for _ in range(3):
            for phone in self.phones.values():
                phone.retry()
                self.run(phone.sync())
        for phone in self.phones.values():
            assert self.run(phone.sync())
            assert all(row.refused for row in phone.disk.journal.values())
        left = {doc_id for phone in self.phones.values() for doc_id in phone.disk.journal}
        assert left == self.wrong
        lost = {doc_id for doc_id, (_, db) in self.saved.items() if self.leaves(db, doc_id) != 1}
        lost -= self.wrong
        assert not lost or self.in_doubt
        assert {(self.saved[doc_id][0], doc_id) for doc_id in lost} <= self.destroyed
        for db in CASES:
            stored = {doc["_id"]: doc for doc in self.run(self.server.store.documents(db)).rows}
            named = [one for doc in stored.values() if doc["kind"] == "receipt" for one in doc["documents"]]
            assert sorted(named) == sorted(set(named)), "one receipt for each record"
            assert {one for one, (_, where) in self.saved.items() if where == db} - lost - self.wrong == set(
                named
            )
            for phone in self.phones.values():
                held = phone.disk.files.get(db, {})
                assert {(one, doc["_rev"]) for one, doc in stored.items()} <= {
                    (one, doc["_rev"]) for one, doc in held.items()
                }
        self.run(self.server.crash())
        assert troubles(self.server.backup()) == []


PhonesAndServer.TestCase.settings = settings(
    examples(40), stateful_step_count=25, suppress_health_check=list(HealthCheck)
)
TestPhonesAndServer = PhonesAndServer.TestCase
