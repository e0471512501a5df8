"""The session cookie `qadam`: out of reach of scripts, never sent from another site.

HttpOnly: a script injected into the page cannot carry the token away. SameSite=Strict: a request that another
site starts, of whatever kind, comes without it. Secure whenever the request came by https, directly or
through a configured proxy (uvicorn then sets the scheme). Path=/ because /api and /db both need it.
"""

from collections.abc import Iterable
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie

from litestar.datastructures import Cookie

from api.settings import lifetime
from schemas.parts import Role

NAME = "qadam"


def token_in(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Read the token from raw ASGI headers; None when there is none.

    Several Cookie headers are one list, as HTTP/2 may send them (RFC 9113, 8.2.3).
    """
    cookies = [value for name, value in headers if name == b"cookie"]
    return token_of(b"; ".join(cookies).decode("latin-1")) if cookies else None


def only_this(headers: Iterable[tuple[bytes, bytes]], token: str | None) -> list[tuple[bytes, bytes]]:
    """Leave one cookie among raw headers, so that every room sees the session that the front door saw."""
    others = [(name, value) for name, value in headers if name != b"cookie"]
    return others if token is None else [*others, (b"cookie", f"{NAME}={token}".encode("latin-1"))]


@lru_cache(maxsize=1_024)
def token_of(header: str) -> str | None:
    """Read the token from a Cookie header."""
    try:
        morsel = SimpleCookie(header).get(NAME)
    except CookieError:
        return None
    return morsel.value or None if morsel is not None else None


def given(token: str, role: Role, *, https: bool) -> Cookie:
    """Make the cookie for a new session: it lasts as long as the session can; the server decides."""
    return _cookie(token, int(lifetime(role).absolute.total_seconds()), https=https)


def taken(*, https: bool) -> Cookie:
    """Make the cookie that removes it."""
    return _cookie("", 0, https=https)


def _cookie(value: str, max_age: int, *, https: bool) -> Cookie:
    return Cookie(
        key=NAME, value=value, max_age=max_age, path="/", httponly=True, samesite="strict", secure=https
    )
