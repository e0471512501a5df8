"""Phones first: what works behind the requests gives way while they come.

After a push the rules look at the whole case file, which takes longer than the push did. When a district
comes back into the network all its phones push at once: then each look is followed by a pause in proportion
to it, so that the phones are let go quickly and their flags come some seconds later. With nobody else there
is no pause.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PAUSE = 7.0
"""times what a look took: it has an eighth of the time as long as there are requests"""

LONGEST_S = 0.5


class Traffic:
    """Counts the requests of replication that were answered; feeds that wait are none."""

    def __init__(self) -> None:
        self._answered = 0

    def answered(self) -> None:
        """Count one."""
        self._answered += 1

    @asynccontextmanager
    async def behind(self) -> AsyncIterator[None]:
        """Do a piece of work behind the requests; pause after it if any were answered meanwhile."""
        before, began = self._answered, time.monotonic()
        yield
        if self._answered != before:
            await asyncio.sleep(min((time.monotonic() - began) * PAUSE, LONGEST_S))
