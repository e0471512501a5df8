"""Where the CouchDB is, and as whom we enter it: what ``COUCHDB_URL`` says.

``https://user:password@one:5984,two:5984,three:5984/qadam-``: the nodes of one cluster (one after another,
when one is away), and a prefix for the names of our databases, so that several installations can share a
cluster. The prefix never leaves this package.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_PREFIX = re.compile(r"(?:[a-z][a-z0-9_-]{0,60})?")
_HOST = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._\-]+)(?::\d{1,5})?")


class Address(NamedTuple):
    nodes: tuple[str, ...]
    """``http://host:port`` of each, without user, password or path"""
    user: str
    password: str
    prefix: str
    """of the names of all databases"""

    def __repr__(self) -> str:
        """Without the password: an address is shown to operators."""
        return f"{', '.join(self.nodes)} as {self.user or 'nobody'}"

    @classmethod
    def read(cls, url: str) -> Address:
        """Raise ``ValueError`` with a sentence for what is no such address; it never quotes the password."""
        scheme, colon, rest = url.strip().partition("://")
        if not colon or scheme not in {"http", "https"}:
            raise ValueError("COUCHDB_URL must begin with http:// or https://.")
        authority, _, path = rest.partition("/")
        login, at, hosts = authority.rpartition("@")
        user, _, password = login.partition(":") if at else ("", "", "")
        nodes = tuple(f"{scheme}://{host}" for host in hosts.split(",") if host)
        if not nodes or not all(_HOST.fullmatch(node.partition("://")[2]) for node in nodes):
            raise ValueError("COUCHDB_URL must name its hosts as host:port, with commas between them.")
        for node in nodes:
            urlsplit(node).port  # noqa: B018 - raises ValueError for a port that there is not
        prefix = unquote(path.rstrip("/"))
        if not _PREFIX.fullmatch(prefix):
            raise ValueError("The path of COUCHDB_URL is a prefix of database names: a-z, 0-9, - and _.")
        return cls(nodes, unquote(user), unquote(password), prefix)
