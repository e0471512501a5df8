"""Mango selectors: which documents a JSON object of conditions means. Pure.

Source: https://docs.couchdb.org/en/stable/api/database/find.html#selector-syntax
"""

from __future__ import annotations


class Selector:
    """A selector that was read and found good; equal and hashed by ``source``, its canonical JSON."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source
