"""What has to be written so that a case file holds the flags that its documents give. Pure.

A flag's id says what it is about and its content follows from the documents alone, its history included, so
evaluating twice writes nothing twice, on however many machines.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from api.clock import rfc3339
from schemas.documents import Flag

Doc = dict[str, Any]

DECIDED = frozenset({"confirmed", "dismissed", "excused"})
"""States in which a flag is settled."""


def changed(
    flags: Iterable[Flag], stored: Mapping[str, Doc], now: dt.datetime, decisions: Sequence[Doc] = ()
) -> list[Doc]:
    """List the flag documents to write; `stored` are those in the case file by `_id`.

    A stored flag that the rules no longer find (an act was edited in place, a rule was taken out, an earlier
    fact now names the day) is not left standing: it becomes void now, or reopened if somebody had decided on
    it. `decisions` are those of the case file: a later one may take a reopened flag back.
    """
    current = {doc["_id"]: doc for doc in map(_document, flags)}
    due = [doc for doc in current.values() if _content(stored.get(doc["_id"], {})) != doc]
    named = {(doc["condition"], fact): doc["_id"] for doc in current.values() for fact in doc["facts"]}
    for name, doc in stored.items():
        if name not in current:
            heir = named.get((doc["condition"], doc["occasion"]))
            state, cause = _without_ground(doc, heir, decisions)
            if state != doc["state"]:
                due.append(_moved(doc, state, cause, now))
    return [{**doc, **_revision(stored.get(doc["_id"]))} for doc in due]


def _without_ground(doc: Doc, heir: str | None, decisions: Sequence[Doc]) -> tuple[str, str | None]:
    """Say what becomes of a flag that no rule finds, and by which document.

    `heir` is the flag of the same day under the name of an earlier fact: decisions on this one count there.
    """
    if heir is not None:
        return "void", heir
    if doc["state"] in DECIDED and any(_is_decision(m) for m in doc.get("history") or ()):
        return "reopened", None
    if doc["state"] != "reopened":
        return "void", None
    taken_back = _taken_back(doc, decisions)
    return ("reopened", None) if taken_back is None else ("void", taken_back)


def _is_decision(moment: Doc) -> bool:
    """Was it a person's decision, and not a certificate, that changed the flag?"""
    return str(moment.get("cause")).startswith("decision:")


def _taken_back(doc: Doc, decisions: Sequence[Doc]) -> str | None:
    """Find the decision that took a flag back after it lost its ground; to confirm it then is no answer."""
    told = [_moment(m["at"]) for m in doc.get("history") or () if m["state"] == "reopened"]
    for decision in decisions:
        said = decision.get("resolved_as") or decision["verdict"]
        later = all(_moment(decision["at"]) > reopened for reopened in told)
        if decision["flag"] == doc["_id"] and said in {"dismiss", "excuse"} and later:
            return str(decision["_id"])
    return None


def _document(flag: Flag) -> Doc:
    doc: Doc = msgspec.json.decode(msgspec.json.encode(flag))
    return {**doc, "schema": flag.schema}


def _content(doc: Doc) -> Doc:
    return {name: value for name, value in doc.items() if name != "_rev"}


def _moved(doc: Doc, state: str, cause: str | None, now: dt.datetime) -> Doc:
    moment = {"at": rfc3339(now), "state": state, "certainty": doc["certainty"]}
    if cause is not None:
        moment["cause"] = cause
    return {**_content(doc), "state": state, "history": [*(doc.get("history") or ()), moment]}


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _revision(doc: Doc | None) -> Doc:
    return {} if doc is None else {"_rev": doc["_rev"]}
