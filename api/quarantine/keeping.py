"""Taking records into quarantine: the gate's `sync.quarantine.Quarantine`, over any store."""

from collections.abc import Sequence
from typing import Any

from api.audit import Audit
from api.clock import Clock, utc_now
from api.quarantine.held import Held, held_id, quarantine_database, read, same_record, written
from schemas.documents import SCHEMA
from schemas.parts import By
from sync.draft import Enclosure, read_draft
from sync.errors import DatabaseExists, SyncError
from sync.gate import Session
from sync.quarantine import Offered
from sync.store import Document, Store

MOST = 5_000
"""records of one case file: far more than a phone makes, and an end for whoever would fill a disk"""


class Keeping:
    """Give it to the gate."""

    def __init__(self, store: Store, audit: Audit, clock: Clock = utc_now) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock

    async def take(
        self,
        db: str,
        session: Session,
        offered: Sequence[Offered],
        measured: float | None,
        *,
        new_edits: bool,
    ) -> list[str | None]:
        """Keep documents apart; for each None, or why it is refused. See `sync.quarantine`."""
        case = db.partition("-")[2]
        apart = quarantine_database(case)
        answers: list[str | None] = [None] * len(offered)
        fresh: dict[int, Document] = {}
        for index, one in enumerate(offered):
            held = self._held(one, session, measured)
            enclosed = _enclosed(one.doc, new_edits=new_edits)
            if enclosed is None:
                answers[index] = f"photo_mismatch: {held.about}._attachments"
                continue
            doc = {"schema": SCHEMA, **written(held)}
            fresh[index] = {**doc, "_attachments": enclosed} if enclosed else doc
        if not fresh:
            return answers
        await self._prepare(apart)
        if (await self._store.info(apart)).doc_count + len(fresh) > MOST:
            return [
                reason or f"quarantine_full: {one.doc['kind']}"
                for reason, one in zip(answers, offered, strict=True)
            ]
        rows = await self._store.write(apart, list(fresh.values()))
        for (index, doc), row in zip(fresh.items(), rows, strict=True):
            if row.ok:
                self._audit.note(session, "quarantine", case=case, what=offered[index].outside.why)
            else:  # it is there already: the same record sent again, or another one under its name
                stored = await self._store.get(apart, doc["_id"])
                if stored is None or not _again(read(stored), doc):
                    answers[index] = f"immutable: {doc['about']}"
        return answers

    def _held(self, one: Offered, session: Session, measured: float | None) -> Held:
        doc = {name: value for name, value in one.doc.items() if name != "_attachments"}
        at = doc.get("at")
        return Held(
            id=held_id(doc["_id"]),
            doc=doc,
            document=doc["_id"],
            about=doc["kind"],
            by=By(user=session.user, role="inspector", device=session.device),
            recorded_at=at if isinstance(at, str) else None,
            evidence=_evidence(doc),
            received_at=self._clock(),
            device=session.device,
            clock_offset_s=measured,
            why=one.outside.why,
            ended_at=one.outside.ended_at,
            state="waiting",
        )

    async def _prepare(self, apart: str) -> None:
        try:
            await self._store.create(apart)
        except DatabaseExists:
            return


def _again(stored: Held, doc: Document) -> bool:
    """Once it is in the case file, its words are there and not here: the name and the author must do."""
    if stored.doc is None:
        return bool(stored.by.user == doc["by"]["user"])
    return same_record(stored.doc, doc["doc"])


def _enclosed(doc: Document, *, new_edits: bool) -> dict[str, Any] | None:
    """The attachment of a photograph, whose name is its digest; None when it is another, or is missing.

    A stub is none: what an earlier revision had is not here.
    """
    photo = doc["kind"] == "photo"
    if "_attachments" not in doc:
        return None if photo else {}
    try:
        enclosures = read_draft(doc, new_edits=new_edits).enclosures
    except SyncError:
        return None
    if not photo or len(enclosures) != 1:
        return None
    ((name, one),) = enclosures.items()
    return {name: _content(one)} if one.blob and doc["_id"] == f"photo:{one.blob.sha256.hex()}" else None


def _content(one: Enclosure) -> dict[str, Any]:
    return {"content_type": one.content_type, "data": one.blob.data if one.blob else b""}


def _evidence(doc: Document) -> list[str]:
    """Read which photographs a record names; a newer app may write anything there."""
    named = doc.get("evidence")
    if not isinstance(named, list):
        return []
    photos = [one.get("photo") for one in named if isinstance(one, dict)]
    return [photo for photo in photos if isinstance(photo, str)]
