"""What has arrived of photographs that are on their way, as files in the data folder.

A photograph is 200 kB on a line that breaks every minute: what has arrived stays, for two days, and the phone
goes on from there. An upload belongs to a user on a device and to one document of one database; nobody else
can ask for it, append to it, or learn that there is one. It is no part of the store and of no backup: losing
it costs a phone some bytes. Files here are named by digests and hold what the store would hold; the folder is
closed to other users like the rest of the data folder.
"""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from sync.gate import Session

LARGEST = 16_000_000
"""bytes of one photograph, as much as a request of replication may have"""
OPEN = 8
"""photographs of one device that may be on their way; the one untouched for longest makes room"""
KEPT_S = 48 * 3_600.0


class Intent(msgspec.Struct, frozen=True):
    """The document that the bytes are for."""

    db: str
    doc: dict[str, Any]
    """as replication would bring it, its one attachment without `data`"""
    name: str
    """of the attachment"""
    content_type: str
    length: int

    @property
    def digest(self) -> str:
        """SHA-256 of the content, hexadecimal: a photograph is named by it."""
        return str(self.doc["_id"]).removeprefix("photo:")


class Upload:
    """One photograph of one device, as far as it has come."""

    def __init__(self, folder: Path, key: str) -> None:
        self.key = key
        self._bytes = folder / f"{key}.part"
        self._intent = folder / f"{key}.json"

    @property
    def intent(self) -> Intent | None:
        """What it is for; None: there is no such upload."""
        try:
            return msgspec.json.decode(self._intent.read_bytes(), type=Intent)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    @property
    def offset(self) -> int:
        """How many bytes have arrived."""
        try:
            return self._bytes.stat().st_size
        except FileNotFoundError:
            return 0

    def begin(self, intent: Intent) -> int:
        """Note what is to come; tell how much of it is here already."""
        for file in (self._intent, self._bytes):
            file.touch(mode=0o600)
        self._intent.write_bytes(msgspec.json.encode(intent))
        return self.offset

    def append(self, offset: int, data: bytes) -> bool:
        """Add what follows `offset`; False when more is there already: another request was faster."""
        # In one go on the event loop: between the look and the write nobody else has a turn.
        if self.offset != offset:
            return False
        with self._bytes.open("ab") as file:
            file.write(data)
        return True

    def content(self) -> bytes:
        """All that has arrived."""
        return self._bytes.read_bytes()

    def forget(self) -> None:
        """Remove it."""
        self._intent.unlink(missing_ok=True)
        self._bytes.unlink(missing_ok=True)

    @property
    def touched(self) -> float:
        """When something last arrived, by the file system."""
        try:
            return self._bytes.stat().st_mtime
        except FileNotFoundError:
            return 0.0


class Uploads:
    """All that are on their way."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def of(self, session: Session, db: str, digest: str) -> Upload:
        """Find the upload of this device for one photograph in one database, whether or not it has begun."""
        return self.named(session, _digest(db, digest))

    def named(self, session: Session, key: str) -> Upload:
        """Find an upload of this device by its key: 32 hexadecimal digits."""
        folder = self._folder / _digest(session.user, session.device)
        for made in (self._folder, folder):
            made.mkdir(exist_ok=True, mode=0o700)
        return Upload(folder, key)

    def make_room(self, session: Session) -> None:
        """Forget what was untouched for longest, where this device has too many."""
        folder = self._folder / _digest(session.user, session.device)
        here = sorted(_uploads(folder), key=lambda one: one.touched, reverse=True)
        for surplus in here[OPEN - 1 :]:
            surplus.forget()

    def sweep(self) -> int:
        """Forget what nobody went on with; tell how many."""
        old = self._clock() - KEPT_S
        swept = 0
        for folder in self._folder.glob("*"):
            for upload in _uploads(folder):
                if upload.touched < old:
                    upload.forget()
                    swept += 1
            if not any(folder.iterdir()):
                folder.rmdir()
        return swept


def _uploads(folder: Path) -> list[Upload]:
    return [Upload(folder, key) for key in {path.stem for path in folder.glob("*")}]


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
