"""``$regex`` with a bound: whatever the pattern, the server goes on.

CouchDB gives patterns to PCRE, which looks at bytes and gives up, without a match, after so many steps. So
does this, by time: a search that takes longer than ``LIMIT_S`` does not match, and a selector whose searches
did that ``MAX_GIVEN_UP`` times is refused. The ``regex`` package reads nearly all that PCRE reads and can be
stopped; ``re`` cannot.
"""

from __future__ import annotations

import regex

from sync.errors import BadMango

LIMIT_S = 0.02
"""Seconds a search may take: everybody waits for it. An ordinary one takes a microsecond."""

MAX_GIVEN_UP = 25

MAX_LENGTH = 1_000
"""Characters of a pattern."""


class Pattern:
    """Raise ``BadMango`` for a text that is no pattern."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise BadMango("bad_arg", f"A pattern for $regex may have {MAX_LENGTH} characters")
        try:
            self._compiled = regex.compile(text.encode(), cache_pattern=False)
        except (regex.error, RecursionError, OverflowError, ValueError, MemoryError) as error:
            raise BadMango("bad_arg", f"Bad argument for operator $regex: {text!r}") from error
        self._given_up = 0

    def found_in(self, text: str) -> bool:
        if self._given_up >= MAX_GIVEN_UP:
            raise BadMango("bad_arg", "The pattern for $regex takes too long")
        try:
            return self._compiled.search(text.encode(), timeout=LIMIT_S) is not None
        except TimeoutError:
            self._given_up += 1
        except (RecursionError, MemoryError):
            self._given_up += 1
        return False
