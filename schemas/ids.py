"""Keys of documents: time-ordered for what people record, computed for what is derived.

A fact's key is a UUIDv7 (RFC 9562, 5.7), so that a case file sorts by when things were recorded. A key that
is computed from what the document is about makes computing twice harmless.
"""

import hashlib
import hmac
import secrets
import time
import uuid


def uuid7(now_ms: int | None = None) -> str:
    """Make a UUIDv7: 48 bits of Unix milliseconds, then random bits."""
    stamp = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    bits = (stamp & (1 << 48) - 1) << 80 | secrets.randbits(80)
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))


def derived(secret: bytes, *parts: str) -> str:
    """Compute a key of 32 hex digits from what it stands for.

    Keyed by a secret of the installation: a register number has so few values that a plain hash of it
    would give it away to anyone who sees a database's name in a log.
    """
    message = "\x1f".join(parts).encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]


def case_database(case: str) -> str:
    """Name the database of a case file."""
    return f"case-{case}"


def minor_database(case: str) -> str:
    """Name the small database of the minor whose case file this is."""
    return f"minor-{case}"


def flag_id(condition_id: str, occasion: str) -> str:
    """Name a flag by what it is about: `flag:<condition key>:<occasion>`."""
    return f"flag:{condition_id.removeprefix('condition:')}:{occasion}"
