"""What has to be written so that a case file holds the flags that its documents give. Pure.

A flag's id says what it is about, so evaluating twice writes nothing twice. Its `history` is kept by whoever
writes the flag: one entry for each change of state or certainty.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from api.clock import rfc3339
from schemas.documents import Flag

Doc = dict[str, Any]

_OWN = ("_rev", "history")


def changed(flags: Iterable[Flag], stored: Mapping[str, Doc], now: dt.datetime) -> list[Doc]:
    """List the flag documents to write; `stored` are those in the case file by `_id`."""
    due = []
    for flag in flags:
        doc: Doc = msgspec.to_builtins(flag, enc_hook=None)
        doc.pop("_rev", None)
        doc.setdefault("schema", 1)
        doc.pop("history", None)
        before = stored.get(doc["_id"])
        if before is not None and {k: v for k, v in before.items() if k not in _OWN} == doc:
            continue
        history = list(before.get("history") or ()) if before is not None else []
        if before is None or _standing(before) != _standing(doc):
            moment = {"at": rfc3339(now), "state": doc["state"], "certainty": doc["certainty"]}
            history.append(moment)
        doc["history"] = history
        if before is not None:
            doc["_rev"] = before["_rev"]
        due.append(doc)
    return due


def _standing(doc: Doc) -> tuple[str, str]:
    return doc["state"], doc["certainty"]
