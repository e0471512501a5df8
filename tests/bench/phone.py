"""Measure the phone's storage in a real Chromium, slowed four times: 60 case files of 60 documents.

    python -m tests.bench.phone [--slower 4] [--runs 5]

Says what happened as JSON on standard output: the first fill from the real protocol server, a run with
nothing new, cold starts to the list of Today from the sealed snapshot, recording, reading one file, a
picture through replication both ways; records made in the instant before the browser is killed; two tabs;
and that no word of the case files can be found in the profile's raw files. Times of this machine mean nothing
elsewhere: `in_loops` gives the medians as ratios to a fixed loop in the same slowed browser.
"""

import argparse
import contextlib
import gzip
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

from tests.bench.start import empty_page

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path(__file__).parent / "phone_page"
PIN = "135790"
SECRETS = ("Ахметова", "Көктем", "Садовая", "Есікті", "restricted_freedom", "Ешкім ашпады", "+7 700")


def built(into: Path) -> dict[str, int]:
    """Build the page; tell what each of its scripts weighs compressed."""
    subprocess.run(["node", PAGE / "build.mjs", into], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    scripts = (into / "assets").glob("*.js")
    return {file.name.split("-")[0]: len(gzip.compress(file.read_bytes(), 9)) for file in sorted(scripts)}


@contextlib.contextmanager
def server(data: Path, files: Path, *more: str, cases: int = 60, documents: int = 60) -> Iterator[str]:
    """Run the server until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.phone_page.server", "--port", str(port), *more]
    command += [
        "--cases",
        str(cases),
        "--documents",
        str(documents),
        "--data",
        str(data),
        "--files",
        str(files),
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(address, timeout=1).close()
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def opened(context: BrowserContext, address: str, slower: float) -> Page:
    """Open the page in a slowed tab."""
    page = context.new_page()
    page.on("pageerror", lambda error: print(f"page: {error}", file=sys.stderr))
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    page.wait_for_function("window.bench")
    return page


def found_in(profile: Path) -> list[str]:
    """List the secrets that stand readable in the raw files of the browser's profile."""
    found = set()
    for file in profile.rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes()
        for secret in SECRETS:
            if any(secret.encode(code) in content for code in ("utf-8", "utf-16-le")):
                found.add(f"{secret} in {file.relative_to(profile).parts[:3]}")
    return sorted(found)


def killed(profile: Path, address: str, rounds: int) -> int:
    """Record offline and kill the browser at once; tell how many records were there afterwards."""
    kept = 0
    with sync_playwright() as playwright:
        for _ in range(rounds):
            seen = []
            for kill in (True, False):
                context = playwright.chromium.launch_persistent_context(
                    str(profile), executable_path="/usr/bin/chromium", args=["--no-sandbox"]
                )
                # The files of the page are not kept here as the app's service worker keeps them.
                context.route(re.compile("/(api|db)/"), lambda route: route.abort())
                page = opened(context, address, 1)
                page.evaluate(f"bench.unlock('{PIN}')")
                if kill:
                    seen.append(page.evaluate("bench.recordOne()"))
                    _kill(profile)
                else:
                    kept += seen[0] in page.evaluate("bench.kept()")["unsent"] and page.evaluate(
                        "id => bench.held(id)", seen[0]
                    )
                with contextlib.suppress(Error):
                    context.close()
    return kept


def _kill(profile: Path) -> None:
    """Kill the browser that works in this profile, and nothing else."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)


def two_tabs(profile: Path, address: str) -> dict[str, Any]:
    """Record in one tab while another looks on, then synchronise in both at once."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        tabs = [opened(context, address, 1) for _ in range(2)]
        for tab in tabs:
            tab.evaluate(f"bench.unlock('{PIN}')")
        recorded = tabs[0].evaluate("bench.recordOne()")
        tabs[1].wait_for_timeout(300)
        seen = tabs[1].evaluate("id => bench.held(id)", recorded)
        for tab in tabs:
            tab.evaluate("void bench.sync()")
        tabs[0].wait_for_timeout(4000)
        for tab in tabs:
            tab.evaluate("bench.sync()")
        unsent = [len(tab.evaluate("bench.kept()")["unsent"]) for tab in tabs]
        context.close()
    return {"seen_by_the_other": seen, "unsent_after_both_synchronised": unsent}


def measured(profile: Path, address: str, slower: float, runs: int) -> dict[str, Any]:
    """Live through a phone's day and tell the times in ms."""
    result: dict[str, Any] = {}
    with sync_playwright() as playwright:

        def browser() -> BrowserContext:
            return playwright.chromium.launch_persistent_context(
                str(profile), executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )

        context = browser()
        page = opened(context, address, slower)
        page.evaluate(f"bench.create('{PIN}')")
        result["first_fill"] = page.evaluate("bench.sync()")
        result["nothing_new"] = page.evaluate("bench.sync()")
        result["record"] = [round(ms) for ms in page.evaluate("note => bench.record(note)", SECRETS[-2])]
        result["documents"] = page.evaluate("bench.documents()")
        result["picture_survives"] = page.evaluate("bench.picture()")
        context.close()

        starts, loops = [], []
        for _ in range(runs):
            context = browser()
            context.set_offline(False)
            loops.append(empty_page(context, slower))
            page = opened(context, address, slower)
            unlocked = page.evaluate(f"bench.unlock('{PIN}')")
            marks = page.evaluate("bench.marks")
            starts.append({**{name: round(ms) for name, ms in marks.items()}, **unlocked})
            heap = page.evaluate("performance.memory.usedJSHeapSize")
            context.close()
        result["cold_starts"] = starts
        median = statistics.median
        result["today_without_pin_ms"] = round(median(start["phone"] + start["list"] for start in starts))
        result["pin_ms"] = round(median(start["key"] for start in starts))
        result["heap_mb"] = round(heap / 1e6, 1)
        result["fixed_loop_ms"] = round(loop := median(loops))
        result["in_loops"] = {
            "today_without_pin": round(result["today_without_pin_ms"] / loop, 2),
            "pin": round(result["pin_ms"] / loop, 2),
            "record": round(median(result["record"]) / loop, 3),
            "documents": round(result["documents"]["ms"] / loop, 3),
            "first_fill": round(result["first_fill"]["ms"] / loop, 1),
        }
    result["kept_of_5_killed"] = killed(profile, address, 5)
    result["two_tabs"] = two_tabs(profile, address)
    result["readable_in_profile"] = found_in(profile)
    return result


def main() -> None:
    """Build, serve, measure, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--slower", type=float, default=4)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        sizes = built(here / "page")
        with server(here / "data", here / "page") as address:
            result = measured(here / "profile", address, asked.slower, asked.runs)
    told = {"gzip_bytes": sizes, "slower": asked.slower, **result}
    sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
