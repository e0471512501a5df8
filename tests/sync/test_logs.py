"""What the protocol writes into a log: the kind and place of a failure, never what somebody wrote."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from sync.http import ProtocolApp
from sync.sqlite import SqliteStore
from sync.store import AllDocsRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = "мұны ешкім көрмесін"


class Failing(SqliteStore):
    """A store with a mistake that quotes a document, before or after the first rows."""

    after = 0

    async def all_docs(self, db: str, query: Any) -> AsyncIterator[list[AllDocsRow]]:
        if not self.after:
            raise ValueError(SECRET)
        return self._pages()

    async def _pages(self) -> AsyncIterator[list[AllDocsRow]]:
        yield [AllDocsRow("a", "1-a")]
        raise ValueError(SECRET)


@pytest.mark.parametrize("after", [0, 1])
async def test_a_failure_is_logged_without_its_words(tmp_path, caplog, after):
    """Before the answer: a 500 without them; in the middle of it: unfinished, and no traceback upwards."""
    store = await Failing.open(tmp_path / "qadam.sqlite")
    store.after = after
    await store.create("case-1")
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "raw_path": b"/case-1/_all_docs", "path": "", "headers": []}
    with caplog.at_level(logging.DEBUG):
        await ProtocolApp(store)(scope, receive, send)
    await store.close()
    assert "GET failed: ValueError at test_logs.py" in caplog.text
    assert SECRET not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)
    assert sent[0]["status"] == (200 if after else 500)
    assert sent[-1].get("more_body", False) is bool(after)
    assert SECRET.encode() not in b"".join(message.get("body", b"") for message in sent)
