"""What came before: some weeks in which another inspector, who has left, found everybody at home. Pure.

Facts as a phone records them, each push with its receipt and the phone's contact. Everything is computed from
the case and the day the demo was first loaded, so that a load that was interrupted writes the same again.
"""

import datetime as dt
import uuid
from typing import Any

from api.clock import rfc3339
from api.demo.choice import File
from api.demo.people import FORMER
from schemas.documents import SCHEMA
from schemas.ids import derived

Doc = dict[str, Any]

WEEKS = 3
_RECEIVED_AFTER = dt.timedelta(minutes=7)
_OFFSET_S = 1.4


def since(file: File, first_load: dt.datetime) -> dt.datetime:
    """Tell when the former inspector began with a case: with the order, three weeks ago at the earliest."""
    begins = dt.datetime.combine(dt.date.fromisoformat(file.order()["from"]), dt.time(10), first_load.tzinfo)
    return max(begins, midnight(first_load) - dt.timedelta(weeks=WEEKS))


def history(secret: bytes, file: File, first_load: dt.datetime) -> list[Doc]:
    """Record what was found in a case file before `first_load` (in the office's zone)."""
    began, residence = since(file, first_load), file.file.get("residence") or {}
    if residence.get("lat") is None:
        return []
    device = str(uuid.UUID(derived(secret, "demo", "device", FORMER)))
    draw = int(derived(secret, "demo", "draw", file.case), 16)
    facts = []
    for weeks_ago in range(WEEKS, 0, -1):
        day = midnight(first_load) - dt.timedelta(days=7 * weeks_ago - draw % 5)
        visit = day + dt.timedelta(hours=15, minutes=draw // 5 % 150)
        check = day + dt.timedelta(days=1, hours=22, minutes=12 + draw // 750 % 80)
        draw //= 60_000
        if weeks_ago == WEEKS:
            facts.append(_visit(file, visit, device, residence, draw))
        if file.condition("curfew"):
            facts.append(_check(check, device, residence, draw))
    facts = [fact for fact in facts if began < fact["at"] < first_load - dt.timedelta(hours=1)]
    docs: list[Doc] = []
    for fact in facts:
        docs += _received(secret, file.case, fact, device)
    if facts:
        last = max(fact["at"] for fact in facts) + _RECEIVED_AFTER
        contact = {"_id": f"contact:{device}", "kind": "contact", "schema": SCHEMA, "device": device}
        docs.append({**contact, "user": FORMER, "at": rfc3339(last)})
    return docs


def _visit(file: File, at: dt.datetime, device: str, residence: Doc, draw: int) -> Doc:
    relation = next((g.get("relation") for g in file.file.get("guardians") or ()), None)
    fact = {"kind": "visit", "outcome": "met", **_envelope(at, device), "place": _near(residence, draw)}
    if relation:
        fact["persons_met"] = [{"relation": relation}]
    return fact


def _check(at: dt.datetime, device: str, residence: Doc, draw: int) -> Doc:
    place = _near(residence, draw)
    found = {"kind": "curfew_check", "result": "present", "method": "in_person", "place": place}
    return {**found, **_envelope(at, device)}


def _envelope(at: dt.datetime, device: str) -> Doc:
    by = {"user": FORMER, "role": "inspector", "device": device}
    return {"schema": SCHEMA, "by": by, "at": at, "clock_offset_s": _OFFSET_S}


def _near(residence: Doc, draw: int) -> Doc:
    """Place a fix some metres from the door, as accurate as a phone is between houses."""
    metre = 1 / 111_320
    return {
        "lat": round(residence["lat"] + (draw % 17 - 8) * metre, 6),
        "lon": round(residence["lon"] + (draw // 17 % 17 - 8) * metre, 6),
        "accuracy_m": 9 + draw // 289 % 15,
    }


def _received(secret: bytes, case: str, fact: Doc, device: str) -> list[Doc]:
    at = fact["at"]
    key = derived(secret, "demo", fact["kind"], case, rfc3339(at))
    doc = {"_id": f"{fact['kind']}:{_uuid7(at, key)}", **fact, "at": rfc3339(at)}
    receipt = {
        "_id": f"receipt:{derived(secret, 'demo', 'receipt', doc['_id'])}",
        "kind": "receipt",
        "schema": SCHEMA,
        "documents": [doc["_id"]],
        "received_at": rfc3339(at + _RECEIVED_AFTER),
        "device": device,
        "clock_offset_s": _OFFSET_S,
        "late": False,
    }
    return [doc, receipt]


def _uuid7(at: dt.datetime, key: str) -> str:
    """Make the UUIDv7 of a moment with computed instead of random bits."""
    bits = int(at.timestamp() * 1000) << 80 | int(key, 16) & (1 << 80) - 1
    bits = bits & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=bits & ~(0x3 << 62) | 0x2 << 62))


def midnight(moment: dt.datetime) -> dt.datetime:
    """Give the beginning of the day, in the moment's own zone."""
    return dt.datetime.combine(moment.date(), dt.time(), moment.tzinfo)
