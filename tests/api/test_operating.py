"""The operator's manual says what the program does: every setting, every command, every default."""

import argparse
import re
from pathlib import Path

import msgspec
import pytest

from api.__main__ import COMMANDS
from api.accounts.command import _parser as account_parser
from api.push.settings import settings as push_settings
from api.settings import Settings, from_environment
from tests.api.process import ROOT, free_port, serving
from tests.api.test_commands import api

MANUAL = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The commands under the marker `<!-- name -->`, as they stand in the manual."""
    found = re.search(rf"<!-- {name} -->\n\s*```sh\n(.*?)```", MANUAL, re.DOTALL)
    assert found is not None, f"the manual has no commands called {name}"
    return found[1]


def table() -> dict[str, tuple[str, str]]:
    """The settings as documented: environment variable to option and default."""
    rows = re.findall(r"^\| `(QADAM_\w+|COUCHDB_URL)` \| (\S+) \| (.*?) \|", MANUAL, re.MULTILINE)
    return {variable: (option.strip("`"), default.strip("`")) for variable, option, default in rows}


def as_written(value: object) -> str:
    """A default as the manual writes it."""
    if isinstance(value, Path):
        return value.relative_to(ROOT).as_posix()
    return str(value) or "empty"


@pytest.mark.parametrize("field", msgspec.structs.fields(Settings), ids=lambda field: field.name)
def test_every_setting_is_documented(field: msgspec.structs.FieldInfo) -> None:
    """With the option that `serve` has for it, and the default of the code."""
    option, default = table()["COUCHDB_URL" if field.name == "couchdb" else f"QADAM_{field.name.upper()}"]
    given = api("serve", "--help").stdout
    assert (f"--{field.name} " in given) == (option == f"--{field.name}")
    expected = "none: must be given" if field.required else as_written(field.default)
    assert default == expected


def test_the_settings_of_push_are_documented() -> None:
    """Their defaults are those of the rules and the code."""
    quiet = push_settings({}).quiet
    assert quiet is not None
    written = f"{quiet.begin:%H:%M}-{quiet.end:%H:%M}"
    assert table()["QADAM_QUIET_HOURS"] == ("–", written)
    assert table()["QADAM_PUSH_CONTACT"] == ("–", push_settings({}).contact)
    assert table()["QADAM_PUSH_HOSTS"] == ("–", "empty")


def test_nothing_that_the_code_does_not_read_is_documented() -> None:
    """Every variable of the manual is read somewhere, and the other way round."""
    read = set()
    for source in (ROOT / "api").rglob("*.py"):
        read |= set(re.findall(r"QADAM_[A-Z_]*[A-Z]", source.read_text(encoding="utf-8")))
    read |= {f"QADAM_{field.name.upper()}" for field in msgspec.structs.fields(Settings)}
    read -= {"QADAM_COUCHDB"}  # it has a name that others know: COUCHDB_URL
    assert set(re.findall(r"QADAM_[A-Z_]*[A-Z]", MANUAL)) == read


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    """With every option that its help names."""
    assert f"python -m api {command}" in MANUAL
    section = MANUAL
    for option in re.findall(r"(?<![\w-])--[a-z-]+", api(command, "--help").stdout):
        if option != "--help":
            assert f"{option}" in section, f"{command} {option}"


def test_every_verb_of_account_is_documented() -> None:
    """Each with its options."""
    (verbs,) = (
        action.choices
        for action in account_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    for verb, parser in verbs.items():
        assert re.search(rf"api account {verb}\b", MANUAL), verb
        for action in parser._actions:
            for option in action.option_strings:
                assert option in {"-h", "--help"} or option in MANUAL, (verb, option)


SENTENCES = [
    ({"QADAM_QUIET_HOURS": "at night"}, "QADAM_QUIET_HOURS must read like 21:00-08:00, or none"),
    ({"QADAM_PUSH_CONTACT": "me"}, "QADAM_PUSH_CONTACT must begin with mailto: or https://"),
    (
        {"QADAM_ORIGIN": "https://a.example/x"},
        "The origin must read like https://qadam.example, without a path.",
    ),
    ({"QADAM_LOGIN_FREE": "x"}, "The setting login_free is not a whole number."),
    ({"QADAM_LOG_LEVEL": "loud"}, "Unknown level: 'LOUD'"),
]


@pytest.mark.parametrize(("environ", "sentence"), SENTENCES, ids=lambda value: str(value)[:24])
def test_a_setting_that_cannot_be_read(tmp_path: Path, environ: dict[str, str], sentence: str) -> None:
    """One sentence before anything runs, and the manual explains it."""
    done = api("serve", "--data", str(tmp_path / "data"), "--port", str(free_port()), **environ)
    assert (done.returncode, done.stderr) == (1, sentence + "\n")
    assert sentence in MANUAL


@pytest.mark.parametrize("command", ["serve", "account list", "rebuild"])
def test_a_file_that_is_no_store(tmp_path: Path, command: str) -> None:
    """One sentence instead of a traceback; so too when a newer version has written it."""
    (tmp_path / "qadam.sqlite").write_bytes(b"no store" * 512)
    more = ["--port", str(free_port())] if command == "serve" else []
    done = api(*command.split(), "--data", str(tmp_path), *more)
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path}/qadam.sqlite cannot be opened as a store (SQLITE_NOTADB).\n"


@pytest.mark.parametrize("said", ["https://Qadam.Example/", "https://qadam.example"])
def test_an_origin_as_browsers_say_it(said: str) -> None:
    """In small letters, and without a slash at the end: else every login would be foreign."""
    assert from_environment({"QADAM_DATA": "x", "QADAM_ORIGIN": said}).origin == "https://qadam.example"


def test_what_commands_make_is_private(tmp_path: Path) -> None:
    """Also in a folder that somebody made for everybody to read."""
    tmp_path.chmod(0o755)
    assert api("account", "office", "osk", "--zone", "Asia/Aqtau", "--data", str(tmp_path)).returncode == 0
    assert {file.name: file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {
        "qadam.sqlite": 0,
        "qadam.sqlite.lock": 0,
    }
    # What is not said stays; the option stands before the verb as well.
    done = api("account", "--data", str(tmp_path), "office", "osk", "--name", "Ақтау")
    assert done.stdout == "Office osk: Ақтау, Asia/Aqtau.\n"


async def test_a_login_behind_a_proxy(tmp_path: Path) -> None:
    """Without --origin and --proxies a login over TLS is foreign; with them it is not. As the manual says."""
    browser = {
        "Origin": "https://qadam.example",
        "X-Forwarded-Proto": "https",
        "Sec-Fetch-Site": "same-origin",
    }
    said = {"user": "nobody", "password": "x" * 12, "device": "12345678"}
    for more, status in (((), 403), (("--origin", "https://qadam.example", "--proxies", "127.0.0.1"), 401)):
        with serving(tmp_path / "data", None, *more) as process:
            await process.ready()
            async with process.client() as client:
                assert (await client.post("/api/login", json=said, headers=browser)).status_code == status
            process.stop()
