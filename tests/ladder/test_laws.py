"""What holds of every case file on the ladder, whatever is in it."""

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.ladder import Ladder, ladder
from api.ladder.steps import AGAINST
from api.rules import evaluate
from schemas.rules import load
from tests.ladder.histories import NIGHTS, NOW, ZONE, Doc, absence, acts, files, flag_of, nights, record

law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
moments = st.integers(0, 520).map(lambda d: NOW - dt.timedelta(days=500 - d))


def climb(documents: list[Doc], now: dt.datetime = NOW) -> Ladder:
    """The rules, then the ladder, as the server does."""
    return ladder([*documents, *evaluate(documents, now, ZONE, load()).flags], now, ZONE)


def against(found: Ladder) -> set[tuple[str, str]]:
    """What is proposed against the child: each step with each flag that it names."""
    return {(one.step, flag) for one in found.proposals if one.step in AGAINST for flag in one.flags}


@law
@given(files(), st.randoms())
def test_the_order_of_documents_changes_nothing(documents: list[Doc], random: Any) -> None:
    """Any permutation, and any document told twice, gives the same ladder."""
    shuffled = [*documents, *random.sample(documents, min(3, len(documents)))]
    random.shuffle(shuffled)
    assert climb(shuffled) == climb(documents)


@law
@given(files(), nights, st.sampled_from(["dismiss", "excuse"]), moments)
def test_a_dismissal_never_adds_a_step_against_the_child(
    documents: list[Doc], number: int, verdict: str, at: dt.datetime
) -> None:
    """Whenever it comes: nothing is counted that was not, and no warning or submission is newly proposed."""
    more = record("decision", "z", "zhanna", at, flag=flag_of(number), verdict=verdict, reason="r")
    before, after = climb(documents), climb([*documents, more])
    assert after.counted <= before.counted
    assert against(after) <= against(before)


@law
@given(files(), st.data())
def test_a_withdrawal_never_raises_the_count(documents: list[Doc], data: st.DataObject) -> None:
    """A warning or a submission that is withdrawn counts less, and no new night."""
    made = [d for d in documents if d["kind"] == "warning" and "corrects" not in d]
    if not made:
        return
    act = data.draw(st.sampled_from(made))
    more = record(act["kind"], "z", "zhanna", NOW, flags=act["flags"], corrects=act["_id"], withdrawn=True)
    before, after = climb(documents), climb([*documents, more])
    assert after.counted <= before.counted
    assert {f for s, f in against(after) if s == "submit"} <= {f for s, f in against(before) if s == "submit"}
    assert sum(act.stands for act in after.warnings) <= sum(act.stands for act in before.warnings)


@law
@given(files())
def test_what_nobody_has_reviewed_counts_nowhere(documents: list[Doc]) -> None:
    """Another suspected night changes neither the count nor what is proposed against the child."""
    taken = {doc["_id"].split(":")[1][:3] for doc in documents if doc["kind"] == "curfew_check"}
    named = str(documents)
    for number in NIGHTS:
        if f"{number:03}" not in taken and flag_of(number) not in named:
            before, after = climb(documents), climb([*documents, absence(number, "nurlan")])
            assert after.counted == before.counted
            assert against(after) == against(before)


@law
@given(files())
def test_no_step_rests_on_a_child_who_was_not_heard(documents: list[Doc]) -> None:
    """Each flag of a warning or a submission: confirmed, by another than recorded it, after a hearing."""
    found = climb(documents)
    flags = {flag.id: flag for flag in evaluate(documents, NOW, ZONE, load()).flags}
    counted = {one.flag: one for one in found.violations if one.state == "counts"}
    recorders = {doc["_id"]: doc["by"]["user"] for doc in documents if doc["kind"] == "curfew_check"}
    for _, flag in against(found):
        assert flags[flag].state == "confirmed"
        confirming = [
            doc for doc in documents
            if doc["kind"] == "decision" and doc["flag"] == flag
            and "confirm" in {doc["verdict"], doc.get("resolved_as")}
            and doc["by"]["user"] not in {recorders.get(fact) for fact in flags[flag].facts}
        ]  # fmt: skip
        heard = counted[flag].heard.since
        assert heard is not None
        assert any(heard <= dt.datetime.fromisoformat(doc["at"]) for doc in confirming)


@law
@given(files())
def test_nobody_is_warned_twice_of_one_night(documents: list[Doc]) -> None:
    """A warning that was not withdrawn covers its flags, also when it has fallen."""
    found = climb(documents)
    covered = {flag for act in found.warnings if act.status != "withdrawn" for flag in act.flags}
    assert not covered & {flag for step, flag in against(found) if step == "warn"}
    submitted = {f for a in found.submissions if a.stands and a.outcome != "returned" for f in a.flags}
    assert not submitted & {flag for step, flag in against(found) if step == "submit"}


@law
@given(files(), moments)
def test_nothing_changes_before_the_next_change(documents: list[Doc], now: dt.datetime) -> None:
    """Between now and the moment that the ladder and the rules name, it stands as it stood."""
    known = [doc for doc in documents if "at" not in doc or dt.datetime.fromisoformat(doc["at"]) <= now]
    first = climb(known, now)
    changes = [first.next_change, evaluate(known, now, ZONE, load()).next_change]
    until = min((one for one in changes if one is not None), default=now + dt.timedelta(days=400))
    later = climb(known, until - dt.timedelta(seconds=1))
    assert later.proposals == first.proposals
    assert later.counted == first.counted


@law
@given(files(), st.data())
def test_any_act_leaves_the_rules_alone(documents: list[Doc], data: st.DataObject) -> None:
    """Steps follow from flags and never the other way: an act changes no flag."""
    more = data.draw(acts(900, [d for d in documents if d["kind"] != "curfew_check"]))
    before, after = (evaluate(d, NOW, ZONE, load()).flags for d in (documents, [*documents, more]))
    assert before == after
