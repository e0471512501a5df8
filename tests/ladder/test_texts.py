"""What a supervisor signs says what the screens say, what the child said, and nothing that nobody decided."""

from pathlib import Path

import pytest

from api.ladder.texts import Writer
from api.rules.explain import explain
from api.rules.replay import read
from schemas.messages import translate
from schemas.rules import load
from tests.ladder.replay import climb

HERE = Path(__file__).parent / "scenarios"


def writer(name: str, lang: str) -> Writer:
    scenario = read(HERE / f"{name}.toml")
    flags = scenario.evaluate(load()).flags
    return Writer([*scenario.documents, *flags], scenario.now, scenario.zone, lang)  # type: ignore[list-item]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_warning_tells_why_and_what_the_child_said(lang: str) -> None:
    """The explanation of the flag, word for word; the child's; the right to complain."""
    scenario = read(HERE / "02-heard-and-confirmed-proposes-the-first-warning.toml")
    (flag,) = scenario.evaluate(load()).flags
    paper = writer("02-heard-and-confirmed-proposes-the-first-warning", lang).warning([flag.id], 1)
    for line in explain(flag, scenario.documents, lang, scenario.zone).split("\n"):
        assert line in paper.text
    assert "I was at my grandmother's" in paper.text
    assert translate(lang, "ladder-warning-rights") in paper.text
    assert paper.title == translate(lang, "ladder-warning-title", number=1)
    assert "ladder-" not in paper.text


def test_the_court_reads_of_no_night_that_nobody_decided_on() -> None:
    """Unreviewed, unheard and fallen nights are not in a report, and not in a submission that names them."""
    for name in (
        "01-an-open-flag-asks-for-a-hearing-and-counts-nowhere",
        "03-confirmed-without-a-hearing-counts-nowhere",
        "26-the-ground-of-a-served-warning-falls",
    ):
        one = writer(name, "en")
        for paper in (one.report(), one.submission(["flag:c:2026-03-02"])):
            assert "2 March 2026" not in paper.text.replace("Warning of", ""), name
            assert translate("en", "ladder-violations-none") in paper.text


def test_the_court_reads_what_the_service_left_undone_and_what_the_child_kept() -> None:
    """Beside the nights at fault stand the checks that nobody made and the nights in order."""
    scenario = read(HERE / "15-second-violation-after-a-served-warning.toml")
    window = {"from": "2026-03-20T22:00:00+05:00", "until": "2026-03-20T23:00:00+05:00"}
    missed = {"_id": "task:m", "kind": "task", "type": "curfew_check", "window": window, "state": "missed"}
    night = next(d for d in scenario.documents if d["kind"] == "curfew_check")
    kept = {**night, "_id": "curfew_check:good", "result": "present", "at": "2026-03-25T23:00:00+05:00"}
    documents = [*scenario.documents, *scenario.evaluate(load()).flags, missed, kept]
    paper = Writer(documents, scenario.now, scenario.zone, "en").report()  # type: ignore[arg-type]
    assert translate("en", "ladder-service-check_not_made", count=1) in paper.text
    assert translate("en", "ladder-good", count=1, all=3) in paper.text
    assert "handed to the minor" in paper.text


def test_a_withdrawal_names_what_it_takes_back() -> None:
    """Which warning, of which day, and that it has no consequences."""
    scenario = read(HERE / "26-the-ground-of-a-served-warning-falls.toml")
    (act,) = climb(scenario).warnings
    text = writer("26-the-ground-of-a-served-warning-falls", "en").withdrawal(act).text
    assert "Written warning (first) of 6 March 2026 is withdrawn" in text


def test_every_step_and_every_ground_has_its_words() -> None:
    """In three languages, for everything that any scenario proposes."""
    proposed = {(p.step, p.why) for f in HERE.glob("[0-9]*.toml") for p in climb(read(f)).proposals}
    assert len({step for step, _ in proposed}) == 8
    for lang in ("kk", "ru", "en"):
        for step, why in proposed:
            assert translate(lang, f"ladder-step-{step}", number=1) != f"ladder-step-{step}"
            assert translate(lang, f"ladder-why-{why}") != f"ladder-why-{why}"
