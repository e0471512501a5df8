"""Where the server may send a push message.

A subscription's endpoint is a URL that a client chooses and the server then posts to: without a guard,
anyone with an account could make the server knock at doors inside its own network (SSRF). So only the push
services of the browsers are admitted, over https on the usual port, and those that the operator has named.
The list is asked again before each message: what is stored may be older than the setting.
"""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

MAX_LENGTH = 1_000
_PLAIN = re.compile(r"[!-\[\]-~]+")  # printable ASCII without the backslash, which parsers disagree about

_SERVICES = ("fcm.googleapis.com",)
_FAMILIES = (".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com")


def is_admitted(endpoint: str, trusted: Collection[str] = ()) -> bool:
    """Tell whether the server may post to this URL; `trusted` as in `QADAM_PUSH_HOSTS`."""
    if len(endpoint) > MAX_LENGTH or not _PLAIN.fullmatch(endpoint):
        return False
    try:
        url = urlsplit(endpoint)
        port = url.port
    except ValueError:
        return False
    host = url.hostname
    if not host or "@" in url.netloc or url.fragment or not url.path.strip("/"):
        return False
    if f"{url.scheme}://{url.netloc.lower()}" in trusted:
        return True
    if url.scheme != "https" or port not in (None, 443):
        return False
    return host in _SERVICES or host.endswith(_FAMILIES) or host in trusted


def share(endpoint: str) -> str:
    """Name the operator of the service, whose many hosts fail together: the last three labels."""
    return ".".join(service(endpoint).split(".")[-3:])


def service(endpoint: str) -> str:
    """Name the push service (host and port): what may be logged of an endpoint, which is itself a secret."""
    return urlsplit(endpoint).netloc.lower()
