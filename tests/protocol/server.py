"""A real ``python -m sync`` in a process of its own, to be talked to, killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


class BareServer:
    """``start`` waits until it serves; ``url`` ends without a slash."""

    def __init__(self, data: Path, port: int = 0) -> None:
        self.data = data
        self.port = port
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self) -> BareServer:
        command = [sys.executable, "-m", "sync", "--data", str(self.data), "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(self._process.communicate()[1])
        self.port = int(line.rsplit(":", 1)[1].strip("/\n "))
        return self

    def __enter__(self) -> BareServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()

    def client(self, **options: object) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, verify=False, **options)

    def kill(self) -> None:
        """As the kernel does it when memory is short: nothing is flushed, nobody is told."""
        self._end(signal.SIGKILL)

    def stop(self) -> str:
        """As an operator does it; what it said on stderr."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> str:
        if self._process is None:
            return ""
        os.kill(self._process.pid, how)
        _, said = self._process.communicate(timeout=30)
        self._process = None
        return said
