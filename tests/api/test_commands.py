"""The operator's commands, on a folder at rest and on one that is served."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.folder import open_folder
from tests.api.process import ROOT, free_port, furnish, listening, serving
from tests.api.town import CASE

PASSWORD = "a password for tests"


def api(*argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api", *argv],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_busy_port_gets_one_sentence(tmp_path: Path) -> None:
    """And 1, before anything is opened."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = api("serve", "--data", str(tmp_path / "d"), "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} on 127.0.0.1 is in use by another program.\n"


def test_an_unusable_folder_gets_one_sentence(tmp_path: Path) -> None:
    """A file in its place; a place that does not take folders."""
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/qadam")):
        done = api("serve", "--data", str(folder), "--port", str(free_port()))
        assert done.returncode == 1, folder
        assert done.stderr.count("\n") == 1, done.stderr
        assert str(folder) in done.stderr


async def test_a_second_process_gets_one_sentence(tmp_path: Path) -> None:
    """The first one goes on."""
    await furnish(tmp_path / "data")
    with serving(tmp_path / "data") as process:
        await process.ready()
        done = api("serve", "--data", str(tmp_path / "data"), "--port", str(free_port()))
        assert done.returncode == 1
        assert done.stderr.startswith("Another process is using ")
        assert done.stderr.count("\n") == 1
        async with process.client() as client:
            assert (await client.get("/health")).status_code == 200
        process.stop()


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["serve"], "Say where the data lies"),
        (["serve", "--data", "x", "--port", "99999"], "There is no port 99999."),
        (["nothing"], "There is no command 'nothing'."),
    ],
)
def test_what_cannot_be_understood(argv: list[str], sentence: str) -> None:
    """One sentence, and not 0."""
    done = subprocess.run(
        [sys.executable, "-m", "api", *argv],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "QADAM_DATA"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in {1, 2}
    assert done.stderr.startswith(sentence)


def test_a_new_folder_is_private(tmp_path: Path) -> None:
    """0700: whoever can read it can read everything."""
    done = api("account", "--data", str(tmp_path / "new"), "office", "osk", "--name", "Өскемен")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_accounts_at_rest(tmp_path: Path) -> None:
    """Added with a password from a file or the environment, listed, refused with a sentence."""
    data = ("account", "--data", str(tmp_path / "data"))
    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n")
    aigul = ("add", "aigul", "--role", "supervisor", "--office", "osk", "--password-file", str(secret))
    assert api(*data, *aigul).stderr.startswith("There is no office osk")
    assert api(*data, "office", "osk", "--zone", "Asia/Nowhere").returncode == 1
    assert api(*data, "office", "osk", "--name", "Өскемен").returncode == 0
    assert api(*data, *aigul).returncode == 0
    assert api(*data, *aigul).stderr == "The name aigul is taken.\n"
    done = api(*data, "add", "berik", "--role", "inspector", "--office", "osk", QADAM_PASSWORD="short")
    assert (done.returncode, done.stderr) == (1, "The password is too short: ten characters at least.\n")
    assert api(*data, "add", "be rik", "--role", "analyst", QADAM_PASSWORD=PASSWORD).returncode == 1
    assert [line.split("\t")[:3] for line in api(*data, "list").stdout.splitlines()] == [
        ["aigul", "supervisor", "osk"]
    ]
    assert api(*data, "disable", "nobody").stderr == "There is no user nobody.\n"


async def test_orders_reach_a_running_server(tmp_path: Path) -> None:
    """A disabled account is out at once, while the server runs; the socket is private and goes away."""
    data = tmp_path / "data"
    tokens = await furnish(data)
    with serving(data) as process:
        await process.ready()
        async with process.client(tokens["inspector"]) as phone, listening(phone) as stream:
            await stream.next()
            assert (await phone.get("/api/me")).status_code == 200
            listed = api("account", "--data", str(data), "sessions", "berik").stdout
            assert listed.startswith("inspector\tdevice ")
            done = api("account", "--data", str(data), "disable", "berik")
            assert done.stdout == "berik is disabled; 1 sessions ended.\n"
            assert (await phone.get("/api/me")).status_code == 401
            async with asyncio.timeout(5):
                while (await stream.next())[
                    0
                ] != "end":  # the server's first look at its files is told before
                    pass
        added = api(
            "account", "--data", str(data), "add", "erlan", "--role", "inspector", "--office", "osk",
            QADAM_PASSWORD=PASSWORD,
        )  # fmt: skip
        assert added.returncode == 0, added.stderr
        assert api("assign", "--data", str(data), "erlan", "0001").returncode == 0
        assert api("assign", "--data", str(data), "erlan", "0001", "9999").stderr.startswith(
            "No case file is called 9999"
        )
        async with process.client() as phone:
            said = {"user": "erlan", "password": PASSWORD, "device": "12345678"}
            assert (await phone.post("/api/login", json=said)).status_code == 200
            assert [one["case"] for one in (await phone.get("/api/assignments")).json()] == [CASE]
        assert (data / "operator.sock").stat().st_mode & 0o777 == 0o600
        process.stop()
    assert not (data / "operator.sock").exists()


def drafts(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if file.name.startswith(".")]


async def test_a_backup_is_a_whole_store(tmp_path: Path) -> None:
    """Copied while the server serves; restored in another folder it lets the same people in."""
    data, copy = tmp_path / "data", tmp_path / "copy.sqlite"
    tokens = await furnish(data)
    with serving(data) as process:
        await process.ready()
        done = api("backup", "--data", str(data), "--to", str(copy))
        assert done.returncode == 0, done.stderr
        again = api("backup", "--data", str(data), "--to", str(copy))
        assert (again.returncode, again.stderr.count("\n")) == (1, 1)
        process.stop()
    assert copy.stat().st_mode & 0o777 == 0o600
    at_rest = api("backup", "--data", str(data), "--to", str(tmp_path / "second.sqlite"))
    assert at_rest.returncode == 0, at_rest.stderr
    assert drafts(tmp_path) == []
    restored = open_folder(tmp_path / "restored")
    copy.rename(restored.store)
    with serving(restored.path) as process:
        await process.ready()
        async with process.client(tokens["supervisor"]) as desk:
            for _ in range(100):
                rows = (await desk.get("/api/cases")).json()
                if rows:
                    break
                await asyncio.sleep(0.05)
            assert [row["case"] for row in rows] == [CASE]
        process.stop()


def test_a_backup_of_nothing(tmp_path: Path) -> None:
    """One sentence."""
    done = api("backup", "--data", str(tmp_path), "--to", str(tmp_path / "copy"))
    assert (done.returncode, done.stderr) == (1, f"There is no store in {tmp_path}.\n")


@pytest.mark.parametrize(("more", "believed"), [((), False), (("--proxies", "127.0.0.1"), True)])
async def test_only_a_configured_proxy_is_believed(
    tmp_path: Path, more: tuple[str, ...], believed: bool
) -> None:
    """Who else says that the request came by https, or from where, is not."""
    with serving(tmp_path / "data", None, *more) as process:
        await process.ready()
        async with process.client() as client:
            answer = await client.get("/health", headers={"X-Forwarded-Proto": "https"})
        process.stop()
    assert ("strict-transport-security" in answer.headers) is believed
