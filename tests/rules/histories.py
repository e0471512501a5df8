"""Generated case files: what could happen to one minor in some weeks, for the laws of the rules."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

Doc = dict[str, Any]

HOME = (49.9483, 82.6275)
START = dt.datetime(2026, 9, 1, tzinfo=dt.timezone(dt.timedelta(hours=5)))
NOW = START + dt.timedelta(days=45)
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
USERS = {"aigul": "d1", "marat": "d2", "serik": "d3"}


def iso(moment: dt.datetime) -> str:
    """A time as documents have it."""
    return moment.isoformat()


minutes = st.integers(0, 43 * 24 * 60)
moments = st.one_of(
    minutes.map(lambda m: START + dt.timedelta(minutes=m)),
    # on the edges of windows and days, where mistakes live
    st.builds(
        lambda day, hour: START + dt.timedelta(days=day, hours=hour),
        st.integers(0, 43),
        st.sampled_from([0, 6, 22, 23]),
    ),
)
days = st.integers(0, 43).map(lambda d: str((START + dt.timedelta(days=d)).date()))
offsets = st.one_of(st.just(0), st.none(), st.sampled_from([-10800, -60, 100, 7200]))
metres_north = st.sampled_from([0, 30, 60, 100, 180, 250, 600, 5000])
accuracies = st.one_of(st.none(), st.sampled_from([0, 5, 20, 60, 200, 500, 501, 2000]))


@st.composite
def places(draw: st.DrawFn) -> Doc:
    """A fix somewhere around home."""
    place: Doc = {"lat": HOME[0] + draw(metres_north) / 111_200, "lon": HOME[1]}
    accuracy = draw(accuracies)
    if accuracy is not None:
        place["accuracy_m"] = accuracy
    return place


def envelope(draw: st.DrawFn, kind: str, number: int) -> Doc:
    """The part of a record that every kind has."""
    user = draw(st.sampled_from(sorted(USERS)))
    return {
        "_id": f"{kind}:{number:03}",
        "kind": kind,
        "by": {"user": user, "role": "inspector", "device": USERS[user]},
        "at": iso(draw(moments)),
        "clock_offset_s": draw(offsets),
    }


@st.composite
def facts(draw: st.DrawFn, number: int) -> Doc:
    """Any fact."""
    kind = draw(
        st.sampled_from(
            ["curfew_check"] * 4
            + ["sighting", "check_in", "visit", "attendance", "registration", "session", "hours"]
        )
    )
    doc = envelope(draw, kind, number)
    match kind:
        case "curfew_check":
            doc["result"] = draw(st.sampled_from(["present", "absent", "no_answer", "refused"]))
            doc["method"] = draw(st.sampled_from(["in_person", "phone", "video"]))
            doc["place"] = draw(st.one_of(st.none(), places()))
        case "sighting":
            doc["place"] = draw(places())
        case "check_in":
            doc["place"] = draw(st.one_of(st.none(), places()))
            doc["by"] = {"user": "minor-1", "role": "minor", "device": "m1"}
            doc["request"] = draw(st.one_of(st.none(), st.sampled_from([r["_id"] for r in REQUESTS])))
        case "visit":
            doc["outcome"] = draw(st.sampled_from(["met", "not_home", "moved_out", "wrong_address"]))
        case "attendance":
            doc["date"] = draw(days)
            doc["status"] = draw(
                st.sampled_from(["present", "late", "excused", "unexcused", "unexcused", "no_class"])
            )
        case "registration":
            doc["outcome"] = draw(st.sampled_from(["appeared", "appeared", "sent_home"]))
        case "session":
            doc["date"] = draw(days)
            doc["outcome"] = draw(st.sampled_from(["attended", "missed", "excused"]))
        case "hours":
            doc["date"] = draw(days)
            doc["minutes"] = draw(st.sampled_from([0, 60, 120, 240]))
            doc["refused"] = draw(st.booleans())
    return doc


@st.composite
def acts(draw: st.DrawFn, number: int, facts_before: list[Doc]) -> Doc:
    """An act of the office, a correction, a receipt or a contact."""
    kind = draw(
        st.sampled_from(["permission", "excuse", "decision", "correction", "receipt", "contact", "task"])
    )
    if kind == "correction" and facts_before:
        doc = draw(facts(number))
        return {**doc, "corrects": draw(st.sampled_from(facts_before))["_id"]}
    if kind == "receipt" and facts_before:
        fact = draw(st.sampled_from(facts_before))
        came = dt.datetime.fromisoformat(fact["at"]) + dt.timedelta(hours=draw(st.integers(0, 200)))
        return {
            "_id": f"receipt:{number:03}",
            "kind": "receipt",
            "documents": [fact["_id"]],
            "received_at": iso(min(came, NOW)),
            "device": fact["by"]["device"],
            "clock_offset_s": draw(offsets),
        }
    if kind == "contact":
        user = draw(st.sampled_from(sorted(USERS)))
        return {
            "_id": f"contact:{number:03}",
            "kind": "contact",
            "device": USERS[user],
            "user": user,
            "at": iso(draw(moments)),
        }
    if kind == "task":
        start = draw(moments)
        window = {"from": iso(start), "until": iso(start + dt.timedelta(hours=8))}
        return {"_id": f"task:{number:03}", "kind": "task", "type": "curfew_check", "window": window}
    if kind == "excuse":
        return {**envelope(draw, "excuse", number), "for": draw(excused())}
    if kind == "decision":
        return draw(decisions(number, facts_before))
    return draw(permissions(number))


@st.composite
def excused(draw: st.DrawFn) -> Doc:
    """What an excuse is for."""
    first, last = sorted([draw(days), draw(days)])
    kind = draw(st.sampled_from(["attendance", "registration", "session", "check_in"]))
    return {"kind": kind, "from": first, "until": last}


@st.composite
def permissions(draw: st.DrawFn, number: int) -> Doc:
    """Leave for some hours or days."""
    doc = envelope(draw, "permission", number)
    start = draw(moments)
    hours = draw(st.sampled_from([1, 5, 24, 100, 400]))
    named = draw(st.sampled_from([["*"], *([c["_id"]] for c in CONDITIONS)]))
    return {**doc, "conditions": named, "from": iso(start), "until": iso(start + dt.timedelta(hours=hours))}


@st.composite
def decisions(draw: st.DrawFn, number: int, facts_before: list[Doc]) -> Doc:
    """A decision on a flag that may or may not be there."""
    doc = envelope(draw, "decision", number)
    condition = draw(st.sampled_from(CONDITIONS))["_id"].removeprefix("condition:")
    occasion = draw(st.one_of(days, st.sampled_from([f["_id"] for f in facts_before] or ["visit:000"])))
    verdict = draw(st.sampled_from(["confirm", "dismiss", "excuse", "resolve_conflict"]))
    return {**doc, "flag": f"flag:{condition}:{occasion}", "verdict": verdict, "reason": "heard"}


def _condition(name: str, kind: str, params: Doc) -> Doc:
    return {
        "_id": f"condition:{name}",
        "kind": "condition",
        "order": "order:1",
        "type": kind,
        "from": iso(START),
        "entered_at": iso(START),
        "params": params,
    }


NIGHT = [{"days": EVERY_DAY, "from": "22:00", "to": "06:00"}]
AREA = {"name": "Station", "lat": HOME[0] + 250 / 111_200, "lon": HOME[1], "radius_m": 150}
WIDE = {"name": "Town", "lat": HOME[0], "lon": HOME[1], "radius_m": 400}
CONDITIONS = [
    _condition("curfew", "curfew", {"windows": NIGHT}),
    _condition("away", "stay_away", {"areas": [AREA]}),
    _condition("within", "stay_within", {"areas": [WIDE]}),
    _condition("home", "residence", {}),
    _condition("school", "school_attendance", {"tolerance": {"days": 1, "per_days": 10}}),
    _condition("weekly", "registration", {"every": {"weekday": "mon"}, "grace_days": 1}),
    _condition("ask", "check_in", {"window_s": 1800}),
    _condition("doctor", "treatment", {}),
    _condition("work", "community_service", {"hours": 10, "by": "2026-10-01", "max_minutes_per_day": 120}),
]
REQUESTS = [
    {
        "_id": f"request:ask:{day}",
        "kind": "request",
        "condition": "condition:ask",
        "due": iso(START + dt.timedelta(days=day, hours=18)),
        "window_s": 1800,
        "delivered": delivered,
    }
    for day, delivered in ((3, True), (7, False), (11, True), (40, True), (44, True))
]
FOUNDATION: list[Doc] = [
    {
        "_id": "case:1",
        "kind": "case",
        "born": "2010-02-14",
        "residence": {"lat": HOME[0], "lon": HOME[1], "radius_m": 50},
    },
    {
        "_id": "order:1",
        "kind": "order",
        "measure": "conditional_sentence",
        "from": "2026-09-01",
        "until": "2026-10-12",
    },
    {"_id": "assignment:a", "kind": "assignment", "user": "aigul", "role": "inspector", "from": iso(START)},
    {
        "_id": "assignment:m",
        "kind": "assignment",
        "user": "marat",
        "role": "inspector",
        "from": iso(START),
        "until": iso(START + dt.timedelta(days=20)),
    },
]


@st.composite
def amendments(draw: st.DrawFn) -> list[Doc]:
    """A later wording of the curfew, or a later order, that stands from some day in the past."""
    made: list[Doc] = []
    if draw(st.booleans()):
        start = START + dt.timedelta(days=draw(st.integers(0, 40)))
        params = {"windows": [{"days": EVERY_DAY, "from": "23:00", "to": "06:00"}]}
        wording = _condition("curfew-2", "curfew", params)
        made.append(
            {
                **wording,
                "supersedes": "condition:curfew",
                "from": iso(start),
                "entered_at": iso(draw(moments)),
            }
        )
    if draw(st.booleans()):
        until = str((START + dt.timedelta(days=draw(st.integers(10, 60)))).date())
        made.append(
            {
                "_id": "order:2",
                "kind": "order",
                "supersedes": "order:1",
                "from": draw(days),
                "until": until,
                "entered_at": iso(draw(moments)),
            }
        )
    return made


ASSIGNMENTS = [d for d in FOUNDATION if d["kind"] == "assignment"]


@st.composite
def assigned(draw: st.DrawFn) -> list[Doc]:
    """Who works with the file: mostly two, sometimes nobody, or somebody only after some weeks."""
    if draw(st.sampled_from([True, True, False])):
        return ASSIGNMENTS
    if draw(st.booleans()):
        return []
    return [{**ASSIGNMENTS[0], "from": iso(draw(moments))}]


@st.composite
def histories(draw: st.DrawFn) -> list[Doc]:
    """A case file with all conditions, some facts and some acts."""
    told = [draw(facts(number)) for number in range(draw(st.integers(0, 10)))]
    more = [draw(acts(number, told)) for number in range(100, 100 + draw(st.integers(0, 6)))]
    # A pushed document has one receipt: the gate writes no second one.
    received: set[str] = set()
    once = []
    for doc in more:
        if doc["kind"] == "receipt":
            if doc["documents"][0] in received:
                continue
            received.add(doc["documents"][0])
        once.append(doc)
    foundation = [d for d in FOUNDATION if d["kind"] != "assignment"]
    return [*foundation, *draw(assigned()), *CONDITIONS, *REQUESTS, *draw(amendments()), *told, *once]
