"""One request and its answer: reading parameters and bodies with limits, writing JSON, streaming.

Bodies may come gzipped; answers go packed to those who accept it and when it pays (``sync.http.encodings``).
Everything that cannot be understood is a ``SyncError`` of the 400s, raised before anything is done.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from sync.draft import gunzip
from sync.errors import BadContentType, BadQuery, BadRequest, DocumentTooLarge, SyncError, TooLarge
from sync.http.encodings import packer
from sync.http.limits import BARE, Limits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from sync.http.encodings import Packer

    Receive = Callable[[], Awaitable[Any]]
    Send = Callable[
        [Any], Awaitable[None]
    ]  # servers and frameworks each name these messages in their own way

WORTH_PACKING = 860
"""Below this many bytes packing saves no packet."""

BESIDE_THE_LOOP = 64 * 1024
"""Above this many bytes packing, unpacking and decoding go to a thread, beside the loop."""

T = TypeVar("T")

encode = msgspec.json.Encoder().encode


class Gone(Exception):
    """The client has hung up: there is nobody to answer."""


class Exchange:
    """``query`` holds the last of each parameter, ``headers`` lower-case names."""

    def __init__(
        self,
        scope: Mapping[str, Any],
        receive: Receive,
        send: Send,
        *,
        private: bool = False,
        limits: Limits = BARE,
    ) -> None:
        self.limits = limits
        # What passes the gate must not lie in a browser's cache, where nothing encrypts it.
        self._cached = b"no-store" if private else b"must-revalidate"
        self.method: str = scope["method"]
        self.headers = headers_of(scope["headers"])
        self.query: dict[str, str] = query_of(scope.get("query_string", b""))
        self.nonsense: type[SyncError] = BadRequest
        """what a parameter is that makes no sense; ``_all_docs`` has another word for it"""
        self._receive = receive
        self._send = send
        self._read = False
        self._pack: Packer | None = None
        self.started = False

    # -- the request --------------------------------------------------------------------------------------

    def replay(self, body: bytes) -> None:
        """Let a body that was read, and is unpacked, be read once more."""
        receive, whole = self._receive, [{"type": "http.request", "body": body}]
        self.headers.pop("content-encoding", None)

        async def again() -> Any:
            return whole.pop() if whole else await receive()

        self._receive = again

    async def body(self) -> bytes:
        """The whole body, unpacked; ``TooLarge`` as soon as that is certain."""
        body = await self.raw_body()
        return await self._unpacked(body) if self.is_packed and body else body

    @property
    def is_packed(self) -> bool:
        """Whether the body comes as gzip; ``BadContentType`` for what nobody here can unpack."""
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "", "gzip"}:
            raise BadContentType("Only gzip is understood as Content-Encoding")
        return encoding == "gzip"

    async def raw_body(self) -> bytes:
        """The whole body as it came."""
        told = self.headers.get("content-length", "0")
        if told.isdigit() and int(told) > self.limits.body:
            raise TooLarge(f"A request may have {self.limits.body} bytes")
        parts: list[bytes] = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part = message.get("body", b"")
            size += len(part)
            if size > self.limits.body:
                raise TooLarge(f"A request may have {self.limits.body} bytes")
            parts.append(part)
            if not message.get("more_body"):
                break
        self._read = True
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def _unpacked(self, body: bytes) -> bytes:
        limit = self.limits.unpacked(len(body))
        try:
            if limit > BESIDE_THE_LOOP:
                return await asyncio.to_thread(gunzip, body, limit)
            return gunzip(body, limit)
        except DocumentTooLarge as error:
            raise TooLarge(error.reason) from None

    async def json(self) -> Any:
        """The body as JSON of any form; ``BadRequest`` when it is none.

        A POST must say that it is JSON.
        """
        self.check_json_type()
        body = await self.body()
        self.limits.check_json(body)
        return read_json(body)  # here: it holds the interpreter's lock, so that a thread would help nobody

    def check_json_type(self) -> None:
        if self.method == "POST":
            self.must_be_json()

    def must_be_json(self) -> None:
        """``BadContentType`` unless the body says so, as with CouchDB: a page of another origin cannot."""
        if self.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise BadContentType("Content-Type must be application/json")

    async def json_object(self) -> dict[str, Any]:
        return an_object(await self.json())

    async def beside_the_loop(self, read: Callable[[bytes], T], body: bytes) -> T:
        """Decode a body within the limits, a large one in a thread."""
        self.limits.check_json(body)
        return await asyncio.to_thread(read, body) if len(body) > BESIDE_THE_LOOP else read(body)

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        value = self.query.get(name)
        if value is None:
            return otherwise
        if value not in {"true", "false"}:
            raise self.nonsense(f"Invalid boolean parameter: {name}")
        return value == "true"

    def number(self, name: str) -> int | None:
        """A parameter that is zero or more; None without it."""
        value = self.query.get(name)
        if value is None:
            return None
        if not value.isascii() or not value.isdigit() or len(value) > 15:
            raise self.nonsense(f"Invalid value for {name}: it must be a non-negative integer")
        return int(value)

    def json_parameter(self, *names: str) -> Any:
        """The first of these parameters, decoded; ``msgspec.UNSET`` without any."""
        for name in names:
            if name in self.query:
                try:
                    return msgspec.json.decode(self.query[name].encode())
                except (ValueError, RecursionError) as error:
                    raise BadRequest(f"Invalid JSON in {name}") from error
        return msgspec.UNSET

    def wants(self, kind: str) -> bool:
        """Whether the client takes an answer of this type: it names it, or takes anything.

        Without a word of what it takes it gets what CouchDB gives, which is multipart where there is any.
        """
        main = kind.partition("/")[0]
        for part in self.headers.get("accept", "*/*").lower().split(","):
            name, _, quality = part.replace(" ", "").partition(";q=")
            if name.partition(";")[0] in {kind, f"{main}/*", "*/*"} and quality not in {"0", "0.0", "0.00"}:
                return True
        return False

    async def hung_up(self) -> None:
        """Return when the client is gone; the body must have been read, or be of no interest."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    # -- the answer ---------------------------------------------------------------------------------------

    async def answer(
        self, status: int, value: Any, headers: Iterable[tuple[str, str]] = (), *, raw: bool = False
    ) -> None:
        """JSON: a value, or with ``raw`` bytes that are JSON already."""
        body: bytes = value if raw else encode(value)
        await self.send(status, body + b"\n", "application/json", headers)

    async def send(
        self,
        status: int,
        body: bytes,
        content_type: str,
        headers: Iterable[tuple[str, str]] = (),
        *,
        packing: bool = True,
    ) -> None:
        """A whole body of any type, packed when asked for and worth it."""
        extra = [("content-type", content_type), *headers]
        pack = self._packer() if packing and len(body) >= WORTH_PACKING else None
        if pack is not None:
            if len(body) > BESIDE_THE_LOOP:
                body = await asyncio.to_thread(lambda: pack.pack(body) + pack.end())
            else:
                body = pack.pack(body) + pack.end()
            extra += [("content-encoding", pack.name), ("vary", "accept-encoding")]
        await self._start(status, [("content-length", str(len(body))), *extra])
        await self._send(
            {"type": "http.response.body", "body": b"" if self.method == "HEAD" else body, "more_body": False}
        )

    def _packer(self) -> Packer | None:
        return packer(self.headers.get("accept-encoding", ""))

    async def stream(self, content_type: str = "application/json", *, packing: bool = True) -> None:
        """Begin an answer that comes in parts (``part``, then ``end``)."""
        await self.begin(200, content_type, packing=packing)

    async def begin(
        self,
        status: int,
        content_type: str,
        headers: Iterable[tuple[str, str]] = (),
        *,
        length: int | None = None,
        packing: bool = True,
    ) -> None:
        """The same with any status; ``length``: of what will come, where it is known and not packed."""
        told = [("content-type", content_type), *headers]
        self._pack = self._packer() if packing else None
        if self._pack is not None:
            told += [("content-encoding", self._pack.name), ("vary", "accept-encoding")]
        elif length is not None:
            told.append(("content-length", str(length)))
        await self._start(status, told)

    async def part(self, data: bytes, *, now: bool = False) -> None:
        """``now``: the client is waiting for just this; otherwise packing may keep it for a while."""
        if self._pack is not None:
            pack = self._pack

            def packed() -> bytes:
                ready = pack.pack(data)
                return ready + pack.flush() if now else ready

            data = await asyncio.to_thread(packed) if len(data) > BESIDE_THE_LOOP else packed()
        if data and self.method != "HEAD":
            await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self, data: bytes = b"") -> None:
        if self._pack is not None:
            data = self._pack.pack(data) + self._pack.end()
        body = b"" if self.method == "HEAD" else data
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def _start(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.started = True
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"cache-control", self._cached),
                    *[(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
                ],
            }
        )


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """By lower-case name. What is said twice is one list (RFC 9110, 5.3), and cookies one header (RFC 6265).

    So nobody is somebody else to a reader that looks at the first of two Cookie headers.
    """
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}{'; ' if key == 'cookie' else ', '}{text}" if key in headers else text
    return headers


def query_of(raw: bytes) -> dict[str, str]:
    if not raw:
        return {}
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise BadQuery("The query string cannot be understood") from error
    return dict(pairs)


def an_object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest("Request body must be a JSON object")
    return value


def read_json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("invalid UTF-8 JSON") from error
