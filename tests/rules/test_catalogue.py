"""The catalogue is data, and tested as such: cited, known to the evaluator, and told in three languages."""

import ast
import datetime as dt
import re
import tomllib
from pathlib import Path

import msgspec
import pytest
from fluent.syntax import ast as fluent
from fluent.syntax import parse

from schemas.documents import EDITABLE_KINDS
from schemas.params import PARAMS
from schemas.parts import LANGUAGES
from schemas.rules import FOLDER, Rule, Uncatalogued, catalogue, load

RULES = sorted(load().rules.values(), key=lambda rule: rule.id)
SOURCE = Path(__file__).parents[2] / "api" / "rules"
MESSAGES = Path(__file__).parents[2] / "schemas" / "messages"
BY_HAND = {"no_contact", "other"}
ARTICLE = re.compile(r"\bart\. ?\d|\bст\. ?\d|\d+-бап|\bУК\b|\bУИК\b|\bҚК\b|\bҚАК\b|Criminal Code")
PLAIN: dict[str, set[float]] = {
    "__main__.py": {2},  # the exit status that SCENARIOS.md names
    "clock.py": {3600, 2},  # seconds of an hour; "either way" is twice
    "community_service.py": {60},  # minutes of an hour
    "curfew.py": {10},  # letters of a date
    "duties.py": {60},  # seconds of a minute
    "explain.py": {60},  # a face without seconds shows whole minutes
    "intervals.py": {3, 12, 29, 9999},  # the ends of what a datetime holds
    "local.py": {8192, 2},  # a cache; halving an interval
    "moments.py": {2, 60},  # a piece's name; seconds of a minute
    "place.py": {1000},  # metres of a kilometre
    "reading.py": {2},  # parts of a revision and of a remembered reading
    "registration.py": {7, 70},  # days of a week; longer than from a day of a month to the next such day
    "replay.py": {2, 366},  # two ends of a span; a calendar's span is at most a year
    "silence.py": {3600},  # seconds of an hour
    "windows.py": {2, 3, 7, 60, 1440, 4096},  # HH:MM, minutes of an hour and a day, days of a week, a cache
}
"""Numbers that the code may hold: units, positions in a text, the machine's limits. No threshold."""

CITED = re.compile(r"SCENARIOS\.md|DOCUMENTS\.md|Own decision|art\. \d|docs/decisions/")


def words(language: str) -> dict[str, fluent.Message]:
    """The messages of rules.ftl in one language."""
    parsed = parse((MESSAGES / language / "rules.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in parsed.body if isinstance(entry, fluent.Junk)]
    return {entry.id.name: entry for entry in parsed.body if isinstance(entry, fluent.Message)}


def variables(message: fluent.Message) -> set[str]:
    """The parameters that a message shows or chooses by."""
    found: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, fluent.VariableReference):
            found.add(node.id.name)
        if isinstance(node, fluent.BaseNode):
            for value in vars(node).values():
                for one in value if isinstance(value, list) else [value]:
                    walk(one)

    walk(message)
    return found


def strings(file: Path) -> set[str]:
    """All string constants of a module."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_value_is_dated_and_cited(rule: Rule) -> None:
    """No number without the place it comes from and the day from which it is in force."""
    for parameter in rule.parameter:
        assert CITED.search(parameter.source), parameter
        assert parameter.values, parameter


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_told_in_three_languages(rule: Rule) -> None:
    """Label, source and every reason that a rule may give."""
    assert set(rule.label) == set(rule.source.text) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(rule.messages) <= set(words(language)), language


def test_the_three_languages_say_the_same_things() -> None:
    """Equal messages with equal parameters."""
    english = {key: variables(message) for key, message in words("en").items()}
    for language in ("kk", "ru"):
        assert {key: variables(message) for key, message in words(language).items()} == english


def test_every_condition_that_rules_judge_has_one_rule() -> None:
    """All types of condition but those that only people judge."""
    assert set(load().judges) == set(PARAMS) - BY_HAND
    assert "condition" in EDITABLE_KINDS


def test_the_evaluator_asks_for_every_parameter_and_for_no_other() -> None:
    """A parameter that nothing reads, or one that the catalogue does not have, is a mistake."""
    asked = {
        text
        for file in (*SOURCE.glob("*.py"), SOURCE.parent / "tenure.py")
        for text in strings(file)
        if re.fullmatch(r"[a-z_]+\.[a-z_]+", text) and text.split(".")[0] in load().rules
    }
    assert asked == set(load().parameters)


def test_every_reason_that_the_evaluator_gives_is_catalogued() -> None:
    """`because("x")` in the code is `because-x` in the catalogue of some rule, and the other way round."""
    given: set[str] = set()
    for file in SOURCE.glob("*.py"):
        for text in strings(file):
            if f"because-{text}" in words("en"):
                given.add(f"because-{text}")
    listed = {key for rule in RULES for key in rule.messages}
    assert given == listed == {key for key in words("en") if key.startswith("because-")}


def test_the_evaluator_holds_no_number_of_the_law() -> None:
    """Every number in the code is one of `PLAIN`: none, one, or explained; all others are the catalogue's."""
    held = {
        (file.name, node.value)
        for file in SOURCE.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) in {int, float} and node.value not in {0, 1}
    }
    explained = {(file, number) for file, numbers in PLAIN.items() for number in numbers}
    assert held == explained, "a number without an explanation, or an explanation without a number"


