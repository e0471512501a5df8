"""PouchDB 9 in Node, with its memory adapter: pushes documents to a server and pulls them back."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

from tests.protocol.server import ROOT

if TYPE_CHECKING:
    from tests.bench.peers import Peer

SCENARIOS = ROOT / "tests" / "protocol" / "node" / "scenarios.cjs"
MODULES = ROOT / "pwa" / "node_modules"


def there() -> bool:
    return (MODULES / "pouchdb-core").exists()


def pushed_and_pulled(peer: Peer, db: str, size: int) -> tuple[float, float]:
    """Documents a second each way. Node has its own process: the clock runs there, without its start."""
    command = ["node", str(SCENARIOS), "push_and_pull", json.dumps(f"{peer.url}/{db}"), str(size)]
    environment = {**os.environ, "NODE_PATH": str(MODULES)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=300)
    answer = json.loads(done.stdout.splitlines()[-1])
    if answer["count"] != size or not answer["equal"]:
        raise RuntimeError("what was pulled is not what was pushed")
    return size / answer["push_s"], size / answer["pull_s"]
