"""Requests that another site makes a browser send are refused, before anything reads them.

The cookie alone is already SameSite=Strict. Beside it, for every method that may change something:

- `Sec-Fetch-Site` (browsers since 2020 to 2023) must say `same-origin`: a page of a sibling host is
  "same-site", gets the cookie, and is stopped here. `none` is a person typing an address, never a POST.
- `Origin` must be our own: older browsers send it with every POST, PUT, PATCH and DELETE.
- The header `Qadam: 1` must be there: a form cannot set it, and a script of another origin would have to ask
  by a preflight, which is never answered. It is what stops a browser that sends neither of the two above.

Replication by something that is no browser (CouchDB's replicator, PouchDB in Node) has no page that could be
abused, sends none of these, and is let through to /db; people's endpoints always need the header.
Source: OWASP Cross-Site Request Forgery Prevention, "Fetch Metadata", "custom request headers".
"""

import re
from collections.abc import Mapping

_HOST = re.compile(rb"[A-Za-z0-9._:\[\]-]*")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def foreign(method: str, headers: Mapping[bytes, bytes], *, origin: str, replication: bool) -> bool:
    """Tell whether a request must be refused. `origin`: our own, as ``https://host[:port]``."""
    if method in SAFE:
        return False
    site = headers.get(b"sec-fetch-site")
    if site is not None and site != b"same-origin":
        return True
    said = headers.get(b"origin")
    if said is not None and said.decode("latin-1") != origin:
        return True
    browser = site is not None or said is not None
    if replication and not browser:
        return False
    return headers.get(b"qadam") != b"1"


def own_origin(configured: str, scheme: str, headers: Mapping[bytes, bytes]) -> str:
    """Tell our own origin: as configured, else as the request names us."""
    return configured or f"{scheme}://{headers.get(b'host', b'').decode('latin-1')}"


def names_a_host(headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether Host can be a host's name and port: it goes into links that people are shown."""
    return _HOST.fullmatch(headers.get(b"host", b"")) is not None
