"""What a child is told of the office's acts, on the child's own page. Pure.

That a warning was handed over, that it was withdrawn, that an explanation is invited. No text of the office
is copied: the phone has words of its own for a child. A warning appears when it has been handed over, so that
nobody learns of it from a screen first; one whose ground has fallen is not shown.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from api.clock import rfc3339
from api.ladder.acts import Act
from api.ladder.steps import Ladder, ladder
from schemas.documents import Notice, Noticed
from sync.store import Document


def notices(
    documents: Sequence[Document], now: dt.datetime, zone: str, kept: dt.timedelta
) -> tuple[dict[str, Document], dt.datetime | None]:
    """Compute the notices by id, and when they differ without a new document.

    `kept`: how long a withdrawal is shown after the child was told of it.
    """
    if not any(doc.get("kind") in {"warning", "hearing"} for doc in documents):
        return {}, None
    found = ladder(documents, now, zone)
    flags = {str(doc["_id"]): doc for doc in documents if doc.get("kind") == "flag"}
    types = {doc["_id"]: doc.get("type") for doc in documents if doc.get("kind") == "condition"}
    told: dict[str, Document] = {}
    moments = [found.next_change]
    for act in found.warnings:
        gone = None if act.told_at is None else act.told_at + kept
        moments.append(gone)
        if act.served_at is None or (gone is not None and gone <= now):
            continue
        about = _about(act.flags, flags, types)
        if act.status == "served":
            told |= _notice(act, Notice(id=_id(act), type="warning", about=about, at=act.served_at))
        elif act.status == "withdrawn":
            told |= _notice(act, Notice(id=_id(act), type="warning_withdrawn", about=about, at=act.served_at))
    told |= _hearings(found, flags, types, now)
    return told, min((one for one in moments if one is not None and one > now), default=None)


def _hearings(
    found: Ladder, flags: Mapping[str, Document], types: Mapping[str, object], now: dt.datetime
) -> dict[str, Document]:
    told: dict[str, Document] = {}
    for flag, heard in found.hearings.items():
        if heard.how == "invited" and heard.since is not None and heard.since > now and heard.by:
            key = f"notice:{heard.by.partition(':')[2]}"
            about = _about([flag], flags, types)
            notice = Notice(id=key, type="hearing", about=about, at=now, until=heard.since)
            told[key] = {**_written(notice), "at": flags[flag]["history"][0]["at"]}
    return told


def _id(act: Act) -> str:
    return f"notice:{act.first.partition(':')[2]}"


def _notice(act: Act, notice: Notice) -> dict[str, Document]:
    return {_id(act): _written(notice)}


def _written(notice: Notice) -> Document:
    doc: Document = msgspec.json.decode(msgspec.json.encode(notice))
    times = {name: rfc3339(getattr(notice, name)) for name in ("at", "until") if getattr(notice, name)}
    return {**doc, "schema": notice.schema, **times}


def _about(named: Iterable[str], flags: Mapping[str, Document], types: Mapping[str, object]) -> list[Noticed]:
    return [
        msgspec.convert(
            {"type": types[flags[flag]["condition"]], "occasion": flags[flag]["occasion"]}, Noticed
        )
        for flag in named
        if flag in flags and types.get(flags[flag]["condition"]) is not None
    ]
