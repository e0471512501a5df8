"""When to try again.

A push service that is down gets rarer and rarer knocks, spread at random so that the messages that failed
together do not return together. Where it says itself when to come back (Retry-After, RFC 9110, 10.2.3), its
word is a floor, never a reason to come earlier.
"""

import datetime as dt
import random
from email.utils import parsedate_to_datetime

FIRST_S = 2.0
LONGEST_S = 300.0
REFUSED_S = 60.0
"""after 401/403: a wrong clock or key is for the operator to mend, which takes minutes"""


def again(attempts: int, *, first_s: float = FIRST_S, chance: random.Random | None = None) -> dt.timedelta:
    """Wait before attempt number `attempts + 1`: half of a doubling span is fixed, half is chance."""
    span = min(LONGEST_S, first_s * 2.0 ** min(max(attempts - 1, 0), 16))
    draw = (chance or random).random()
    return dt.timedelta(seconds=span / 2 + draw * span / 2)


def retry_after(header: str | None, now: dt.datetime) -> dt.timedelta | None:
    """Read Retry-After: whole seconds or an HTTP date; None when there is none or it makes no sense."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return dt.timedelta(seconds=min(int(text), 86_400))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(dt.timedelta(0), moment - now)
