"""Serves the built app: one page for every address, hashed files for a year, the service worker always fresh.

`index.html` and `sw.js` decide which version runs, so they are asked for anew each time (with an ETag, a
304 in most cases). Files under `assets/` have their content's hash in their name and never change. Whatever
the build left as `.br` or `.gz` beside a file is served to those who accept it; else gzip, made once.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import Path

import msgspec

Headers = list[tuple[bytes, bytes]]

_IMMUTABLE = b"public, max-age=31536000, immutable"
_FRESH = b"no-cache"
_MISSING = ((b"content-type", b"text/plain"), (b"cache-control", b"no-store"))
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".ftl": "text/plain; charset=utf-8",
}
_COMPRESSIBLE = frozenset({".js", ".css", ".html", ".json", ".webmanifest", ".svg", ".ftl", ".txt"})
_BUILT_FOR_US = frozenset({".br", ".gz", ".map"})


class File(msgspec.Struct, frozen=True):
    """One file of the app with its encodings, ready to send."""

    content_type: bytes
    cache: bytes
    etag: bytes
    encodings: dict[str, bytes]
    """`br`, `gzip`, `identity`"""


class App:
    """The files of a build. Read into memory (a few megabytes), and again when the build has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, File] = {}
        self._built = -1

    def answer(self, path: str, headers: Mapping[bytes, bytes]) -> tuple[int, Headers, bytes]:
        """Answer a GET or HEAD: status, headers, body."""
        self._look()
        name = path.lstrip("/")
        file = self._files.get(name)
        if file is None:
            # A missing hashed file must not become the page: a stale app would run HTML as a script.
            is_file = name.startswith("assets/") or "." in name.rsplit("/", 1)[-1]
            if is_file or "index.html" not in self._files:
                return 404, list(_MISSING), b"Not found\n"
            file = self._files["index.html"]
        told: Headers = [
            (b"content-type", file.content_type),
            (b"cache-control", file.cache),
            (b"etag", file.etag),
            (b"vary", b"accept-encoding"),
        ]
        if file.etag in [tag.strip() for tag in headers.get(b"if-none-match", b"").split(b",")]:
            return 304, told, b""
        accepted = {
            part.split(";")[0].strip()
            for part in headers.get(b"accept-encoding", b"").decode("latin-1").split(",")
            if not part.replace(" ", "").endswith(";q=0")
        }
        offered = (one for one in ("br", "gzip") if one in accepted and one in file.encodings)
        encoding = next(offered, "identity")
        if encoding != "identity":
            told.append((b"content-encoding", encoding.encode()))
        body = file.encodings[encoding]
        return 200, [*told, (b"content-length", str(len(body)).encode())], body

    def _look(self) -> None:
        """Read the build when there is a new one. Vite writes index.html at each build."""
        try:
            built = (self._folder / "index.html").stat().st_mtime_ns
        except OSError:
            built = 0
        if built == self._built:
            return
        self._built = built
        self._files = {} if built == 0 else dict(_read(self._folder))


def _read(folder: Path) -> list[tuple[str, File]]:
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.suffix in _BUILT_FOR_US or name.startswith("."):
            continue
        found.append((name, _file(path, name)))
    return found


def _file(path: Path, name: str) -> File:
    content = path.read_bytes()
    encodings = {"identity": content}
    for suffix, encoding in ((".br", "br"), (".gz", "gzip")):
        beside = path.with_name(path.name + suffix)
        if beside.is_file():
            encodings[encoding] = beside.read_bytes()
    if "gzip" not in encodings and path.suffix in _COMPRESSIBLE and len(content) > 1_000:
        encodings["gzip"] = gzip.compress(content, 9, mtime=0)
    guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return File(
        content_type=guessed.encode(),
        cache=_IMMUTABLE if name.startswith("assets/") else _FRESH,
        etag=b'"' + hashlib.sha256(content).hexdigest()[:32].encode() + b'"',
        encodings=encodings,
    )
