"""The outbox: `push:<id>` in `registry`, one document for one message to one subscription.

    queued ──201──▶ sent ──service worker──▶ acknowledged
      │  ▲            │
      │  └─429, 5xx,──│── (waits, as a new time in `next_at`)
      │    no answer  │
      └──────────────▶ failed: expired, gone, answered, rejected, not_admitted

The push service's 201 proves nothing about the phone: only the acknowledgement does. Everything here is pure;
a document of the outbox is what survives a restart.
"""

import datetime as dt
import random
from typing import Any, Literal

import msgspec

from api.clock import rfc3339
from api.push import backoff

State = Literal["queued", "sent", "acknowledged", "failed"]
Verdict = Literal["accepted", "gone", "wait", "refused", "rejected"]


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="push"):
    """One message on its way."""

    id: str = msgspec.field(name="_id")
    rev: str | None = msgspec.field(name="_rev", default=None)
    case: str
    request: str
    delivery: str
    subscription: str
    topic: str
    queued_at: dt.datetime
    next_at: dt.datetime
    expires_at: dt.datetime
    state: State = "queued"
    attempts: int = 0
    status: int | None = None
    """of the push service's last answer"""
    reason: str | None = None
    """why it failed, one word"""
    sent_at: dt.datetime | None = None
    acknowledged_at: dt.datetime | None = None

    @property
    def key(self) -> str:
        """The id as the phone gets it."""
        return self.id.removeprefix("push:")


class Outcome(msgspec.Struct, frozen=True):
    """What a push service said to one attempt; `status` None: it did not answer."""

    verdict: Verdict
    status: int | None = None
    retry_after: dt.timedelta | None = None


def judge(status: int | None, retry_after: str | None, now: dt.datetime) -> Outcome:
    """Read an answer by RFC 8030 (5, 7.3, 8.4) and RFC 8292 (4.2)."""
    pause = backoff.retry_after(retry_after, now)
    match status:
        case None | 408 | 425 | 429:
            return Outcome("wait", status, pause)
        case 404 | 410:
            return Outcome("gone", status)
        case 401 | 403:
            return Outcome("refused", status, pause)
        case _ if 200 <= status < 300:
            return Outcome("accepted", status)
        case _ if status >= 500:
            return Outcome("wait", status, pause)
    # A redirect leads to where the guard did not look; 400 and 413 are our mistake: neither mends itself.
    return Outcome("rejected", status)


def after(
    message: Message, outcome: Outcome, now: dt.datetime, chance: random.Random | None = None
) -> Message:
    """Write down what became of an attempt; an acknowledgement that came meanwhile stands."""
    tried = msgspec.structs.replace(message, attempts=message.attempts + 1, status=outcome.status)
    match outcome.verdict:
        case "accepted":
            state: State = "sent" if message.state == "queued" else message.state
            return msgspec.structs.replace(tried, state=state, sent_at=now)
        case "gone":
            return failed(tried, "gone")
        case "rejected":
            return failed(tried, "rejected")
    first = backoff.REFUSED_S if outcome.verdict == "refused" else backoff.FIRST_S
    pause = max(
        backoff.again(tried.attempts, first_s=first, chance=chance), outcome.retry_after or dt.timedelta(0)
    )
    return msgspec.structs.replace(tried, next_at=now + pause)


def failed(message: Message, reason: str) -> Message:
    """End a message that was not acknowledged."""
    if message.state == "acknowledged":
        return message
    return msgspec.structs.replace(message, state="failed", reason=reason)


def acknowledged(message: Message, now: dt.datetime) -> Message:
    """Take the phone's proof; the first one counts."""
    if message.acknowledged_at is not None:
        return message
    return msgspec.structs.replace(message, state="acknowledged", acknowledged_at=now)


def document(record: msgspec.Struct) -> dict[str, Any]:
    """Write a record of the registry as it is stored: times in UTC, no empty revision."""
    doc: dict[str, Any] = {"schema": 1}
    for name, value in msgspec.to_builtins(record, builtin_types=(dt.datetime,)).items():
        doc[name] = rfc3339(value) if isinstance(value, dt.datetime) else value
    if doc.get("_rev") is None:
        doc.pop("_rev", None)
    return doc
