"""A TCP proxy that cuts connections in the middle: after a number of bytes that chance decides."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading

HURRY = struct.pack("ii", 1, 0)
"""SO_LINGER: with a reset, as when the way to the other side is gone."""


class CuttingProxy:
    """Leads to the target; the first ``cuts`` connections that carry enough bytes break on the way."""

    def __init__(self, host: str, port: int, *, seed: int, cuts: int, bytes_up_to: int = 20_000) -> None:
        self._target = (host, port)
        self._chance = random.Random(seed)
        self._cuts_left = cuts
        self._up_to = bytes_up_to
        self._lock = threading.Lock()
        self.cut = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]

    def __enter__(self) -> CuttingProxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(self._target)
                with self._lock:
                    doomed = self._cuts_left > 0
                    left = [self._chance.randrange(200, self._up_to) if doomed else None]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other, left), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, left: list[int | None]) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(1_500):
                with self._lock:
                    if left[0] is not None:
                        left[0] -= len(data)
                        if left[0] <= 0 and self._cuts_left > 0:
                            self._cuts_left -= 1
                            self.cut += 1
                            break
                other.sendall(data)
        for side in (one, other):
            with contextlib.suppress(OSError):
                if left[0] is not None and left[0] <= 0:
                    side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HURRY)
                side.shutdown(socket.SHUT_RDWR)
                side.close()
