"""The gate: what a person's device may read and write in a database, document by document.

Everything that comes from people passes here, through replication or through the API: who asks (the
session), what they may do in this database (the grant), and whether each document is one that this person, on
this device, may record. What is refused is refused alone, as a ``forbidden`` row with a reason that the
phone translates; the rest of the batch is stored. In the same transaction the gate adds the ``receipt``: the
phone's proof that the server has what it names, durable in the same instant.

Reasons are ``<code>: <path>`` and hold no personal values. Codes: ``deletion``, ``design``, ``server_only``,
``not_allowed_kind``, ``not_yours``, ``schema``, ``corrects_other_kind``, ``immutable``, ``photo_mismatch``,
and ``quarantined``: not in the case file, and safe all the same (see ``sync.quarantine``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from schemas.check import is_newer, problems
from schemas.corrections import kind_of, may_correct
from schemas.documents import EDITABLE_KINDS, FACT_KINDS, KINDS, SCHEMA, SERVER_KINDS, Recorded
from sync import revtree
from sync.errors import Forbidden, Unauthorized
from sync.quarantine import CODE, Offered, Outside, Quarantine, Tenure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sync.store import Arrival, Document, Row, Store, View

ASKED_AGAIN_S = 0.25
"""A body that took longer to arrive is written only after asking anew who sends it and whether they may."""

RECEIVED_KINDS = frozenset(kind for kind, struct in KINDS.items() if issubclass(struct, Recorded))
"""Everything that a person records, once, with the envelope."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at the other end."""

    user: str
    role: str
    device: str
    office: str | None = None
    case: str | None = None


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What a session may do in one database, now."""

    read: bool
    writes: frozenset[str]
    """kinds of documents"""
    late: bool = False
    """no assignment holds any more: what still comes is marked so in its receipt"""
    tenure: Tenure | None = None
    """when they were assigned: what was recorded outside goes to the quarantine. None: it is not asked"""


class Access(Protocol):
    """Given by the API: the one place that knows sessions and assignments. Asked at every request."""

    async def session(self, headers: Mapping[str, str]) -> Session | None:
        """Who asks; ``headers`` with lower-case names. None: nobody who is logged in."""
        ...

    async def grant(self, session: Session, db: str) -> Grant | None:
        """What they may do in this database; None: nothing."""
        ...


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Gate:
    """Give it to ``ProtocolApp``; the API uses ``permit`` or ``check_document`` for what it writes itself."""

    def __init__(
        self,
        access: Access,
        clock: Callable[[], dt.datetime] = _now,
        quarantine: Quarantine | None = None,
    ) -> None:
        self._access = access
        self._clock = clock
        self.quarantine = quarantine

    async def permit(self, headers: Mapping[str, str], db: str, needs: str) -> Pass:
        """Let a request through, or raise ``Unauthorized`` (no session) or ``Forbidden`` (no grant for it).

        ``needs``: see ``sync.http.verbs``. Who may write nothing is let through to ``write``, and hears so
        for each document: PouchDB takes that better than a refused request.
        """
        session, grant = await self._check(headers, db, needs)
        return Pass(self, (headers, db, needs), session, grant)

    async def renewed(self, headers: Mapping[str, str], db: str, needs: str) -> tuple[Session, Grant | None]:
        """What ``permit`` would find now, or what it would raise."""
        return await self._check(headers, db, needs)

    async def _check(self, headers: Mapping[str, str], db: str, needs: str) -> tuple[Session, Grant | None]:
        session = await self._access.session(headers)
        if session is None:
            raise Unauthorized("You are not logged in.")
        if needs == "session":
            return session, None
        if needs == "owner":
            raise Forbidden("This is not served here.")
        grant = await self._access.grant(session, db)
        if grant is None:
            raise Forbidden("You have no access to this database.")
        if needs == "read" and not grant.read:
            raise Forbidden("You may not read this database.")
        return session, grant

    def admission(self, session: Session, grant: Grant, clock_offset_s: float | None = None) -> Admission:
        """What judges documents of this session inside a write (``Store.write(admit=...)``)."""
        return Admission(session, grant, self._clock(), clock_offset_s, keeps=self.quarantine is not None)

    def check_document(self, session: Session, grant: Grant, doc: Document) -> str | None:
        """The reason to refuse a new document, as far as the document alone can tell, or None."""
        return refusal(session, grant, doc)

    def offset(self, headers: Mapping[str, str]) -> float | None:
        """Server time minus the phone's, seconds, by the header ``Qadam-Time``; None without a usable one."""
        try:
            theirs = dt.datetime.fromisoformat(headers.get("qadam-time", ""))
            return round((self._clock() - theirs).total_seconds(), 3)
        except (ValueError, TypeError, OverflowError):  # not a time; without an offset; beyond the calendar
            return None


