"""From a planned check to the court: what the office's plan, the desk and the phone do with it, one story.

A check drawn by the server is moved to this hour and made on the phone; nobody is at home. The child is
heard, the flag confirmed, the warning signed and handed over by the inspector, a submission proposed.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.e2e.conftest import DESK, Screens, Server, phone_context
from tests.e2e.people import Inspector, Person, request
from tests.e2e.test_screens import judge

SAID = "Әжемнің үйінде қалып қойдым"
OFFICE = ZoneInfo("Asia/Almaty")


@dataclass
class Story:
    server: Server
    play: Playwright
    browser: Browser
    profile: Path
    phone: BrowserContext | None = None
    desk: Page | None = None
    task: dict[str, Any] = field(default_factory=dict)

    @property
    def supervisor(self) -> Person:
        if self.desk is None:
            context = self.browser.new_context(viewport=DESK, locale="ru-RU", timezone_id="Asia/Almaty")
            self.desk = context.new_page()
            someone = Person(self.desk, "ru")
            someone.sign_in(self.server.url, "serik", self.server.passwords["supervisor"])
            someone.sees("desk-live")
        return Person(self.desk, "ru")

    @property
    def inspector(self) -> Inspector:
        if self.phone is None:
            self.phone = phone_context(self.play, self.profile, locale="kk-KZ", permissions=["geolocation"])
            someone = Inspector(self.phone.pages[0], "kk")
            someone.sign_in(self.server.url, "aigul", self.server.passwords["inspector"])
            someone.set_pin()
            someone.sees("inspector-status-complete", within_ms=60_000, time=None)
        return Inspector(self.phone.pages[-1], "kk")

    @property
    def family(self) -> str:
        return str(self.task["name"]).split()[0]

    def at(self, *segments: str) -> None:
        self.supervisor.page.goto(f"{self.server.url}/#/" + "/".join(segments))


@pytest.fixture(scope="module")
def story(
    server: Server, play: Playwright, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    living = Story(server, play, browser, tmp_path_factory.mktemp("phone"))
    yield living
    if living.phone is not None:
        living.phone.close()


def both(story: Story, screens: Screens, name: str) -> None:
    """A desk's screen as it is, on a phone, and in the dark; none of them with anything to complain of."""
    page = story.supervisor.page
    for size in (DESK, {"width": 360, "height": 740}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        judge(page, name)
        screens.take(page, name, "ru", whole=True)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    judge(page, f"{name} dark")
    screens.take(page, f"{name}-dark", "ru", whole=True)
    page.emulate_media(color_scheme="light")


def test_the_office_sees_its_plan(story: Story, screens: Screens) -> None:
    """Drawn by the server, a table of inspectors and days; the supervisor moves a check to this hour."""
    supervisor = story.supervisor
    story.at("plan")
    supervisor.sees("desk-fortnight-text")
    expect(supervisor.page.locator("td button").first).to_be_visible(timeout=20_000)
    for _ in range(60):  # the lists follow the case files
        plan = request(supervisor.page, "GET", "/api/plan")
        checks = [one for one in plan["tasks"] if one["type"] == "curfew_check" and one["state"] == "planned"]
        checks = [one for one in checks if is_alone(one, plan["tasks"])]
        checks = [one for one in checks if is_always(supervisor.page, one["case"])]
        if checks:
            break
        supervisor.page.wait_for_timeout(500)
    assert checks, "no check was drawn in a fortnight for three cases under curfew at any hour"
    story.task = checks[0]
    day = dt.datetime.fromisoformat(story.task["from"]).astimezone(OFFICE)
    night = (day - dt.timedelta(hours=6)).date()
    both(story, screens, "desk-plan")
    first = dt.date.fromisoformat(plan["from"])
    cell = supervisor.page.locator("tbody tr").first.locator("td").nth((night - first).days)
    cell.locator("button").click()
    row = supervisor.page.locator("section li", has_text=story.task["name"])
    row.get_by_role("button", name=supervisor.words("desk-task-change")).first.click()
    now = dt.datetime.now(OFFICE)
    page = supervisor.page
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(supervisor.words("desk-plan-day"), exact=True).fill(now.date().isoformat())
    dialog.get_by_label(supervisor.words("desk-plan-from"), exact=True).fill(f"{now:%H:%M}")
    until = now + dt.timedelta(hours=1)
    dialog.get_by_label(supervisor.words("desk-plan-until"), exact=True).fill(f"{until:%H:%M}")
    dialog.get_by_role("button", name=supervisor.words("desk-task-move"), exact=True).click()
    supervisor.sees("desk-reason-missing")
    dialog.get_by_label(supervisor.words("desk-reason"), exact=True).fill("Просьба матери")
    dialog.get_by_role("button", name=supervisor.words("desk-task-move"), exact=True).click()
    expect(dialog).to_be_hidden()


def is_alone(task: dict[str, Any], tasks: list[dict[str, Any]]) -> bool:
    """Whether nothing else is planned for its child around it: its row in the plan is then the only one."""
    begins = dt.datetime.fromisoformat(task["from"])
    return not any(
        one["case"] == task["case"]
        and one["task"] != task["task"]
        and abs(dt.datetime.fromisoformat(one["from"]) - begins) < dt.timedelta(days=2)
        for one in tasks
    )


def is_always(page: Page, case: str) -> bool:
    """Whether a curfew of the case holds at any hour."""
    documents = request(page, "GET", f"/api/cases/{case}")["documents"]
    windows = [
        w
        for doc in documents
        if doc["kind"] == "condition" and doc["type"] == "curfew"
        for w in doc["params"]["windows"]
    ]
    return any(window["from"] == "06:00" for window in windows)


def test_a_planned_check_is_made_on_the_phone(story: Story, screens: Screens) -> None:
    """It stands on Today as planned; the record names it, and the plan shows it done."""
    inspector = story.inspector
    page = inspector.page
    assert story.phone is not None
    place = residence(story)
    story.phone.set_geolocation({"latitude": place["lat"], "longitude": place["lon"], "accuracy": 9})
    page.goto(story.server.url + "/#/today")
    row = page.locator("a.check", has_text=story.family).filter(
        has_text=inspector.pattern("inspector-planned-hours", **{"from": None, "until": None})
    )
    expect(row.first).to_be_visible(timeout=30_000)
    screens.take(page, "inspector-planned")
    row.first.click()
    page.get_by_role(
        "link", name=inspector.words("inspector-record-check")
    ).first.click() if page.get_by_role(
        "link", name=inspector.words("inspector-record-check")
    ).count() else None
    inspector.sees("inspector-place-here", within_ms=15_000)
    inspector.check("absent")
    story.at("plan")
    for _ in range(60):
        found = request(story.supervisor.page, "GET", "/api/plan")["tasks"]
        (task,) = [
            one for one in found if one["task"] == story.task["task"] and one["case"] == story.task["case"]
        ]
        if task["state"] == "done":
            break
        story.supervisor.page.wait_for_timeout(500)
    assert (task["state"], task["moved"]) == ("done", True)


def residence(story: Story) -> dict[str, float]:
    documents = request(story.supervisor.page, "GET", f"/api/cases/{story.task['case']}")["documents"]
    return dict(next(doc["residence"] for doc in documents if doc["kind"] == "case"))


def test_the_child_is_heard_before_anybody_confirms(story: Story, screens: Screens) -> None:
    """To confirm waits for the explanation; then it can be said to be malicious, with the reason."""
    supervisor = story.supervisor
    page = supervisor.page
    story.at("queue")
    page.locator("a", has_text=story.task["name"]).first.click()
    supervisor.sees("desk-not-heard")
    expect(supervisor.button("desk-confirm")).to_be_disabled()
    expect(supervisor.button("desk-dismiss")).to_be_enabled()
    both(story, screens, "desk-not-heard")
    supervisor.button("desk-explanation-take").click()
    page.get_by_label(supervisor.words("desk-explanation-text")).fill(SAID)
    page.get_by_label(supervisor.words("desk-explanation-who"), exact=True).fill("мать")
    supervisor.button("ui-save").click()
    expect(supervisor.button("desk-confirm")).to_be_enabled()
    supervisor.button("desk-malicious").click()
    page.get_by_label(supervisor.words("desk-reason"), exact=True).fill(
        "Третья ночь подряд, от встреч уклоняется"
    )
    supervisor.button("desk-confirm").click()
    supervisor.sees("desk-decided")
    supervisor.sees("desk-queue-empty")  # the desk goes on by itself: only then to the case


def test_a_warning_is_proposed_drafted_and_signed(story: Story, screens: Screens) -> None:
    """The ladder shows where the child stands; the draft says what the screens and the child say."""
    supervisor = story.supervisor
    page = supervisor.page
    story.at("case", story.task["case"])
    supervisor.sees("ladder-step-warn", number=1)
    supervisor.sees("ladder-step-submit")
    both(story, screens, "desk-ladder")
    page.locator("li.proposal", has_text=supervisor.words("ladder-step-warn", number=1)).get_by_role(
        "link"
    ).click()
    text = page.get_by_label(supervisor.words("desk-paper-text"), exact=True)
    expect(text).to_have_value(re.compile(SAID))
    both(story, screens, "desk-paper")
    page.get_by_role("button", name="Қазақша").click()
    expect(text).to_have_value(re.compile("Жазбаша ескерту"))
    page.emulate_media(media="print")
    screens.take(page, "desk-paper-print", "kk", whole=True)
    expect(page.locator("nav.rail")).to_be_hidden()
    page.emulate_media(media="screen")
    supervisor.button("desk-paper-sign").click()
    supervisor.sees("desk-ladder-issued")


def test_the_inspector_hands_it_over(story: Story, screens: Screens) -> None:
    """It is a task on the phone; without somebody who stands up for the child it is not handed over."""
    inspector = story.inspector
    page = inspector.page
    page.goto(story.server.url + "/#/today")
    row = page.get_by_role("link", name=re.compile(re.escape(inspector.words("inspector-serve")))).first
    expect(row).to_be_visible(timeout=30_000)
    row.click()
    inspector.button("inspector-save-on-phone").click()
    inspector.sees("inspector-serve-present-missing")
    page.get_by_label(inspector.words("inspector-serve-present")).fill("анасы")
    screens.take(page, "inspector-serve")
    judge(page, "inspector serve")
    inspector.button("inspector-save-on-phone").click()
    inspector.sees("inspector-saved")
    supervisor = story.supervisor
    story.at("case", story.task["case"])
    supervisor.sees("desk-ladder-served", within_ms=30_000)


def test_a_submission_is_proposed_and_never_sent_by_itself(story: Story, screens: Screens) -> None:
    """Drafted with what the child said and what the service left undone; signed, and still to be sent."""
    supervisor = story.supervisor
    page = supervisor.page
    page.locator("li.proposal", has_text=supervisor.words("ladder-step-submit")).get_by_role("link").click()
    text = page.get_by_label(supervisor.words("desk-paper-text"), exact=True)
    expect(text).to_have_value(re.compile(SAID))
    expect(text).to_have_value(re.compile(re.escape(supervisor.words("ladder-service-head"))))
    supervisor.button("desk-paper-sign").click()
    supervisor.sees("ladder-step-send")
    found = request(page, "GET", f"/api/cases/{story.task['case']}/ladder")
    assert [(one["status"], one["served_at"]) for one in found["submissions"]] == [("issued", None)]
    both(story, screens, "desk-ladder-submitted")
    story.at("case", story.task["case"], "paper", "report")
    expect(page.locator("article.sheet")).to_contain_text(SAID)
    both(story, screens, "desk-report")
