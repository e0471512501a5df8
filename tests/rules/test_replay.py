"""`python -m api.rules replay` does what SCENARIOS.md says, "The file"."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from api.rules.__main__ import main

HERE = Path(__file__).parent / "scenarios"
CURFEW = """
zone = "Asia/Almaty"
now = "2026-10-05T09:00:00+05:00"
"""


def replay(file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run it in this process."""
    code = main(["replay", str(file)])
    out, err = capsys.readouterr()
    return code, out, err


def test_it_prints_one_json_object_and_exits_0() -> None:
    """As a command, with flags sorted by condition, then occasion, and every field that is promised."""
    done = subprocess.run(
        [sys.executable, "-m", "api.rules", "replay", str(HERE / "04-retroactive-amendment.toml")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == {"flags", "review", "service"}
    keys = [(f["condition"], f["occasion"]) for f in told["flags"]]
    assert keys == sorted(keys)
    assert len(keys) == 4
    assert all(set(f) == {"condition", "occasion", "certainty", "state", "facts"} for f in told["flags"])


def test_review_and_service_carry_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    """Review entries name their facts; service entries their reason."""
    told = json.loads(replay(HERE / "07-silence.toml", capsys)[1])
    assert [s["reason"] for s in told["service"]] == ["awaiting_contact"]
    told = json.loads(replay(HERE / "03-phone-clock-three-hours-fast.toml", capsys)[1])
    assert told["review"] == [{"reason": "clock_in_doubt", "facts": ["curfew_check:changed"]}]


def test_a_scenario_without_expect_is_readable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`expect` is for the tests; an empty file of documents gives empty lists."""
    file = tmp_path / "x.toml"
    file.write_text(CURFEW, encoding="utf-8")
    code, out, _ = replay(file, capsys)
    assert code == 0
    assert json.loads(out) == {"flags": [], "review": [], "service": []}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("now = 2026-13-01", "line 1"),
        ('zone = "Asia/Almaty"', "now: missing"),
        ('now = "2026-10-05T09:00:00+05:00"', "zone: missing"),
        ('zone = "Asia/Atlantis"\nnow = "2026-10-05T09:00:00+05:00"', "Asia/Atlantis"),
        ('zone = "Asia/Almaty"\nnow = "2026-10-05T09:00:00"', "now"),
        ('zone = "Asia/Almaty"\nnow = "yesterday"', "now"),
        (CURFEW + 'extends = "nowhere.toml"', "nowhere.toml"),
        (CURFEW + 'extends = "x.toml"', "extends"),
        (CURFEW + "[[document]]\nkind = 'case'", "document[0]._id"),
        (
            CURFEW + "[[document]]\n_id = 'case:1'\nkind = 'case'\n[[document]]\n_id = 'a:1'",
            "document[1].kind",
        ),
        (CURFEW + "[document]\n_id = 'case:1'", "document"),
        (CURFEW + '[calendar]\nno_class = ["2026-10-32"]', "calendar.no_class[0]"),
        (CURFEW + '[calendar]\nno_class = ["2026-10-26", "2026-11-05/2026-11-01"]', "calendar.no_class[1]"),
        (CURFEW + "[calendar]\nno_class = 5", "calendar.no_class"),
    ],
)
def test_what_cannot_be_read_is_named_and_exits_2(
    text: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A message that names the place, and nothing on standard output."""
    file = tmp_path / "x.toml"
    file.write_text(text, encoding="utf-8")
    code, out, err = replay(file, capsys)
    assert (code, out) == (2, "")
    assert place in err
    assert len(err.splitlines()) == 1


def test_a_missing_file_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback for a wrong path."""
    code, _, err = replay(tmp_path / "none.toml", capsys)
    assert code == 2
    assert "none.toml" in err


def test_check_says_where_it_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` compares with `expect`: 0 when it holds, 1 when it does not, with what is wrong."""
    assert main(["check", str(HERE / "01-window-crosses-midnight.toml")]) == 0
    file = tmp_path / "x.toml"
    wrong = """[expect]
flags = [{ condition = "condition:x", occasion = "y" }]
review = [{ reason = "sent_home" }]
"""
    file.write_text(CURFEW + wrong, encoding="utf-8")
    assert main(["check", str(file)]) == 1
    out = capsys.readouterr().out
    assert "('condition:x', 'y') is missing" in out
    assert "review sent_home is missing" in out


def test_times_may_be_tomls_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """TOML has dates and times; a document with them is read like one with text."""
    text = (HERE / "01-window-crosses-midnight.toml").read_text(encoding="utf-8")
    plain = text.replace('at = "2026-10-03T00:40:00+05:00"', "at = 2026-10-03T00:40:00+05:00")
    assert plain != text
    (tmp_path / "_base.toml").write_text((HERE / "_base.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "x.toml").write_text(plain, encoding="utf-8")
    assert main(["check", str(tmp_path / "x.toml")]) == 0
    capsys.readouterr()
