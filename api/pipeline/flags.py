"""What has to be written so that a case file holds the flags that its documents give. Pure.

A flag's id says what it is about and its content follows from the documents alone, its history included, so
evaluating twice writes nothing twice, on however many machines.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from api.clock import rfc3339
from schemas.documents import Flag

Doc = dict[str, Any]


def changed(flags: Iterable[Flag], stored: Mapping[str, Doc], now: dt.datetime) -> list[Doc]:
    """List the flag documents to write; `stored` are those in the case file by `_id`.

    A stored flag that the rules no longer know of (a rule was taken out, a condition withdrawn as a whole) is
    not left standing: it becomes void, now.
    """
    current = {doc["_id"]: doc for doc in map(_document, flags)}
    due = [doc for doc in current.values() if _content(stored.get(doc["_id"], {})) != doc]
    due += [
        _voided(doc, now) for name, doc in stored.items() if name not in current and doc["state"] != "void"
    ]
    return [{**doc, **_revision(stored.get(doc["_id"]))} for doc in due]


def _document(flag: Flag) -> Doc:
    doc: Doc = msgspec.json.decode(msgspec.json.encode(flag))
    return {**doc, "schema": flag.schema}


def _content(doc: Doc) -> Doc:
    return {name: value for name, value in doc.items() if name != "_rev"}


def _voided(doc: Doc, now: dt.datetime) -> Doc:
    moment = {"at": rfc3339(now), "state": "void", "certainty": doc["certainty"]}
    return {**_content(doc), "state": "void", "history": [*(doc.get("history") or ()), moment]}


def _revision(doc: Doc | None) -> Doc:
    return {} if doc is None else {"_rev": doc["_rev"]}
