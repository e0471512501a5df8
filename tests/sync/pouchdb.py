"""PouchDB 9 in one Node process for a whole test run, asked by JSON lines: a judge of trees, and a peer."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.protocol.server import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

JUDGE = Path(__file__).parent / "node" / "judge.cjs"


class PouchDB:
    """``ask`` runs one of the functions of ``node/judge.cjs``."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def ask(self, what: str, **arguments: object) -> Any:
        self._process.stdin.write(msgspec.json.encode({"ask": what, **arguments}) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "PouchDB's process has ended"
        told = msgspec.json.decode(line)
        assert "error" not in told, told["error"]
        return told["answer"]


@contextlib.contextmanager
def pouchdb() -> Iterator[PouchDB]:
    modules = ROOT / "pwa" / "node_modules"
    if not (modules / "pouchdb-merge").is_dir():
        pytest.fail("PouchDB is not installed: run `npm --prefix pwa install`")
    process = subprocess.Popen(
        ["node", str(JUDGE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    try:
        yield PouchDB(process)
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
