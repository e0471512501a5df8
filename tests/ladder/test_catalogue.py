"""The catalogue of the ladder is data: cited, asked for, and told in three languages."""

import ast
import re
from pathlib import Path

import pytest

from schemas.ladder import load
from schemas.parts import LANGUAGES
from schemas.rules import Rule

RULES = sorted(load().rules.values(), key=lambda rule: rule.id)
SOURCE = Path(__file__).parents[2] / "api" / "ladder"
CITED = re.compile(r"DOMAIN\.md|Own decision|art\. \d")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_value_is_cited_and_told_in_three_languages(rule: Rule) -> None:
    """No number without its source, no rule without its words."""
    assert set(rule.label) == set(rule.source.text) == set(LANGUAGES)
    assert rule.parameter
    for parameter in rule.parameter:
        assert CITED.search(parameter.source), parameter
        assert parameter.values


def test_the_code_asks_for_every_parameter_and_holds_no_number() -> None:
    """What is compared with a number comes from the catalogue."""
    asked, numbers = set(), set()
    for file in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant):
                if isinstance(node.value, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", node.value):
                    asked.add(node.value)
                if type(node.value) in {int, float}:
                    numbers.add(float(node.value))
    assert {one for one in asked if one.split(".")[0] in load().rules} >= set(load().parameters) - {
        "warning.serve_d"
    }
    held = {value.value for parameter in load().parameters.values() for value in parameter.values}
    assert not numbers & (held - {1.0})
