"""Every screen in three languages, on a phone and on a desk: no missing word, nothing cut off, nothing that
a screen reader or a keyboard cannot use (axe). The pictures are kept.
"""

import datetime as dt
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.e2e.conftest import DESK, PHONE, ROOT, Screens, Server, phone_context
from tests.e2e.people import Inspector, Person, request

LANGUAGES = ("kk", "ru", "en")
OWN_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
A_KEY = re.compile(r"\b(shell|ui|doc|inspector|desk|minor|duty|rule|gate|server)-[a-z_]+(-[a-z_]+)*\b")

TOO_WIDE = """() => {
  const over = (one) => one.getBoundingClientRect().right > innerWidth + 1;
  if (document.documentElement.scrollWidth <= innerWidth + 1) return [];
  const wide = [...document.querySelectorAll('body *')].filter(over);
  return wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 160));
}"""
VIOLATIONS = """async () => {
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'];
  const {violations} = await axe.run(document, {runOnly});
  return violations.map(({id, nodes}) => [id, nodes.slice(0, 3).map(({html}) => html.slice(0, 200))]);
}"""


def judge(page: Page, name: str) -> None:
    """What a machine can see of a screen."""
    page.wait_for_timeout(400)
    words = page.inner_text("body")
    missing = A_KEY.search(words)
    assert missing is None, f"{name}: a key instead of words: {missing}"
    assert page.evaluate(TOO_WIDE) == [], f"{name}: wider than the screen"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(VIOLATIONS)
    assert found == [], f"{name}: {found}"


def speak(page: Page, url: str, language: str) -> None:
    page.goto(f"{url}/#/settings")
    page.get_by_role("button", name=OWN_NAMES[language]).first.click()
    page.wait_for_function("(lang) => document.documentElement.lang === lang", arg=language)


@pytest.fixture(scope="module")
def inspector(
    server: Server, play: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Inspector]:
    place = {"latitude": 49.9637, "longitude": 82.6506, "accuracy": 20}
    context = phone_context(
        play,
        Path(tmp_path_factory.mktemp("tour")),
        locale="en-GB",
        geolocation=place,
        permissions=["geolocation"],
    )
    someone = Inspector(context.pages[0], "en")
    someone.sign_in(server.url, "aigul", server.passwords["inspector"])
    someone.set_pin()
    someone.sees("inspector-status-complete", within_ms=60_000, time=None)
    yield someone
    context.close()


@pytest.fixture(scope="module")
def desk(server: Server, browser: Browser) -> Page:
    page = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Asia/Almaty").new_page()
    Person(page, "en").sign_in(server.url, "serik", server.passwords["supervisor"])
    page.wait_for_url("**/#/queue")
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_in(server: Server, browser: Browser, screens: Screens, language: str) -> None:
    for size in (PHONE, DESK):
        page = browser.new_context(viewport=size).new_page()
        page.goto(server.url)
        page.get_by_role("button", name=OWN_NAMES[language]).click()
        judge(page, f"sign-in {language}")
        screens.take(page, "sign-in", language)
        page.context.close()


def kept_apart(desk: Page, inspector: Inspector) -> dict[str, Any]:
    """A record from outside of an assignment that waits for the desk; made once, as a phone makes it."""
    if not (waiting := request(desk, "GET", "/api/quarantine")):
        case = request(inspector.page, "GET", "/api/assignments")[-1]["case"]
        request(desk, "DELETE", f"/api/cases/{case}/assignments/aigul")
        device = request(inspector.page, "GET", "/api/me")["device"]
        time.sleep(1)
        at = dt.datetime.now(dt.UTC).isoformat()
        doc = {
            "_id": "visit:0190aaaa", "_rev": f"1-{'a' * 32}", "kind": "visit", "schema": 1,
            "outcome": "not_home",
            "by": {"user": "aigul", "role": "inspector", "device": device}, "at": at, "clock_offset_s": 0,
            "note": "Көршілері кешке келеді деді, есікті ешкім ашпады",
        }  # fmt: skip
        request(inspector.page, "POST", f"/db/case-{case}/_bulk_docs", {"docs": [doc], "new_edits": False})
        for _ in range(100):
            if waiting := request(desk, "GET", "/api/quarantine"):
                break
            time.sleep(0.1)
    return dict(waiting[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_inspectors_screens(
    inspector: Inspector, server: Server, screens: Screens, language: str, scheme: str
) -> None:
    page = inspector.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    speak(page, server.url, language)
    case = request(page, "GET", "/api/assignments")[0]["case"]
    for name, address in {
        "today": "today",
        "cases": "cases",
        "case": f"case/{case}",
        "check": f"case/{case}/check",
        "visit": f"case/{case}/visit",
        "school": f"case/{case}/school",
        "outbox": "outbox",
        "settings": "settings",
    }.items():
        page.goto(f"{server.url}/#/{address}")
        judge(page, f"inspector {name} {language} {scheme}")
        screens.take(page, f"inspector-{name}" + ("-dark" if scheme == "dark" else ""), language)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desks_screens(
    desk: Page,
    inspector: Inspector,
    server: Server,
    screens: Screens,
    language: str,
    scheme: str,
    size: dict[str, int],
) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.set_viewport_size(size)  # type: ignore[arg-type]
    speak(desk, server.url, language)
    cases = request(desk, "POST", "/api/cases/search", {"q": "2026-0001"})
    flags = [row for row in request(desk, "GET", "/api/queue?state=decided") if row["flag"]]
    apart = kept_apart(desk, inspector)
    addresses = {
        "queue": "queue",
        "cases": "cases",
        "case": f"case/{cases[0]['case']}",
        "statistics": "statistics",
        "quarantine": "quarantine",
        "quarantine-record": f"quarantine/{apart['case']}/{apart['document'].replace(':', '%3A')}",
        "case-outside": f"case/{apart['case']}",
    }
    if flags:
        addresses["decided"] = f"flag/{flags[0]['case']}/{flags[0]['flag'].replace(':', '%3A')}"
    for name, address in addresses.items():
        desk.goto(f"{server.url}/#/{address}")
        judge(desk, f"desk {name} {language} {scheme}")
        screens.take(desk, f"desk-{name}" + ("-dark" if scheme == "dark" else ""), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_childs_screens(server: Server, browser: Browser, screens: Screens, language: str) -> None:
    page = browser.new_context(viewport=PHONE, locale="en-GB", device_scale_factor=2).new_page()
    child = Person(page, language)
    child.sign_in(server.url, "minor-demo", server.passwords["minor"])
    child.sees("minor-welcome-what")
    judge(page, f"minor welcome {language}")
    child.button("minor-continue").click()
    if child.button("minor-not-now").is_visible():
        child.button("minor-not-now").click()
    child.button("minor-pin-without").click()
    child.sees("minor-need-help")
    for name, address in {
        "now": "",
        "duties": "duties",
        "answers": "answers",
        "help": "help",
        "settings": "settings",
    }.items():
        page.goto(f"{server.url}/#/{address}")
        judge(page, f"minor {name} {language}")
        screens.take(page, f"minor-{name}", language)
    page.context.close()
