"""Guessing passwords is made slow, without letting a stranger lock anybody out.

Failures are counted per account and per address; beyond the free ones each further try has to wait, twice as
long every time, up to a bound. Counts halve every quarter of an hour. What it is not:

- Not a lock on sessions: a phone that is logged in never notices.
- Not a lock on people: a device that logged in to the account before counts by itself, so that strangers who
  fail at an inspector's name do not keep the inspector's own phone out ("device cookies", OWASP).
- Not an oracle: a name nobody has is throttled like one that somebody has.

Counted in memory: a restart forgets, and the server does not restart for an attacker.
"""

import datetime as dt
import math
from collections import OrderedDict

import msgspec

HALVE = dt.timedelta(minutes=15)
KEPT = 50_000
"""counters kept; the oldest go first, so that made-up names cannot fill the memory"""
ADDRESS_TIMES = 4
"""an office shares one address: it may fail this many times as often as one account"""


class Count(msgspec.Struct):
    """Failures under one key, as they were `at` that moment."""

    failures: float
    at: dt.datetime


class Throttle:
    """Counters of failed logins. `free` failures cost nothing; `longest` bounds the wait, in seconds."""

    def __init__(self, free: int = 5, longest: int = 900) -> None:
        self._free = free
        self._longest = longest
        self._counts: OrderedDict[str, Count] = OrderedDict()

    def keys(self, user: str, device: str, address: str, *, known: bool) -> tuple[str, ...]:
        """Name the counters of one try."""
        own = f"device:{user}:{device}" if known else f"user:{user}"
        return (own, f"address:{address}")

    def wait(self, keys: tuple[str, ...], now: dt.datetime) -> int:
        """Tell how many seconds to wait before the next try; 0: now."""
        return max((self._wait(key, now) for key in keys), default=0)

    def failed(self, keys: tuple[str, ...], now: dt.datetime) -> None:
        """Count a failure. Called before the password is checked, so that parallel tries count too."""
        for key in keys:
            self._counts[key] = Count(self._failures(key, now) + 1, now)
            self._counts.move_to_end(key)
        while len(self._counts) > KEPT:
            self._counts.popitem(last=False)

    def succeeded(self, keys: tuple[str, ...]) -> None:
        """Take the try back. Only the own counter starts anew: a guesser with an account of his own
        must not be able to clear his address.
        """
        own, *shared = keys
        self._counts.pop(own, None)
        for key in shared:
            if (count := self._counts.get(key)) is not None:
                count.failures = max(0.0, count.failures - 1)

    def _failures(self, key: str, now: dt.datetime) -> float:
        count = self._counts.get(key)
        if count is None:
            return 0.0
        return float(count.failures * 0.5 ** max(0.0, (now - count.at) / HALVE))

    def _wait(self, key: str, now: dt.datetime) -> int:
        count = self._counts.get(key)
        free = self._free * (ADDRESS_TIMES if key.startswith("address:") else 1)
        if count is None or count.failures < free:
            return 0
        delay = min(self._longest, math.exp2(min(30.0, count.failures - free)))
        return max(0, math.ceil(delay - (now - count.at).total_seconds()))
