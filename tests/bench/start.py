"""How long an inspector waits: a cold start without a network, with sixty case files, on a slow processor.

    python -m tests.bench.start [--slower 4] [--runs 7]

The whole app as it is served, in Chromium: from the navigation to the PIN pad, and from the last digit to
Today's list; what the person takes to type is not counted. Said as a ratio to an empty page of the same
browser, slowed by the same factor, since these machines are never equally fast.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.e2e.conftest import Server, free_port, phone_context
from tests.e2e.people import PIN, Inspector

WATCH = """
(() => {
  const seen = (window.__seen = {});
  const look = () => {
    const painted = (what) => requestAnimationFrame(() => (seen[what] ??= performance.now()));
    if (!seen.pad && document.querySelectorAll('button').length >= 10) painted('pad');
    if (!seen.today && document.querySelectorAll('main a').length > 20) painted('today');
  };
  new MutationObserver(look).observe(document, {childList: true, subtree: true});
  addEventListener('click', () => (seen.tap = performance.now()), true);
})()
"""


def slowed(context: BrowserContext, page: Page, factor: float) -> None:
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": factor})


def cold_start(context: BrowserContext, url: str, factor: float) -> tuple[float, float]:
    """Milliseconds to the PIN pad, and from the last digit to Today."""
    page = context.new_page()
    slowed(context, page, factor)
    page.add_init_script(WATCH)
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.__seen.pad", timeout=60_000)
    for digit in PIN:
        page.get_by_role("button", name=digit, exact=True).click()
    page.wait_for_function("() => window.__seen.today", timeout=60_000)
    seen = page.evaluate("() => window.__seen")
    page.close()
    return seen["pad"], seen["today"] - seen["tap"]


def empty_page(context: BrowserContext, factor: float) -> float:
    """Milliseconds that the same browser takes for a fixed piece of work: what it is worth today."""
    page = context.new_page()
    slowed(context, page, factor)
    page.goto("about:blank")
    took: float = page.evaluate(
        """() => { const begin = performance.now(); let sum = 0;
             for (let i = 0; i < 2e7; i++) sum = (sum * 31 + i) | 0;
             return performance.now() - begin; }"""
    )
    page.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--slower", type=float, default=4)
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server = Server(Path(folder) / "data", free_port(), "http://127.0.0.1:9")
        server.start()
        try:
            context = phone_context(play, Path(folder) / "phone", locale="kk-KZ")
            inspector = Inspector(context.pages[0], "kk")
            inspector.sign_in(server.url, "aigul", server.passwords["inspector"])
            inspector.set_pin()
            inspector.sees("inspector-status-complete", within_ms=90_000, time=None)
            inspector.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
            time.sleep(2)
            context.close()
            pads, todays, works = [], [], []
            for _ in range(given.runs):
                context = phone_context(play, Path(folder) / "phone", locale="kk-KZ")
                context.set_offline(True)
                works.append(empty_page(context, given.slower))
                pad, today = cold_start(context, server.url, given.slower)
                pads.append(pad)
                todays.append(today)
                context.close()
        finally:
            server.stop()
    pad, today, work = map(statistics.median, (pads, todays, works))
    print(
        f"{given.runs} cold starts, processor slowed {given.slower:g} times, {os.cpu_count()} cores, medians"
    )
    print(f"  to the PIN pad              {pad:7.0f} ms  {pad / work:5.2f} x a fixed loop of {work:.0f} ms")
    print(f"  last digit to Today's list  {today:7.0f} ms  {today / work:5.2f} x")
    print(f"  together                    {pad + today:7.0f} ms  {(pad + today) / work:5.2f} x")


if __name__ == "__main__":
    sys.exit(main())
