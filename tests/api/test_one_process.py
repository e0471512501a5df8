"""One process for each data folder: the second says so and stops; the first, once gone, blocks nobody."""

import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.api.process import ROOT, free_port, serving

SENTENCE = "Another process is using "


def started(program: list[str], data: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", *program, "--data", str(data), "--port", str(port)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code < 500
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("program", [["sync"], ["api", "serve"]], ids=["bare", "application"])
def test_of_many_started_at_once_one_serves(tmp_path: Path, program: list[str]) -> None:
    """On an empty folder, too: one goes on, each of the others stops with one sentence."""
    ports = [free_port() for _ in range(3)]
    processes = [started(program, tmp_path / "data", port) for port in ports]
    try:
        deadline = time.monotonic() + 60
        while sum(process.poll() is None for process in processes) > 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        left = [process for process in processes if process.poll() is None]
        assert len(left) == 1
        port = ports[processes.index(left[0])]
        while not answers(port) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert answers(port)
        for process in processes:
            if process is not left[0]:
                said = process.communicate()[1]
                lines = [
                    line for line in said.splitlines() if " WARNING " not in line and " INFO " not in line
                ]
                assert process.returncode == 1
                assert len(lines) == 1, said
                assert lines[0].startswith(SENTENCE)
    finally:
        for process in processes:
            process.kill()
            process.wait()
            process.stderr.close()


async def test_the_bare_store_and_the_application_respect_each_other(tmp_path: Path) -> None:
    """It is the file that is held, whoever holds it."""
    data = tmp_path / "data"
    with serving(data) as process:
        await process.ready()
        bare = started(["sync"], data, free_port())
        assert bare.communicate(timeout=30)[1].startswith(SENTENCE)
        assert bare.returncode == 1


async def test_a_killed_process_leaves_nothing_that_blocks(tmp_path: Path) -> None:
    """Its lock file, its socket and its log lie there; the next one starts at once all the same."""
    data = tmp_path / "data"
    with serving(data) as process:
        await process.ready()
        process.kill()
    assert (data / "qadam.sqlite.lock").exists()
    assert (data / "operator.sock").exists()
    for _ in range(2):
        with serving(data) as again:
            await again.ready()
            again.kill()