def test_the_evaluator_names_no_article() -> None:
    """Statutes are cited by the catalogue, in three languages; the code says what it does."""
    for file in SOURCE.glob("*.py"):
        for text in strings(file):
            assert not ARTICLE.search(text), (file.name, text[:60])


def test_a_value_counts_from_its_day() -> None:
    """The value in force on a day; before the first one, the first."""
    rule = _rule(values="[{ from = 2020-01-01, value = 1 }, { from = 2026-07-01, value = 2 }]")
    found = catalogue([rule])
    days = {"2019-01-01": 1, "2026-06-30": 1, "2026-07-01": 2, "2030-01-01": 2}
    for day, value in days.items():
        assert found.value("x.p", dt.date.fromisoformat(day)) == value


@pytest.mark.parametrize(
    "values",
    [
        "[{ from = 2026-07-01, value = 1 }, { from = 2020-01-01, value = 2 }]",
        "[{ from = 2020-01-01, value = 1 }, { from = 2020-01-01, value = 2 }]",
    ],
)
def test_values_in_disorder_are_refused(values: str) -> None:
    """Two values for one day, or days that go backwards."""
    with pytest.raises(Uncatalogued, match=r"x\.p"):
        catalogue([_rule(values=values)])


def test_two_rules_for_one_condition_are_refused() -> None:
    """A condition is judged by one rule."""
    one = load().rules["curfew"]
    with pytest.raises(Uncatalogued, match="judged by"):
        catalogue([one, msgspec.structs.replace(one, id="other", parameter=[])])


def test_a_file_without_its_source_is_refused(tmp_path: Path) -> None:
    """An uncited rule does not load, and the message names the file."""
    text = (FOLDER / "residence.toml").read_text(encoding="utf-8")
    (tmp_path / "residence.toml").write_text(text.split("[source]")[0], encoding="utf-8")
    with pytest.raises(Uncatalogued, match=r"residence\.toml"):
        load(tmp_path)


def _rule(values: str) -> Rule:
    text = f"""
id = "x"
version = 1
[label]
kk = "x"
ru = "x"
en = "x"
[source]
basis = "own_decision"
[source.text]
kk = "x"
ru = "x"
en = "x"
[[parameter]]
name = "p"
unit = "s"
source = "Own decision"
basis = "own_decision"
values = {values}
"""
    return msgspec.convert(tomllib.loads(text), Rule)
