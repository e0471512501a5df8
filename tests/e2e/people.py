"""The people of the night and what they do with their hands, in the words that they see."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from schemas.messages import translate

PIN = "135790"
HOME_LOAD_MS = 30_000


class Person:
    """Somebody before a screen. `words` finds things by what the person reads, in the person's language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language
        page.on("pageerror", lambda error: print("the page failed:", error))  # stands in a red test's report

    def words(self, key: str, **arguments: object) -> str:
        text = translate(self.language, key, **arguments)
        assert text != key, f"{key} is missing in {self.language}"
        return text

    def pattern(self, key: str, **arguments: object) -> re.Pattern[str]:
        """The message with `.*` where an argument is not given."""
        hole = "\x00"
        given = {name: hole if value is None else value for name, value in arguments.items()}
        return re.compile(".*".join(map(re.escape, self.words(key, **given).split(hole))))

    def button(self, key: str, **arguments: object) -> Locator:
        return self.page.get_by_role("button", name=self.words(key, **arguments))

    def link(self, key: str, **arguments: object) -> Locator:
        return self.page.get_by_role("link", name=self.words(key, **arguments))

    def sees(self, key: str, *, within_ms: int = 10_000, **arguments: object) -> Locator:
        shown = self.page.get_by_text(self.pattern(key, **arguments)).first
        expect(shown).to_be_visible(timeout=within_ms)
        return shown

    def sign_in(self, url: str, user: str, password: str) -> None:
        self.page.goto(url)
        self.page.get_by_role(
            "button", name={"kk": "Қазақша", "ru": "Русский", "en": "English"}[self.language]
        ).click()
        self.page.get_by_label(self.words("shell-login-user"), exact=True).fill(user)
        self.page.get_by_label(self.words("shell-login-password"), exact=True).fill(password)
        self.page.get_by_role("button", name=self.words("shell-sign-in"), exact=True).click()


class Inspector(Person):
    def type_pin(self, pin: str = PIN) -> None:
        for digit in pin:
            self.page.get_by_role("button", name=digit, exact=True).click()

    def set_pin(self) -> None:
        self.sees("inspector-pin-choose")
        self.type_pin()
        self.sees("inspector-pin-again")
        self.type_pin()

    def unlock(self) -> None:
        self.sees("inspector-pin-enter")
        self.type_pin()
        expect(
            self.page.get_by_role("heading", name=self.words("inspector-today"), exact=True)
        ).to_be_visible(timeout=15_000)

    def open_case(self, name: str) -> None:
        self.page.goto(self.page.url.split("#")[0] + "#/cases")
        self.page.get_by_role("searchbox").fill(name)
        self.page.get_by_role("link", name=re.compile(re.escape(name))).first.click()
        expect(self.page.get_by_role("heading", name=re.compile(re.escape(name)))).to_be_visible()

    def check(self, result: str) -> None:
        """One tap on a result, on the form that is open."""
        self.page.get_by_role("button", name=self.words(f"doc-result-{result}"), exact=True).click()
        self.sees("inspector-saved")


def request(page: Page, method: str, path: str, body: Any = None) -> Any:
    """What the page's own session gets from the server, for looking behind the screen."""
    answer = page.evaluate(
        """async ([method, path, body]) => {
             const headers = {'Qadam': '1', 'Content-Type': 'application/json'};
             const response = await fetch(path, {method, headers,
               body: body === null ? undefined : JSON.stringify(body)});
             const text = await response.text();
             return [response.status, text ? JSON.parse(text) : null];
           }""",
        [method, path, body],
    )
    assert answer[0] < 300, answer
    return answer[1]
