"""A case file with its ladder at this moment, for the endpoints that ask or act on it.

The flags are those that the documents give now, and not those that the pipeline wrote last: a decision of
this second counts, and so does a ground that fell in it.
"""

from collections.abc import Sequence

import msgspec

from api.ladder.acts import Act
from api.ladder.file import File, read
from api.ladder.hearing import heard
from api.ladder.steps import Ladder, stand
from api.ladder.texts import Writer
from api.problems import not_found
from api.running import Running
from schemas.documents import Flag
from schemas.ids import case_database
from sync.errors import NoDatabase
from sync.store import Document


class Climbed(msgspec.Struct, frozen=True):
    """A case file's documents with their flags, and where they put the child."""

    documents: Sequence[Document | Flag]
    zone: str
    file: File
    ladder: Ladder

    def heard(self, flag: str) -> bool:
        """Tell whether the child was heard on a flag, so that it may be confirmed now."""
        return heard(flag, self.file).before(self.file.now)

    def act(self, doc_id: str) -> Act | None:
        """Find a warning or a submission of the file, by its first wording or the one that counts."""
        acts = (*self.ladder.warnings, *self.ladder.submissions)
        return next((one for one in acts if doc_id in {one.id, one.first}), None)

    def writer(self, lang: str) -> Writer:
        """Give who drafts papers about it."""
        return Writer(self.documents, self.file.now, self.zone, lang)


async def climbed(running: Running, case: str) -> Climbed:
    """Read a case file and its ladder.

    Raises:
        Problem: 404 when there is no such case file.

    """
    try:
        documents = (await running.store.documents(case_database(case))).rows
    except NoDatabase:
        raise not_found() from None
    zone = await running.offices.zone(await running.access.office(case))
    now = running.clock()
    recorded = [doc for doc in documents if doc.get("kind") != "flag"]
    judged: list[Document | Flag] = [*recorded, *running.judgement(recorded, now, zone).flags]
    file = read(judged, now, zone)
    return Climbed(judged, zone, file, stand(file))
