"""SCENARIOS.md told a second time, for curfews: slowly, minute by minute, knowing nothing of the evaluator.

Made from the text alone, to be compared with `api.rules` on generated case files. Times are whole minutes,
so that looking at every minute of an interval is looking at every moment of it. Windows are asked of a clock
on a wall; where it is put back, the two differ on purpose (api/rules/local), and nobody asks here.
"""

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from geopy.distance import geodesic

Doc = dict[str, Any]
Flag = tuple[str, str, str]
"""certainty, state, facts joined by a space"""

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MINUTE = dt.timedelta(minutes=1)


def moment(text: str) -> dt.datetime:
    """Read a time."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


class Plainly:
    """One case file with curfews, permissions, corrections and one order."""

    def __init__(self, documents: list[Doc], now: dt.datetime, zone: ZoneInfo) -> None:
        self.all, self.now, self.zone = documents, now, zone
        self.by_kind: dict[str, list[Doc]] = defaultdict(list)
        for doc in documents:
            self.by_kind[doc["kind"]].append(doc)
        self.receipt = {i: r for r in self.by_kind["receipt"] for i in r["documents"]}
        self.home = self.by_kind["case"][0]["residence"]

    def received(self, doc: Doc) -> dt.datetime:
        """ "A document without a receipt arrived at its own `at` (an act: at `entered_at`, or `at`)." """
        if doc["_id"] in self.receipt:
            return moment(self.receipt[doc["_id"]]["received_at"])
        return moment(doc.get("entered_at") or doc["at"])

    def interval(self, fact: Doc) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
        """ "The observation happened at `at` + offset": the earliest, the latest, the nominal moment."""
        at, own = moment(fact["at"]), fact.get("clock_offset_s")
        receipt = self.receipt.get(fact["_id"])
        measured = own if receipt is None else receipt.get("clock_offset_s")
        nominal = at + dt.timedelta(seconds=own or 0)
        if own is None and measured is None:
            half = dt.timedelta(hours=14)
            last = min(at + half, self.received(fact))
            return (at - half, last, at) if last >= at - half else (last - 2 * half, last, at)
        offsets = [o for o in (own, measured) if o is not None]
        if max(offsets) - min(offsets) <= 120:
            settled = at + dt.timedelta(seconds=offsets[0])
            return settled, settled, settled
        return at + dt.timedelta(seconds=min(offsets)), at + dt.timedelta(seconds=max(offsets)), nominal

    def place(self, fact: Doc) -> str:
        """ "A fix is a disc of radius `accuracy_m`; use twice it for certainty." """
        place = fact.get("place")
        if place is None:
            return "none"
        accuracy = place.get("accuracy_m")
        if accuracy is None or accuracy > 500:
            return "coarse"
        home = self.home
        away = geodesic((place["lat"], place["lon"]), (home["lat"], home["lon"])).m
        if away + 2 * accuracy <= home["radius_m"]:
            return "inside"
        return "outside" if away - 2 * accuracy > home["radius_m"] else "edge"

    def says(self, fact: Doc) -> str | None:
        """What a fact says of the curfew: suspected, inconclusive, no_answer, kept, or nothing."""
        where = self.place(fact)
        if fact["kind"] == "sighting":
            words = {
                "inside": "kept",
                "outside": "suspected",
                "edge": "inconclusive",
                "coarse": "inconclusive",
            }
            return words.get(where)
        if fact["result"] == "present":
            return "kept"
        if fact["result"] == "no_answer":
            return "inconclusive" if fact["method"] == "in_person" and where == "outside" else "no_answer"
        if fact["method"] == "in_person" and where not in {"inside", "edge"}:
            return "inconclusive"
        return "suspected"

    def window(self, condition: Doc, at: dt.datetime) -> str | None:
        """The window of a condition in which a moment lies, by the clock on the wall."""
        wall = at.astimezone(self.zone).replace(tzinfo=None)
        for day in (wall.date() - dt.timedelta(days=1), wall.date()):
            today = [w for w in condition["params"]["windows"] if DAYS[day.weekday()] in w["days"]]
            for w in today:
                start = dt.datetime.combine(day, dt.time.fromisoformat(w["from"]))
                end = dt.datetime.combine(day, dt.time.fromisoformat(w["to"]))
                if end <= start:
                    end += dt.timedelta(days=1)
                if start <= wall < end:
                    several = len({one["from"] for one in today}) > 1
                    return f"{day}/{w['from']}" if several else str(day)
        return None

    def binds(self, condition: Doc, at: dt.datetime, known: list[Doc]) -> bool:
        """ "A condition binds from `from` until `until` or the order's end, as amended." """
        later = [c for c in known if c["kind"] == "condition" and c.get("supersedes") == condition["_id"]]
        ends = [moment(c["from"]) for c in later]
        if condition.get("until"):
            ends.append(moment(condition["until"]))
        orders = [o for o in known if o["kind"] == "order"]
        day = at.astimezone(self.zone).date()
        if day > max(dt.date.fromisoformat(o["until"]) for o in orders):
            return False
        return moment(condition["from"]) <= at and all(at < end for end in ends)

    def permitted(self, condition: Doc, at: dt.datetime, known: list[Doc]) -> bool:
        """Whether leave was given for a moment; leave for the old wording holds for the new one."""
        names = {"*", condition["_id"], condition.get("supersedes")}
        names |= {c["_id"] for c in known if c.get("supersedes") == condition["_id"]}
        return any(
            names & set(p["conditions"]) and moment(p["from"]) <= at < moment(p["until"])
            for p in known
            if p["kind"] == "permission"
        )

    def concluded(self, before: dt.datetime | None) -> dict[tuple[str, str], tuple[str, str]]:
        """Certainty and facts of each flag, by what was known before a moment."""
        known = [
            d
            for d in self.all
            if d["kind"] in {"case", "receipt"} or before is None or self.received(d) < before
        ]
        replaced = {d["corrects"] for d in known if d.get("corrects")}
        known = [d for d in known if d["_id"] not in replaced]
        facts = [d for d in known if d["kind"] in {"curfew_check", "sighting"} and self.says(d) is not None]
        told: dict[tuple[str, str], tuple[str, str]] = {}
        for condition in (d for d in known if d["kind"] == "condition"):
            raising: dict[str, list[tuple[Doc, bool]]] = defaultdict(list)
            kept: dict[str, list[Doc]] = defaultdict(list)
            for fact in facts:
                first, last, nominal = self.interval(fact)
                every = [first + n * MINUTE for n in range(int((last - first) / MINUTE) + 1)]
                if self.says(fact) == "kept":
                    for name in {self.window(condition, at) for at in every} - {None}:
                        kept[str(name)].append(fact)
                    continue
                broken = [
                    self.window(condition, at)
                    if self.binds(condition, at, known) and not self.permitted(condition, at, known)
                    else None
                    for at in every
                ]
                names = [name for name in broken if name is not None]
                if not names:
                    continue
                certain = len(set(broken)) == 1
                meant = self.window(condition, nominal)
                raising[meant if meant in names else names[0]].append((fact, certain))
            for name, ones in raising.items():
                told[condition["_id"], name] = self.together(ones, kept[name])
        return told

    def together(self, raising: list[tuple[Doc, bool]], kept: list[Doc]) -> tuple[str, str]:
        """ "Facts about the same occasion make one flag, with all of them as `facts`." """
        suspected = False
        calls = []
        for fact, certain in raising:
            contradicted = any(self.indistinct(fact, other) for other in kept)
            if certain and not contradicted:
                suspected = suspected or self.says(fact) == "suspected"
                if self.says(fact) == "no_answer":
                    calls.append(self.interval(fact))
        half_an_hour = dt.timedelta(minutes=30)
        suspected = suspected or any(b[0] - a[1] >= half_an_hour for a in calls for b in calls)
        names = sorted({f["_id"] for f, _ in raising} | {f["_id"] for f in kept})
        return "suspected" if suspected else "inconclusive", " ".join(names)

    def indistinct(self, one: Doc, other: Doc) -> bool:
        """ "At times that cannot be told apart": nearer than good clocks may differ."""
        (a, b, _), (c, d, _) = self.interval(one), self.interval(other)
        return max((c - b).total_seconds(), (a - d).total_seconds()) <= 120

    def flags(self) -> dict[tuple[str, str], Flag]:
        """All flags at the moment of the question: what stands, and what was taken away."""
        now = self.concluded(None)
        last = max(dt.date.fromisoformat(o["until"]) for o in self.by_kind["order"])
        state = "frozen" if self.now.astimezone(self.zone).date() > last else "open"
        found = {key: (certainty, state, facts) for key, (certainty, facts) in now.items()}
        takers = [
            d for d in self.all if d.get("corrects") or d.get("supersedes") or d["kind"] == "permission"
        ]
        for at in sorted({self.received(d) for d in takers}, reverse=True):
            for key, (certainty, facts) in self.concluded(at).items():
                if key not in found:
                    found[key] = certainty, "void", facts
        return found
