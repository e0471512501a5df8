"""Which language to answer in: the user's own, else what the browser asks for, else Kazakh."""

from collections.abc import Mapping
from typing import Any

from schemas.parts import LANGUAGES, Language


def accepted(header: str) -> Language:
    """Choose from an Accept-Language header (RFC 9110, 12.5.4); quality decides, then the order."""
    best: tuple[float, Language] | None = None
    for part in header.split(","):
        tag, _, options = part.strip().partition(";")
        primary = tag.split("-")[0].lower()
        try:
            quality = float(options.strip().removeprefix("q=")) if options.strip().startswith("q=") else 1.0
        except ValueError:
            continue
        for language in LANGUAGES:
            if primary == language and quality > 0 and (best is None or quality > best[0]):
                best = (quality, language)
    return best[1] if best else LANGUAGES[0]


def language_of(scope: Mapping[str, Any]) -> Language:
    """Tell the language for an ASGI request; `scope["user"]` is a signed-in reader or None."""
    reader = scope.get("user")
    if reader is not None and (own := getattr(reader, "language", None)) in LANGUAGES:
        return own  # type: ignore[no-any-return]  # one of LANGUAGES, just seen
    for name, value in scope.get("headers", ()):
        if name == b"accept-language":
            return accepted(value.decode("latin-1"))
    return LANGUAGES[0]
