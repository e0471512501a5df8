"""Answers that take their time, counted by session: the newest live, the oldest of too many is told to end.

A phone whose line went dead comes back and asks again, while its last answer still waits for a dead socket:
refusing it would lock out those with the worst network. So a newcomer is let in and the oldest ends; only who
keeps opening and never reads is refused.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from api.problems import Problem

LIVE = 2
"""of one kind, for one session"""
OPEN = 16
"""of one kind, for one session, with those that were told to end and have not yet"""


class Turns:
    """All of this process."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], list[asyncio.Event]] = {}
        self._closed = False

    def refuse_more(self, session_id: str, kind: str) -> None:
        """Raise a problem (429) when too many are open, ended ones included."""
        if len(self._open.get((session_id, kind), ())) >= OPEN:
            raise Problem(429, "too_many_tries", retry_after=10)

    @contextmanager
    def taken(self, session_id: str, kind: str) -> Iterator[asyncio.Event]:
        """An event that is set when it is time to end."""
        key, over = (session_id, kind), asyncio.Event()
        others = self._open.setdefault(key, [])
        if self._closed:
            over.set()
        others.append(over)
        for oldest in others[:-LIVE]:
            oldest.set()
        try:
            yield over
        finally:
            others.remove(over)
            if not others:
                self._open.pop(key, None)

    def close(self) -> None:
        """End them all: the server stops."""
        self._closed = True
        for turns in self._open.values():
            for over in turns:
                over.set()
