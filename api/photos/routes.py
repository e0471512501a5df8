"""`POST /api/photos` asks, `PATCH /api/photos/<upload>` sends: what broke off goes on where it was.

The phone first says which document it is about to send, without the bytes. The answer is one of

- `{"stored": true}`: that revision is here already;
- `{"refused": "<code>: <path>"}`: the gate will not take it, so nothing need be sent;
- `{"upload": "...", "offset": n}`: send from byte n on.

Each PATCH appends to what is here, and what arrives of one that is cut counts too. With the last byte the
document is written through the gate, judged as if replication had brought it, and the answer is `stored` or
`refused`. Plain replication takes photographs as well; it begins again when it breaks.

The bytes are asked for once: who may read a case file that holds the same photograph names it as `held`, and
its bytes are taken from there. Knowing a digest opens nothing: without that permit, and the document there,
the answer is the same as for a photograph that nobody has ever sent.
Source: draft-ietf-httpbis-resumable-upload, whose `Upload-Offset` this speaks.
"""

import asyncio
import hashlib
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.bundle import Database
from api.guards import only
from api.photos.uploads import LARGEST, Intent, Upload
from api.problems import Problem, not_allowed, not_found, not_signed_in, unreadable
from api.running import Here, Running
from api.sessions.sessions import Reader
from sync.draft import read_draft
from sync.errors import DiskFull, Forbidden, NotFound, SyncError, Unauthorized
from sync.gate import Pass
from sync.http.exchange import headers_of

AT_ONCE = 64 * 1024
"""bytes written to the disk between two turns of others"""

Headers = dict[str, str]


class Named(msgspec.Struct, frozen=True):
    """The attachment, without its bytes."""

    content_type: Annotated[str, Meta(max_length=100, pattern=r"^[ -~]+$")]
    length: Annotated[int, Meta(ge=1, le=LARGEST)]


class Asked(msgspec.Struct, frozen=True):
    """What the phone is about to send."""

    db: Database
    doc: dict[str, Any]
    held: Database | None = None
    """another case file in which the phone knows the same photograph to be"""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of it."""

    stored: bool = False
    refused: str | None = None
    upload: str | None = None
    offset: int | None = None


class Photographs(Controller):
    """Photographs from phones."""

    path = "/api/photos"
    guards = (only("inspector", "minor"),)

    @post(status_code=200)
    async def ask(
        self, data: JSONBody[Asked], request: Request[Any, Any, Any], running: Here, reader: Reader
    ) -> Answer:
        """Say what is here of a photograph, or why it is not wanted."""
        headers = headers_of(request.scope["headers"])
        intent = _intent(data)
        permit = await _permit(running, headers, data.db, "write")
        if permit.grant is None:
            raise not_allowed()
        plain = {name: value for name, value in intent.doc.items() if name == "_id" or name[0] != "_"}
        if (refusal := running.gate.check_document(permit.session, permit.grant, plain)) is not None:
            return Answer(refused=refusal)
        lacking = await running.store.revs_diff(data.db, {intent.doc["_id"]: [intent.doc["_rev"]]})
        if not lacking:
            return Answer(stored=True)
        upload = running.uploads.of(reader.gate, data.db, intent.digest)
        if (
            data.held is not None
            and (content := await _held(running, headers, data.held, intent)) is not None
        ):
            return await _written(running, permit, upload, intent, content)
        if upload.intent is None:
            running.uploads.make_room(reader.gate)
        with _room():
            return Answer(upload=upload.key, offset=upload.begin(intent))

    @patch("/{upload:str}", request_max_body_size=LARGEST)
    async def send(
        self, upload: FromPath[str], request: Request[Any, Any, Any], running: Here, reader: Reader
    ) -> Answer:
        """Append to a photograph; with its last byte it is written."""
        if len(upload) != 32 or not set(upload) <= set("0123456789abcdef"):
            raise not_found()
        arriving = running.uploads.named(reader.gate, upload)
        intent = arriving.intent
        if intent is None:
            raise not_found()
        headers = headers_of(request.scope["headers"])
        permit = await _permit(running, headers, intent.db, "write")
        offset = await _received(request, arriving, intent, headers.get("upload-offset", ""))
        if offset < intent.length:
            return Answer(upload=upload, offset=offset)
        content = await asyncio.to_thread(arriving.content)
        if await asyncio.to_thread(_sha256, content) != intent.digest:
            arriving.forget()
            raise Problem(409, "photo_differs")
        return await _written(running, permit, arriving, intent, content)


async def _received(
    request: Request[Any, Any, Any], arriving: Upload, intent: Intent, offset_told: str
) -> int:
    """Write to the disk what comes, as it comes; how much there is then."""
    if not offset_told.isascii() or not offset_told.isdigit() or int(offset_told) != arriving.offset:
        raise Problem(409, "photo_differs")
    offset = int(offset_told)
    with _room():
        async for piece in request.stream():
            for start in range(0, len(piece), AT_ONCE):
                data = piece[start : start + AT_ONCE]
                if offset + len(data) > intent.length:
                    raise Problem(413, "too_large")
                if not arriving.append(offset, data):
                    raise Problem(409, "photo_differs")
                offset += len(data)
    return offset


async def _written(running: Running, permit: Pass, upload: Upload, intent: Intent, content: bytes) -> Answer:
    attachment = {"content_type": intent.content_type, "data": content}
    doc = {**intent.doc, "_attachments": {intent.name: attachment}}
    (row,) = await permit.write(running.store, intent.db, [doc], new_edits=False)
    upload.forget()
    if row.error is not None:
        return Answer(refused=row.reason or row.error)
    running.audit.note(permit.session, "write", case=intent.db.partition("-")[2])
    return Answer(stored=True)


async def _held(running: Running, headers: Headers, db: str, intent: Intent) -> bytes | None:
    """The same photograph from a file that this session may read; None for whatever reason there is none."""
    try:
        await running.gate.renewed(headers, db, "read")
        found = await running.store.attachment(db, intent.doc["_id"], intent.name)
    except (Forbidden, NotFound):
        return None
    return found.data if await asyncio.to_thread(_sha256, found.data) == intent.digest else None


async def _permit(running: Running, headers: Headers, db: str, needs: Literal["write"]) -> Pass:
    try:
        return await running.gate.permit(headers, db, needs)
    except Unauthorized:
        raise not_signed_in() from None
    except Forbidden:
        raise not_allowed() from None


def _intent(asked: Asked) -> Intent:
    """Read the document's own words about itself; what it says beside that is the gate's to judge."""
    doc = asked.doc
    attachments = doc.get("_attachments")
    if not isinstance(attachments, dict) or len(attachments) != 1:
        raise unreadable("doc._attachments", "invalid")
    ((name, entry),) = attachments.items()
    try:
        named = msgspec.convert(entry, Named)
        empty = {name: {"content_type": named.content_type, "data": b""}}
        draft = read_draft({**doc, "_attachments": empty}, new_edits=False)
    except (msgspec.ValidationError, SyncError):
        raise unreadable("doc", "invalid") from None
    digest = draft.id.removeprefix("photo:")
    if digest == draft.id or len(digest) != 64 or not set(digest) <= set("0123456789abcdef") or draft.deleted:
        raise unreadable("doc._id", "invalid")
    return Intent(asked.db, {**doc, "_rev": draft.path[0]}, name, named.content_type, named.length)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _room:  # noqa: N801 - used as a word: `with _room():`
    """A full disk is the store's own error: nothing was written, and it is fine again when there is room."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError):
            raise DiskFull("There is no room for the photograph") from error
