"""A push service and a phone in one small HTTP server on loopback, for tests and for trying things by hand.

It takes what an application server posts to a push endpoint, checks it as a push service would (VAPID by
RFC 8292, headers by RFC 8030), keeps it while the phone is "offline" (a newer message replaces an older one
of its topic, one past its TTL is lost), and decrypts it as a browser would (RFC 8291, written out here from
the RFC, so that what `pywebpush` encrypts is not judged by its own code).

    python tests/api/push_receiver.py --port 4711

prints one subscription as JSON (as `PushSubscription.toJSON()`), then one JSON line for each message.
"""

import argparse
import base64
import json
import secrets
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Received:
    """One message as the phone got it."""

    subscription: str
    plaintext: bytes
    headers: dict[str, str]
    claims: dict[str, Any]
    key: str
    """the application server's public key"""
    body_length: int
    at: float = field(default_factory=time.time)

    @property
    def message(self) -> str:
        return str(json.loads(self.plaintext)["m"])


@dataclass
class Answer:
    """What the push service is told to answer instead of 201."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0


class Phone:
    """One subscription: its keys, its endpoint, and what it got."""

    def __init__(self, receiver: "PushReceiver") -> None:
        self.id = secrets.token_urlsafe(12)
        self.endpoint = f"{receiver.origin}/push/{self.id}"
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._auth = secrets.token_bytes(16)
        self.received: list[Received] = []
        self.answers: list[Answer] = []
        """taken one by one before anything else happens"""
        self.attempts: list[float] = []
        self.refused: list[str] = []
        """what was wrong with requests that a push service would not take"""
        self.online = True
        self._kept: dict[str, tuple[float, Received]] = {}
        self._news = threading.Condition()

    @property
    def subscription(self) -> dict[str, Any]:
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": b64(point), "auth": b64(self._auth)},
        }

    def decrypt(self, body: bytes) -> bytes:
        """RFC 8188, 2.1 (header), and RFC 8291, 3.4 (keys): one record, delimiter 2, zero padding."""
        salt, (size, length) = body[:16], struct.unpack("!IB", body[16:21])
        sender, record = body[21 : 21 + length], body[21 + length :]
        if len(record) > size:
            raise ValueError("more than one record")
        own = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        shared = self._private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        secret = _hkdf(self._auth, shared, b"WebPush: info\0" + own + sender, 32)
        key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        if not padded.endswith(b"\x02"):
            raise ValueError("the last record must end in 2")
        return padded[:-1]

    def take(self, message: Received) -> None:
        """Deliver, or keep until the phone is online again."""
        with self._news:
            if self.online:
                self.received.append(message)
            elif ttl := int(message.headers["ttl"]):
                topic = message.headers.get("topic", secrets.token_hex(8))
                self._kept[topic] = (time.time() + ttl, message)
            self._news.notify_all()

    def come_online(self) -> None:
        with self._news:
            self.online = True
            self.received += [message for until, message in self._kept.values() if time.time() < until]
            self._kept.clear()
            self._news.notify_all()

    def wait(self, count: int = 1, timeout_s: float = 10.0) -> list[Received]:
        """Wait until so many messages have arrived."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.received) >= count, timeout_s):
                raise TimeoutError(f"{len(self.received)} of {count} messages; refused: {self.refused}")
            return list(self.received)


class PushReceiver:
    """The server; use as a context manager. `origin` is what `QADAM_PUSH_HOSTS` must name."""

    def __init__(self, port: int = 0, on_message: Callable[[Received], None] | None = None) -> None:
        self._phones: dict[str, Phone] = {}
        self._on_message = on_message
        self.application_server_key: str | None = None
        """if set, messages signed by another key get 403, as from a real push service"""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                receiver._post(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "PushReceiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def phone(self) -> Phone:
        phone = Phone(self)
        self._phones[phone.id] = phone
        return phone

    def _post(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        phone = self._phones.get(request.path.removeprefix("/push/"))
        if phone is None:
            return _reply(request, 404)
        phone.attempts.append(time.time())
        if phone.answers:
            answer = phone.answers.pop(0)
            time.sleep(answer.delay_s)
            return _reply(request, answer.status, answer.headers)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            claims, key = self._vapid(headers.get("authorization", ""))
        except (ValueError, KeyError, InvalidSignature) as error:
            phone.refused.append(f"vapid: {error!r}")
            return _reply(request, 401)
        if self.application_server_key not in (None, key):
            phone.refused.append("vapid: another key than the subscription's")
            return _reply(request, 403)
        if (trouble := _trouble(headers, body)) is not None:
            phone.refused.append(trouble)
            return _reply(request, 400)
        received = Received(phone.id, phone.decrypt(body), headers, claims, key, len(body))
        phone.take(received)
        if self._on_message is not None:
            self._on_message(received)
        return _reply(request, 201, {"Location": f"{self.origin}/message/{secrets.token_urlsafe(9)}"})

    def _vapid(self, header: str) -> tuple[dict[str, Any], str]:
        """RFC 8292, 2 and 3: an ES256 JWT for this origin, at most a day long, by the key that is named."""
        scheme, _, rest = header.partition(" ")
        if scheme != "vapid":
            raise ValueError("not the vapid scheme")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        signed, _, signature = parts["t"].rpartition(".")
        head, payload = (json.loads(unb64(part)) for part in signed.split("."))
        if head.get("alg") != "ES256":
            raise ValueError("not ES256")
        raw = unb64(signature)
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
        public.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))
        if payload["aud"] != self.origin:
            raise ValueError("aud is not this push service")
        if not time.time() < payload["exp"] <= time.time() + 86_400:
            raise ValueError("exp is past or more than a day away")
        if not payload["sub"].startswith(("mailto:", "https:")):
            raise ValueError("sub names nobody")
        return payload, parts["k"]


def _trouble(headers: dict[str, str], body: bytes) -> str | None:
    """RFC 8030, 5: what a push service answers with 400."""
    topic = headers.get("topic")
    if not headers.get("ttl", "").isdigit():
        return "no TTL"
    if headers.get("content-encoding") != "aes128gcm":
        return "not aes128gcm"
    if topic is not None and not (0 < len(topic) <= 32 and topic.replace("-", "").replace("_", "").isalnum()):
        return "topic"
    if headers.get("urgency", "normal") not in {"very-low", "low", "normal", "high"}:
        return "urgency"
    return "too long" if len(body) > 4_096 else None


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _reply(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str] | None = None) -> None:
    request.send_response(status)
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.send_header("Content-Length", "0")
    request.end_headers()


def main() -> None:
    parser = argparse.ArgumentParser(description="A push service and a phone on loopback.")
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()

    def tell(message: Received) -> None:
        line = {
            "plaintext": message.plaintext.decode(),
            "message": message.message,
            "headers": message.headers,
            "claims": message.claims,
        }
        print(json.dumps(line), flush=True)

    with PushReceiver(arguments.port, tell) as receiver:
        print(json.dumps(receiver.phone().subscription), flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()
