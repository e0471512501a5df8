"""A supervisor's word on a record in quarantine, and carrying it out.

The word is one write on the record's own document, so of two supervisors one decides. What follows from it
(the case file gets the record) may be cut short anywhere and is done again: by the request, by the pipeline
that hears of the word, or by the same after a restart.
"""

import datetime as dt
import hashlib
from typing import Any

import msgspec

from api.clock import Clock, rfc3339, utc_now
from api.quarantine.held import Held, Ruled, State, Verdict, held_id, quarantine_database, read, written
from schemas.documents import SCHEMA
from schemas.ids import case_database
from sync.errors import Conflict, NoDatabase, NotFound
from sync.store import Document, Store


class Decided(Exception):
    """Somebody has decided already, otherwise."""


class Own(Exception):
    """Whoever recorded it decides about it never."""


class Deciding:
    """What waits for a case file, decided and carried out; as often as anybody likes."""

    def __init__(self, store: Store, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock

    async def held(self, case: str) -> list[Held]:
        """Read everything that was ever kept apart for a case file, in the order in which it came."""
        return sorted(map(read, await self.documents(case)), key=lambda one: (one.received_at, one.id))

    async def documents(self, case: str) -> list[Document]:
        """Read the same as it is stored."""
        try:
            return (await self._store.documents(quarantine_database(case), prefix="held:")).rows
        except NoDatabase:
            return []

    async def photo(self, case: str, document: str) -> tuple[str, bytes]:
        """Read a photograph that waits: its content type and bytes.

        Raises:
            NotFound: when there is none.

        """
        apart, doc_id = quarantine_database(case), held_id(document)
        stored = await self._store.get(apart, doc_id)
        for name in (stored or {}).get("_attachments", {}):
            found = await self._store.attachment(apart, doc_id, name)
            return found.content_type, found.data
        raise NotFound("missing")

    async def decide(self, case: str, document: str, user: str, verdict: Verdict, reason: str) -> Held:
        """Decide, and carry it out; the same word again is the same decision.

        Raises:
            NotFound: when nothing of this name is kept apart.
            Own: when the user recorded it.
            Decided: when another decision stands.

        """
        apart, doc_id = quarantine_database(case), held_id(document)
        while True:
            doc = await self._store.get(apart, doc_id)
            if doc is None:
                raise NotFound("missing")
            held = read(doc)
            if held.by.user == user:
                raise Own
            if held.ruled is not None:
                if (held.ruled.by, held.ruled.verdict) != (user, verdict):
                    raise Decided
                break
            ruled = Ruled(user, self._clock(), verdict, reason)
            if await self._write(case, doc, _ruled(held, ruled)):
                break
        await self.settle(case)
        doc = await self._store.get(apart, doc_id)
        return read(doc) if doc is not None else held

    async def settle(self, case: str) -> list[Held]:
        """Carry out what was decided; photographs follow the record that names them. Tell what is held now.

        Drops the quarantine of a case file that is gone.
        """
        if not await self._store.exists(case_database(case)):
            await self.drop(case)
            return []
        everything = await self.held(case)
        words = {
            (photo, one.by.user): one.ruled
            for one in everything
            if one.ruled is not None
            for photo in one.evidence
        }
        for one in everything:
            ruled = words.get((one.document, one.by.user)) if one.about == "photo" else None
            if one.state == "waiting" and ruled is not None:
                await self._step(case, one, ruled)
            elif one.state == "admitting":
                await self._step(case, one, None)
        return await self.held(case)

    async def drop(self, case: str) -> None:
        """Forget the quarantine of a case file with everything in it."""
        try:
            await self._store.delete(quarantine_database(case))
        except NoDatabase:
            return

    async def _step(self, case: str, one: Held, ruled: Ruled | None) -> None:
        """Bring one record as far as it goes; a second hand at the same time changes nothing."""
        doc = await self._store.get(quarantine_database(case), one.id)
        if doc is None:
            return
        held = read(doc)
        if held.state == "waiting" and ruled is not None:
            # Refused means that another hand is at it, and may die: what it began is gone on with.
            await self._write(case, doc, _ruled(held, ruled))
            doc = await self._store.get(quarantine_database(case), one.id)
            if doc is None:
                return
            held = read(doc)
        if held.state != "admitting" or held.doc is None:
            return
        await self._admit(case, held, doc)
        # The case file has it: what is kept here is that it came, and who let it in.
        done = msgspec.structs.replace(held, state="admitted", doc=None)
        await self._write(case, {name: value for name, value in doc.items() if name != "_attachments"}, done)

    async def _admit(self, case: str, held: Held, doc: Document) -> None:
        """Write the record into the case file as it came, with the receipt that tells how."""
        record = dict(held.doc or {})
        for name in doc.get("_attachments", {}):
            found = await self._store.attachment(quarantine_database(case), held.id, name)
            record.setdefault("_attachments", {})[name] = {
                "content_type": found.content_type,
                "data": found.data,
            }
        receipt = _receipt(held)
        grafted = "_rev" in record
        # The receipt first: without it the rules would take the record for one of an hour ago.
        pieces = [[receipt, record]] if grafted else [[receipt]]
        for docs in pieces:
            await self._store.write(case_database(case), docs, new_edits=False)
        if not grafted:
            (row,) = await self._store.write(case_database(case), [record])
            if not row.ok and await self._store.get(case_database(case), held.document) is None:
                raise Conflict

    async def _write(self, case: str, doc: Document, held: Held) -> bool:
        """Replace a held document; False when somebody else was quicker."""
        new = {"schema": SCHEMA, **written(held), "_rev": doc["_rev"]}
        if "_attachments" in doc:
            new["_attachments"] = doc["_attachments"]  # stubs: what is there stays
        (row,) = await self._store.write(quarantine_database(case), [new])
        return row.ok


def _ruled(held: Held, ruled: Ruled) -> Held:
    state: State = "admitting" if ruled.verdict == "admit" else "rejected"
    return msgspec.structs.replace(held, state=state, ruled=ruled)


def _receipt(held: Held) -> Document:
    """The same bytes whoever writes it, and so the same revision: written twice, it is stored once."""
    named = "\x1f".join(["quarantine", held.document, str((held.doc or {}).get("_rev"))])
    content: Document = {
        "_id": "receipt:" + hashlib.sha256(named.encode()).hexdigest()[:32],
        "kind": "receipt",
        "schema": SCHEMA,
        "documents": [held.document],
        "received_at": rfc3339(held.received_at),
        "device": held.device,
        "clock_offset_s": held.clock_offset_s,
        "late": True,
        "admitted": _plain(held),
    }
    digest = hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
    return {**content, "_rev": f"1-{digest[:32]}"}


def _plain(held: Held) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(held.admission)
    return {name: _moment(value) if name in {"at", "ended_at"} else value for name, value in told.items()}


def _moment(text: str) -> str:
    return rfc3339(dt.datetime.fromisoformat(text))
