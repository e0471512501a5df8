"""The minors' databases as the pipeline holds them: told of each case file, asked for each answer."""

import datetime as dt
from collections.abc import Sequence

from api.clock import Clock, utc_now
from api.minors.carry import carry
from api.minors.refresh import refresh
from api.push.service import Push
from sync.store import Document, Store


class Minors:
    """What the pipeline calls, as often as it likes."""

    def __init__(self, store: Store, push: Push, clock: Clock = utc_now) -> None:
        self._store = store
        self._push = push
        self._clock = clock

    async def refresh(self, case: str, documents: Sequence[Document], zone: str) -> dt.datetime | None:
        """Bring `minor-<case>` up to date, and put its open requests on their way if a crash has not.

        `documents`: the case file's, current. Tells when the minor's database will differ by itself.
        """
        done = await refresh(
            self._store, case, documents, zone=zone, now=self._clock(), kept=self._push.settings.kept
        )
        await self._push.follow(case, documents)
        return done.next_change

    async def carry(self, case: str) -> None:
        """Copy the minor's new answers to the case file.

        Raises:
            NoDatabase: when the case file is gone.

        """
        await carry(self._store, case)
