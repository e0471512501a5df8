"""The rules as this server applies them: with the catalogue it was started with, and the calendars of now."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import api.rules
import schemas
from api.calendars.book import Book
from api.rules import Memory, evaluate
from api.rules.calendars import Calendars
from api.rules.catalogue import catalogue
from api.rules.findings import Evaluation
from sync.store import Document, Store


class Rules(Protocol):
    """Documents of one case file, now, zone, and the file's memory → flags, review, service, next change."""

    def __call__(
        self, documents: Sequence[Document], now: dt.datetime, zone: str, memory: Memory | None = None
    ) -> Evaluation: ...


class Basis(Protocol):
    """What conclusions stand on besides the documents of a case file."""

    async def read(self) -> str:
        """Read it again, and name its version: where that differs, every file is judged anew."""
        ...


class Judgement:
    """Both: the rules, and the catalogue, code and calendars that they stand on."""

    def __init__(self, store: Store) -> None:
        self._book = Book(store)
        self._calendars = Calendars()

    async def read(self) -> str:
        """Read the calendars again."""
        await self._book.prepare()
        calendars, named = await self._book.calendars()
        if calendars != self._calendars:  # the same object otherwise: memories go on
            self._calendars = calendars
        return f"{rules_version()}, {named}"

    def __call__(
        self, documents: Sequence[Document], now: dt.datetime, zone: str, memory: Memory | None = None
    ) -> Evaluation:
        """Evaluate a case file's documents at a moment, in its office's zone."""
        return evaluate(documents, now, zone, catalogue(), self._calendars, memory=memory)


@cache
def rules_version() -> str:
    """Name the rules by what decides their conclusions: their code, the catalogue, zones and geodesy.

    Reckoned from the files themselves, so that nobody has to remember to raise a number.
    """
    found = hashlib.sha256()
    folders = [Path(module.__file__ or "").parent for module in (api.rules, schemas)]
    for folder in folders:
        for file in sorted([*folder.glob("*.py"), *folder.glob("rules/*")]):
            if file.is_file():
                found.update(file.name.encode() + b"\0" + file.read_bytes())
    for package in ("tzdata", "geopy"):
        found.update(f"{package} {version(package)}\0".encode())
    return found.hexdigest()[:16]
