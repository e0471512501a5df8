"""Passwords: argon2id, computed in a thread, never more than a few at once.

Parameters: RFC 9106, section 4, second recommended option (t=3, m=64 MiB, p=4, 128-bit salt, 256-bit tag),
which is also the default of argon2-cffi 25. A hash carries its parameters, so these can be raised here: each
account is hashed anew at its next login.
"""

import asyncio
import secrets

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
"""NIST SP 800-63B-4 asks for 8 with a second factor and 15 without; the throttle stands beside this one."""
MAX_LENGTH = 256

_hasher = PasswordHasher(
    time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
# 64 MiB each: without a bound a burst of logins would take the machine's memory.
_at_once = asyncio.Semaphore(2)
# Unknown users cost as much as known ones. The password behind it was never anybody's.
_nobody = _hasher.hash(secrets.token_urlsafe(32))


async def hashed(password: str) -> str:
    """Hash a password, in a thread."""
    async with _at_once:
        return await asyncio.to_thread(_hasher.hash, password)


async def verified(stored: str | None, password: str) -> bool:
    """Tell whether the password is right; with nothing stored it is not, after the same time."""
    async with _at_once:
        right = await asyncio.to_thread(_verify, stored or _nobody, password)
    return right and stored is not None


def outdated(stored: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def too_weak(password: str, user: str) -> str | None:
    """Name what is wrong with a new password (`too_short`, `too_long`, `like_user`), or None."""
    if len(password) < MIN_LENGTH:
        return "too_short"
    if len(password) > MAX_LENGTH:
        return "too_long"
    if user and user.casefold() in password.casefold():
        return "like_user"
    return None


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
