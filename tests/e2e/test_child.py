"""The minor's part of the night: an invitation, a message that says nothing, an answer without a network.

No push service can be reached from here, so the browser's `PushManager` hands out a subscription of the
receiver on loopback. Everything else is real: the server encrypts and signs, the receiver checks and decrypts
as a push service and a browser would, and the decrypted message goes into Chromium's own service worker.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.api.push_receiver import Answer, Phone, PushReceiver
from tests.e2e.conftest import DESK, PHONE, Screens, Server
from tests.e2e.people import Person, request

NUMBER = "2026-0082"
SOMEWHERE = {"latitude": 49.9571, "longitude": 82.6112, "accuracy": 18}

BROWSER = """
(() => {
  // A headless browser asks nobody: it has the permission, and here it asks first, as on a phone.
  const permission = {get: () => (sessionStorage.asked ? 'granted' : 'default')};
  Object.defineProperty(Notification, 'permission', permission);
  Notification.requestPermission = async () => (sessionStorage.asked = 'yes', 'granted');
  const given = %s;
  let held = null;
  const subscription = (options) => ({
    endpoint: given.endpoint, options, expirationTime: null,
    toJSON: () => given, unsubscribe: async () => (held = null, true), getKey: () => null,
  });
  PushManager.prototype.subscribe = async function (options) {
    const key = options.applicationServerKey;
    return (held = subscription({...options, applicationServerKey: key.buffer ? key.buffer : key}));
  };
  PushManager.prototype.getSubscription = async () => held;
})()
"""


@dataclass
class Evening:
    server: Server
    supervisor: Person
    child: Person
    context: BrowserContext
    push: Phone
    link: str = ""
    messages: int = 0

    def deliver(self) -> None:
        """Wait for one more message at the receiver; give it to the service worker as the browser would."""
        self.messages += 1
        message = self.push.wait(self.messages)[-1]
        cdp = self.context.new_cdp_session(self.child.page)
        registrations: list[dict[str, str]] = []
        cdp.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: registrations.extend(event["registrations"]),
        )
        cdp.send("ServiceWorker.enable")
        self.child.page.wait_for_timeout(300)
        cdp.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self.server.url,
                "registrationId": registrations[-1]["registrationId"],
                "data": message.plaintext.decode(),
            },
        )


@pytest.fixture(scope="module")
def evening(server: Server, play: Playwright, browser: Browser, receiver: PushReceiver) -> Iterator[Evening]:
    push = receiver.phone()
    context = browser.new_context(
        viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True, locale="en-GB",
        timezone_id="Asia/Almaty", geolocation=SOMEWHERE, permissions=["geolocation", "notifications"],
    )  # type: ignore[arg-type]  # fmt: skip
    context.add_init_script(BROWSER % json.dumps(push.subscription))
    desk = browser.new_context(viewport=DESK, locale="en-GB", timezone_id="Asia/Almaty").new_page()
    supervisor = Person(desk, "en")
    supervisor.sign_in(server.url, "serik", server.passwords["supervisor"])
    supervisor.sees("desk-live")
    yield Evening(server, supervisor, Person(context.new_page(), "en"), context, push)
    context.close()


def case_page(evening: Evening) -> str:
    found = request(evening.supervisor.page, "POST", "/api/cases/search", {"q": NUMBER})
    assert len(found) == 1
    return f"{evening.server.url}/#/case/{found[0]['case']}"


def test_the_supervisor_invites(evening: Evening, screens: Screens) -> None:
    """A link that is also a QR code; the token stands in the fragment, which no server ever sees."""
    page = evening.supervisor.page
    page.goto(case_page(evening))
    evening.supervisor.button("desk-invite").click()
    evening.supervisor.button("desk-invite-make").click()
    link = page.locator("output")
    expect(link).to_be_visible()
    evening.link = link.inner_text()
    assert re.fullmatch(re.escape(evening.server.url) + r"/#/i/[\w-]{22,}", evening.link)
    page.wait_for_function("() => document.querySelector('dialog img').naturalWidth > 100")
    screens.take(page, "desk-invitation", "en")
    page.keyboard.press("Escape")


def test_the_child_opens_the_link_once(evening: Evening, browser: Browser, screens: Screens) -> None:
    """Language, open, three sentences, messages allowed; the token leaves the address; a second use fails."""
    child = evening.child
    child.page.goto(evening.link)
    child.sees("minor-invited")
    assert "/i/" not in child.page.url
    screens.take(child.page, "minor-invitation", "en")
    child.page.get_by_role("button", name="English").click()
    child.button("minor-open").click()
    child.sees("minor-welcome-place")
    screens.take(child.page, "minor-welcome", "en")
    child.button("minor-continue").click()
    child.button("minor-messages-allow").click()
    child.sees("minor-pin-why", within_ms=30_000)
    child.button("minor-pin-without").click()
    child.sees("minor-nothing-asked")

    thief = Person(browser.new_context(viewport=PHONE, locale="en-GB").new_page(), "en")
    thief.page.goto(evening.link)
    thief.button("minor-open").click()
    thief.sees("minor-invited-over")


def test_a_message_that_says_nothing(evening: Evening, screens: Screens) -> None:
    """The request comes as an encrypted push; the lock screen says that there is a message, no more."""
    supervisor, child = evening.supervisor, evening.child
    supervisor.button("desk-ask").click()
    supervisor.button("desk-ask-send").click()
    urgent = supervisor.button("desk-ask-urgent")
    expect(urgent.or_(supervisor.page.get_by_text(supervisor.words("desk-asked")))).to_be_visible()
    if urgent.is_visible():  # the tests run in the office's night: quiet hours
        urgent.click()
    supervisor.sees("desk-asked")
    evening.deliver()
    sent = evening.push.received[-1]
    assert set(json.loads(sent.plaintext)) == {"m"}
    child.page.wait_for_function(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications()).length === 1"
    )
    shown = child.page.evaluate(
        """async () => (await (await navigator.serviceWorker.ready).getNotifications())
             .map(({title, body, icon}) => ({title, body, icon}))"""
    )
    assert [(one["title"], one["body"]) for one in shown] == [("Qadam", "You have a message")]
    # The worker told the server: the phone really got it.
    supervisor.sees("desk-request-delivered", within_ms=15_000)
    child.sees("minor-asked", within_ms=15_000)
    screens.take(child.page, "minor-home", "en")


def test_the_answer_works_without_a_network(evening: Evening, screens: Screens) -> None:
    """Answered offline, it says so; when the network is back it reaches the case file with its position."""
    child, supervisor = evening.child, evening.supervisor
    evening.context.set_offline(True)
    child.link("minor-i-am-here").click()
    child.sees("minor-place-within", distance=None)
    screens.take(child.page, "minor-answer", "en")
    child.button("minor-send").click()
    child.sees("minor-saved-here")
    screens.take(child.page, "minor-saved", "en")
    evening.context.set_offline(False)
    child.sees("minor-received-text", within_ms=30_000)
    supervisor.sees("desk-request-answered", time=None, within_ms=15_000)
    case = case_page(evening).rsplit("/", 1)[-1]
    documents = request(supervisor.page, "GET", f"/api/cases/{case}")["documents"]
    answers = [doc for doc in documents if doc["kind"] == "check_in"]
    assert len(answers) == 1
    assert answers[0]["place"]["lat"] == pytest.approx(SOMEWHERE["latitude"], abs=1e-6)
    assert answers[0]["place"]["accuracy_m"] == SOMEWHERE["accuracy"]
    receipts = [
        doc for doc in documents if doc["kind"] == "receipt" and answers[0]["_id"] in doc["documents"]
    ]
    assert len(receipts) == 1


def test_a_call_for_help_goes_to_the_top_of_the_queue(evening: Evening, screens: Screens) -> None:
    """Two taps; the supervisor sees it without reloading, above everything else, and answers for it."""
    child, supervisor = evening.child, evening.supervisor
    supervisor.page.goto(evening.server.url + "/#/queue")
    child.page.goto(evening.server.url + "/#/")
    child.link("minor-need-help").click()
    child.button("minor-help-send").click()
    row = supervisor.page.locator("section a", has_text=supervisor.words("desk-welfare")).first
    expect(row).to_be_visible(timeout=20_000)
    row.click()
    supervisor.sees("desk-help-wanted")
    supervisor.page.get_by_label(supervisor.words("desk-answer"), exact=True).fill(
        "Called the grandmother, visiting at six"
    )
    screens.take(supervisor.page, "desk-welfare", "en")
    supervisor.button("desk-answer-save").click()
    supervisor.sees("desk-answered")


def test_a_subscription_that_is_gone_is_retired(evening: Evening) -> None:
    """410 from the push service: that subscription is never used again."""
    evening.push.answers.append(Answer(410))
    case = case_page(evening).rsplit("/", 1)[-1]
    page: Page = evening.supervisor.page
    before = len(evening.push.attempts)
    request(page, "POST", f"/api/cases/{case}/requests", {"urgent": True})
    page.wait_for_timeout(1500)
    assert len(evening.push.attempts) == before + 1
    request(page, "POST", f"/api/cases/{case}/requests", {"urgent": True})
    page.wait_for_timeout(1500)
    assert len(evening.push.attempts) == before + 1
