"""The documents of every measurement: visits of an inspector, about 1 KB each, as a phone makes them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from tests.api.town import DEVICE, PEOPLE

OFFICE = dt.timezone(dt.timedelta(hours=5))
NOTE = "Есікті анасы ашты. Дверь открыла мать, подросток дома. " * 7
INSPECTOR = PEOPLE["inspector"]


def visit(key: str, **more: Any) -> dict[str, Any]:
    return {
        "_id": f"visit:{key}",
        "kind": "visit",
        "schema": 1,
        "by": {"user": INSPECTOR.user, "role": INSPECTOR.role, "device": DEVICE["inspector"]},
        "at": dt.datetime.now(OFFICE).isoformat(timespec="seconds"),  # behind the gate: within the assignment
        "clock_offset_s": 0.4,
        "outcome": "met",
        "place": {"lat": 49.9481, "lon": 82.6279, "accuracy_m": 12.5},
        "persons_met": [{"relation": "mother", "name": "Сәуле Б."}],
        "note": NOTE,
        **more,
    }


def body(value: Any) -> bytes:
    """As a browser sends it: UTF-8, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def batch(tag: str, count: int) -> bytes:
    """A body of ``_bulk_docs``."""
    return body({"docs": [visit(f"{tag}-{n:06}") for n in range(count)]})


def replicated(tag: str, count: int) -> bytes:
    """The same as a replicator sends it, with revisions."""
    docs = [visit(f"{tag}-{n:06}", _rev=f"1-{n:032x}") for n in range(count)]
    return body({"docs": docs, "new_edits": False})
