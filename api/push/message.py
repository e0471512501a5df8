"""What leaves the server: a message that says nothing, under a name that tells nothing.

The push service and the lock screen are other people's property. The plaintext is an id, padded to a
constant length; the topic groups the messages of one case and kind without naming either; nothing else goes
out. Sources: RFC 8030 (5.2 TTL, 5.3 Urgency, 5.4 Topic), RFC 8291 (encryption), DOMAIN.md "What the child is
owed".
"""

import base64
import datetime as dt
import json

from api.push.keys import Keys

PLAINTEXT_BYTES = 128
URGENCY = "high"  # wakes a phone that saves its battery; a check-in has minutes, not hours

_TOPIC_BYTES = 24  # 32 characters of base64url, the most that RFC 8030 allows


def message_id(keys: Keys, case: str, request: str, subscription: str) -> str:
    """Name one message: 32 hex digits that nobody can guess, the same whenever it is queued again."""
    return keys.derive("message", case, request, subscription).hex()[:32]


def topic(keys: Keys, case: str, kind: str) -> str:
    """Name what a newer message replaces on the push service: 32 URL-safe characters."""
    return base64.urlsafe_b64encode(keys.derive("topic", case, kind)[:_TOPIC_BYTES]).decode()


def plaintext(message: str) -> str:
    """Say `{"m": id}` in exactly PLAINTEXT_BYTES bytes: JSON may end in blanks."""
    return json.dumps({"m": message}, separators=(",", ":")).ljust(PLAINTEXT_BYTES)


def ttl(expires: dt.datetime, now: dt.datetime) -> int:
    """Count the whole seconds that a push service may keep it: the rest of the window, not a second more."""
    return max(0, int((expires - now).total_seconds()))
