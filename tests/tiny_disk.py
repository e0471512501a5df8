"""A disk of some megabytes, mounted for a test, that can be filled to its last byte and freed again."""

from __future__ import annotations

import contextlib
import errno
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class TinyDisk:
    """``path`` is its root."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filling = path / "filling"

    @property
    def free(self) -> int:
        """Bytes."""
        return shutil.disk_usage(self.path).free

    def fill(self, leave: int = 0) -> None:
        """Take all the room but ``leave`` bytes, as other programs do."""
        with self._filling.open("ab", buffering=0) as file:
            while (room := self.free - leave) > 0:
                try:
                    file.write(b"\0" * min(room, 1 << 16))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    return

    def make_room(self) -> None:
        """Give it all back."""
        self._filling.unlink(missing_ok=True)


@contextlib.contextmanager
def tiny_disk(path: Path, megabytes: int) -> Iterator[TinyDisk]:
    """Skips the test where nothing may be mounted (without root); RLIMIT_FSIZE is tried everywhere."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(path)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        yield TinyDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
