"""What is remembered of case files between two evaluations: of so many files, the latest looked at.

A memory only saves time (api/rules/memory.py). It is nowhere stored, and one that is gone costs a full
evaluation, some ten milliseconds for a year.
"""

from collections import OrderedDict

from api.rules import Memory

MOST_DOCUMENTS = 50_000
"""documents, of all remembered files together: 200 files of a year, about 5 KB of memory for each document"""


class Memories:
    """The memories of case files, by their database."""

    def __init__(self, most_documents: int = MOST_DOCUMENTS) -> None:
        self._most = most_documents
        self._held: OrderedDict[str, Memory] = OrderedDict()
        self._counted: dict[str, int] = {}
        self._documents = 0

    def take(self, db: str) -> Memory:
        """Take a file's memory out; put it back after an evaluation that came to its end."""
        self._documents -= self._counted.pop(db, 0)
        return self._held.pop(db, None) or Memory()

    def put(self, db: str, memory: Memory, documents: int) -> None:
        """Keep a file's memory, and forget those that were not looked at for longest."""
        self._held[db] = memory
        self._counted[db] = documents
        self._documents += documents
        while self._documents > self._most:
            gone, _ = self._held.popitem(last=False)
            self._documents -= self._counted.pop(gone)

    def __len__(self) -> int:
        return len(self._held)
