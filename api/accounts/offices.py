"""Offices: `office:<key>` in `registry`, with the name people know and the zone its windows are in."""

from typing import Any

import msgspec

from api.accounts import REGISTRY
from schemas.zones import DEFAULT_ZONE, zone
from sync.store import Store


class Office(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="office"):
    """A unit of a region."""

    key: str
    name: str
    zone: str = DEFAULT_ZONE


class Offices:
    """The offices in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, key: str) -> Office | None:
        """Read an office; None when there is none."""
        doc = await self._store.get(REGISTRY, _id(key))
        return None if doc is None else msgspec.convert(doc, Office)

    async def all(self) -> list[Office]:
        """Read every office, by key."""
        found = await self._store.documents(REGISTRY, prefix="office:")
        return [msgspec.convert(doc, Office) for doc in found.rows]

    async def put(self, office: Office) -> Office:
        """Write an office, new or changed.

        Raises:
            ValueError: when its zone is not in the tz database.

        """
        zone(office.zone)
        while True:
            current = await self._store.get(REGISTRY, _id(office.key))
            doc: dict[str, Any] = {"_id": _id(office.key), **msgspec.to_builtins(office)}
            if current is not None:
                doc["_rev"] = current["_rev"]
                if doc == current:
                    return office
            (row,) = await self._store.write(REGISTRY, [doc])
            if row.ok:
                return office

    async def zone(self, key: str | None) -> str:
        """Tell the zone of an office; the default for one that is not entered."""
        office = await self.get(key) if key else None
        return DEFAULT_ZONE if office is None else office.zone


def _id(key: str) -> str:
    return f"office:{key}"
