"""From a phone's push to the flag on the supervisor's screen, in a real Chromium on loopback.

    python -m tests.bench.screen [--runs 40]

One push of one visit ("has moved out") each into so many case files, one after another; the clock starts when
the request leaves and stops when the row has been painted in a review queue that nobody reloads. Said beside
the time of the push alone, from the same run.
"""

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from schemas.ids import uuid7
from tests.e2e.conftest import DESK, FLAGS, Server, chromium, free_port
from tests.e2e.people import Person

WATCH = """() => {
  window.__painted = [];
  const count = () => document.querySelectorAll('section a[href^="#/flag/"]').length;
  let known = count();
  new MutationObserver(() => {
    const now = count();
    for (; known < now; known++) requestAnimationFrame(() => window.__painted.push(Date.now()));
  }).observe(document.body, {childList: true, subtree: true});
}"""


def visit(device: str) -> dict[str, object]:
    return {
        "_id": f"visit:{uuid7()}",
        "kind": "visit",
        "schema": 1,
        "by": {"user": "aigul", "role": "inspector", "device": device},
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "clock_offset_s": 0,
        "outcome": "moved_out",
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server = Server(Path(folder) / "data", free_port(), "http://127.0.0.1:9")
        server.start()
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            page = browser.new_context(viewport=DESK, locale="ru-RU").new_page()
            supervisor = Person(page, "ru")
            supervisor.sign_in(server.url, "serik", server.passwords["supervisor"])
            supervisor.sees("desk-live")
            page.evaluate(WATCH)
            device = str(uuid.uuid4())
            pushes, screens = [], []
            with httpx.Client(base_url=server.url, headers={"Qadam": "1"}) as phone:
                login = {"user": "aigul", "password": server.passwords["inspector"], "device": device}
                phone.post("/api/login", json=login).raise_for_status()
                for case in phone.get("/api/assignments").json()[: given.runs]:
                    seen = len(screens)
                    began = time.time()
                    answer = phone.post(f"/db/{case['db']}/_bulk_docs", json={"docs": [visit(device)]})
                    pushes.append((time.time() - began) * 1000)
                    assert answer.json()[0].get("ok"), answer.text
                    page.wait_for_function("(n) => window.__painted.length > n", arg=seen, timeout=10_000)
                    screens.append(page.evaluate("(n) => window.__painted[n]", seen) - began * 1000)
        finally:
            browser.close()
            server.stop()
    push, screen = statistics.median(pushes), statistics.median(screens)
    worst = sorted(screens)[int(len(screens) * 0.95)]
    print(
        f"{len(screens)} pushes, medians: push {push:.1f} ms; flag painted {screen:.0f} ms after it left",
        end="",
    )
    print(f" ({screen / push:.1f} x the push); 95 % within {worst:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
