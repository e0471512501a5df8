"""A real server on its own data folder, real Chromiums, and the words of the catalogues to find things by."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.api.push_receiver import PushReceiver

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return named if Path(named).exists() else shutil.which("chromium") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(item.fspath).is_relative_to(Path(__file__).parent)]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if chromium() is None:
            reason = "no Chromium: apt-get install chromium, or name one in $CHROMIUM"
            if os.environ.get("CI"):
                pytest.exit(f"CI must run the browser tests; {reason}", returncode=1)
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if chromium() is None:
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", red=True, bold=True)
        terminalreporter.line("apt-get install chromium, or name one in $CHROMIUM")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`python -m api demo --serve`, as `make run` starts it, with passwords that the test knows."""

    data: Path
    port: int
    push_origin: str
    process: subprocess.Popen[bytes] | None = None
    passwords: dict[str, str] = field(
        default_factory=lambda: {
            "inspector": "insp-pass-1",
            "supervisor": "super-pass-1",
            "minor": "minor-pass-1",
        }
    )

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        environ = os.environ | {
            "QADAM_PUSH_HOSTS": self.push_origin,
            "PYTHONUNBUFFERED": "1",
            "QADAM_DEMO_INSPECTOR_PASSWORD": self.passwords["inspector"],
            "QADAM_DEMO_SUPERVISOR_PASSWORD": self.passwords["supervisor"],
            "QADAM_DEMO_MINOR_PASSWORD": self.passwords["minor"],
        }
        self.log = (self.data.parent / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api", "demo", "--serve", "--data", self.data, "--port", str(self.port)],
            cwd=ROOT, env=environ, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(
            f"the server did not start:\n{(self.data.parent / 'server.log').read_text()[-4000:]}"
        )

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)
        self.process = None


@pytest.fixture(scope="session")
def receiver() -> Iterator[PushReceiver]:
    with PushReceiver() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, receiver: PushReceiver) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("night") / "data", free_port(), receiver.origin)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    # Not for the whole session: while it plays, it holds an event loop that other folders' tests would meet.
    with sync_playwright() as playing:
        yield playing


@pytest.fixture(scope="module")
def browser(play: Playwright) -> Iterator[Browser]:
    opened = play.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield opened
    opened.close()


KEPT = frozenset({
    "inspector-today-kk-360", "inspector-check-kk-360", "inspector-case-kk-360", "inspector-outbox-kk-360",
    "inspector-today-dark-ru-360", "desk-flag-ru-1280", "desk-statistics-ru-1280", "desk-welfare-en-1280",
    "minor-home-en-360", "minor-answer-en-360", "minor-duties-kk-360",
})  # fmt: skip
"""Pictures that the README and the documents show: the others stay where the tests ran."""


@pytest.fixture(scope="session")
def screens() -> "Screens":
    folder = ROOT / "test-screens"
    folder.mkdir(parents=True, exist_ok=True)
    named = os.environ.get("QADAM_SCREENS")
    return Screens(folder, ROOT / named if named else None)


@dataclass
class Screens:
    """Pictures of what the tests saw, one folder, named for the screen, the language and the width."""

    folder: Path
    kept: Path | None = None
    """where those of the documents go, when they are made anew"""

    def take(self, page: object, name: str, language: str = "kk", *, whole: bool = False) -> None:
        width = page.viewport_size["width"]  # type: ignore[attr-defined]
        picture = self.folder / f"{name}-{language}-{width}.png"
        page.screenshot(path=picture, full_page=whole)  # type: ignore[attr-defined]
        if self.kept is not None and picture.stem in KEPT:
            shutil.copy(picture, self.kept)


def phone_context(play: Playwright, profile: Path, **options: object) -> BrowserContext:
    """A phone: its profile on disk outlives the browser process, as a phone's does."""
    return play.chromium.launch_persistent_context(
        str(profile), executable_path=chromium(), args=FLAGS, viewport=PHONE, device_scale_factor=2,
        has_touch=True, is_mobile=True, timezone_id="Asia/Almaty", service_workers="allow", **options,
    )  # type: ignore[arg-type]  # fmt: skip