class Pass:
    """One request's way through the gate; the protocol's ``Permit``."""

    def __init__(
        self, gate: Gate, asked: tuple[Mapping[str, str], str, str], session: Session, grant: Grant | None
    ) -> None:
        self._gate = gate
        self._asked = asked
        self.session = session
        self.grant = grant
        self._offset = gate.offset(asked[0])
        self._asked_at = time.monotonic()

    @property
    def user(self) -> str:
        return self.session.user

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.session.role,)

    async def write(self, store: Store, db: str, docs: Sequence[Document], *, new_edits: bool) -> list[Row]:
        """``Store.write`` through the gate; what is to be kept apart is safe before this returns."""
        if time.monotonic() - self._asked_at > ASKED_AGAIN_S:
            self.session, self.grant = await self._gate.renewed(*self._asked)
        if self.grant is None:
            raise Forbidden("You have no access to this database.")
        admit = self._gate.admission(self.session, self.grant, self._offset)
        rows = await store.write(db, docs, new_edits=new_edits, admit=admit)
        quarantine = self._gate.quarantine
        kept = [n for n, row in enumerate(rows) if row.error and (row.reason or "").startswith(f"{CODE}:")]
        if quarantine is None or not kept:
            return rows
        offered = [Offered(docs[n], admit.outside[rows[n].id]) for n in kept]
        refused = await quarantine.take(db, self.session, offered, self._offset, new_edits=new_edits)
        for n, reason in zip(kept, refused, strict=True):
            if reason is not None:
                rows[n] = msgspec.structs.replace(rows[n], reason=reason)
        return rows

    def local_key(self, key: str) -> str:
        """Checkpoints belong to a user on a device; others do not see that they exist.

        The user is part of it because a device's name is what its browser says it is.
        """
        owner = f"{self.session.user}\x1f{self.session.device}".encode()
        return f"{hashlib.blake2b(owner, digest_size=16).hexdigest()}/{key}"

    async def renew(self) -> None:
        """Raise if the session has ended or the grant is gone: what waits must not outlive them."""
        await self._gate.renewed(*self._asked)


