"""The server's identity towards push services (VAPID, RFC 8292), made once and kept.

Browsers bind a subscription to the public key, so a new pair would silence every phone until it subscribes
again: the pair is a document of `registry`, and comes back with a restored backup.
"""

import base64
import hashlib
import hmac
import secrets
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from sync.store import Store

REGISTRY = "registry"
DOCUMENT = "vapid"


class Keys:
    """The VAPID pair, and a secret from which names are derived that nobody else can compute."""

    def __init__(self, private: str, secret: str) -> None:
        self._private = private
        self._secret = _decode(secret)

    @cached_property
    def vapid(self) -> Vapid02:
        """The pair as `pywebpush` takes it."""
        return Vapid02.from_raw(self._private.encode())

    @cached_property
    def public(self) -> str:
        """`applicationServerKey`: the uncompressed point, base64url without padding."""
        point = self.vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return _encode(point)

    def derive(self, *parts: str) -> bytes:
        """Compute 32 bytes from what they stand for; nobody can reverse or guess them without the key."""
        return hmac.new(self._secret, "\x1f".join(parts).encode(), hashlib.sha256).digest()


async def keys(store: Store) -> Keys:
    """Read the pair from `registry`, or make it if this is the first start."""
    if not await store.exists(REGISTRY):
        await store.create(REGISTRY)
    for _ in range(2):
        if kept := await store.get(REGISTRY, DOCUMENT):
            return Keys(kept["private"], kept["secret"])
        # Another process may make its pair at the same moment: the first one written stays.
        await store.write(REGISTRY, [_made()])
    kept = await store.get(REGISTRY, DOCUMENT)
    if kept is None:
        raise RuntimeError("the VAPID keys could not be written to the registry")
    return Keys(kept["private"], kept["secret"])


def _made() -> dict[str, Any]:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return {
        "_id": DOCUMENT,
        "kind": "vapid",
        "schema": 1,
        "private": _encode(number.to_bytes(32, "big")),
        "secret": _encode(secrets.token_bytes(32)),
    }


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