class Admission:
    """The gate inside the write transaction: ``sync.store.Admit`` for one request."""

    def __init__(
        self,
        session: Session,
        grant: Grant,
        now: dt.datetime,
        clock_offset_s: float | None,
        *,
        keeps: bool = False,
    ) -> None:
        self._session = session
        self._grant = grant
        self._now = now
        self._offset = clock_offset_s
        self._keeps = keeps
        self.outside: dict[str, Outside] = {}
        """what ``judge`` has sent to the quarantine, by ``_id``"""

    def judge(self, view: View, arrival: Arrival) -> str | None:
        """The reason to refuse it, or None."""
        if arrival.rev and _is_out_of_reach(arrival.rev, arrival.current):
            return f"schema: {_kind(arrival.doc)}._rev"
        if arrival.deleted:
            return f"deletion: {_kind(arrival.doc)}"
        if (reason := refusal(self._session, self._grant, arrival.doc)) is not None:
            return reason
        kind = arrival.doc["kind"]
        if arrival.current is not None and kind not in EDITABLE_KINDS:
            return f"immutable: {kind}"
        if self._grant.tenure is None:
            return None
        outside = self._grant.tenure.outside(arrival.doc, self._offset, view)
        if outside is None:
            return None
        self.outside[arrival.id] = outside
        return f"{CODE}: {kind}.at: {outside.why}" if self._keeps else f"{outside.why}: {kind}.at"

    def judge_attachments(self, view: View, arrival: Arrival) -> str | None:
        """A photograph is named by its content and comes with it; nothing else has attachments."""
        kind = arrival.doc["kind"]
        if kind != "photo":
            return f"schema: {kind}._attachments: not_a_photo" if arrival.attachments else None
        contents = list(arrival.attachments.values())
        if len(contents) != 1 or arrival.id != f"photo:{contents[0].hex()}":
            return "photo_mismatch: photo._attachments"
        return None

    def seal(self, view: View, written: Sequence[Arrival]) -> list[Document]:
        """The receipt for what people have recorded in this write; none when nothing is new."""
        received = sorted((a.id, a.rev) for a in written if _is_received(a.doc["kind"]))
        if not received:
            return []
        named = "\x1f".join([self._session.device, *(f"{doc_id}@{rev}" for doc_id, rev in received)])
        receipt: Document = {
            "_id": "receipt:" + hashlib.sha256(named.encode()).hexdigest()[:32],
            "kind": "receipt",
            "schema": SCHEMA,
            "documents": [doc_id for doc_id, _ in received],
            "received_at": self._now.isoformat(timespec="milliseconds"),
            "device": self._session.device,
            "clock_offset_s": self._offset,
            "late": self._grant.late,
        }
        return [receipt]


def refusal(session: Session, grant: Grant, doc: Mapping[str, Any]) -> str | None:
    """Why this person may not record this document, by the document alone; None if they may."""
    if str(doc.get("_id", "")).startswith("_"):
        return "design: _id"
    kind = doc.get("kind")
    if not isinstance(kind, str):
        return "schema: kind"
    if kind in SERVER_KINDS:
        return f"server_only: {kind}"
    if not _is_granted(grant, kind):
        return f"not_allowed_kind: {kind[:40]}"
    if (foreign := _not_theirs(session, kind, doc)) is not None:
        return f"not_yours: {foreign}"
    wrong = problems(doc)
    if wrong:
        return f"schema: {wrong[0].path}: {wrong[0].code}"
    if _corrects_other_kind(kind, doc):
        return f"corrects_other_kind: {kind}.corrects"
    return None


def _is_out_of_reach(rev: str, current: str | None) -> bool:
    """Beyond what an honest history could have grown to: the generations must not be used up."""
    return revtree.generation(rev) > (revtree.generation(current) if current else 0) + revtree.REVS_LIMIT


def _kind(doc: Mapping[str, Any]) -> str:
    """Of a document that may have lost its fields with its deletion."""
    return str(doc["_id"]).partition(":")[0][:40]


def _is_granted(grant: Grant, kind: str) -> bool:
    """Facts of a kind that a newer app knows are kept from everybody who may record facts here."""
    return kind in grant.writes if kind in KINDS else not grant.writes.isdisjoint(FACT_KINDS)


def _is_received(kind: str) -> bool:
    """Whether a receipt names it: what people record, also of a kind that this server does not know yet."""
    return kind in RECEIVED_KINDS or kind not in KINDS


def _corrects_other_kind(kind: str, doc: Mapping[str, Any]) -> bool:
    """A record takes the place of its like only: a visit must not undo a decision or a permission.

    What a newer app means by the member is not ours to judge; the rules do not read its documents.
    """
    corrects = doc.get("corrects")
    if is_newer(doc) or not isinstance(corrects, str):
        return False
    other = kind_of(corrects)
    return other in KINDS and not may_correct(kind, other)


def _not_theirs(session: Session, kind: str, doc: Mapping[str, Any]) -> str | None:
    """Which part of ``by`` does not name the session; only the few kinds without an envelope may lack it."""
    by = doc.get("by")
    if by is None and kind in KINDS and kind not in RECEIVED_KINDS:
        return None
    if not isinstance(by, dict):
        return f"{kind}.by"
    for part in ("user", "role", "device"):
        if by.get(part) != getattr(session, part):
            return f"{kind}.by.{part}"
    return None
