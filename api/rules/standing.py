"""Which records stand: a correction is a new record that names the old one, and replaces it.

Nothing is edited. What a corrected fact raised until the correction came is still known, because each
question is asked "as known before a moment".
"""

import datetime as dt

from msgspec import Struct

from api.rules.findings import Review
from api.rules.reading import CaseFile
from schemas.corrections import kind_of, may_correct


class Known(Struct, frozen=True):
    """What was known: everything (`before` None), or what the server had before a moment.

    `now` is the moment at which the question is asked. `wording` asks what the wording of a condition alone
    would say, without its order, amendments, permissions or corrections: the widest that can ever have been
    concluded.
    """

    now: dt.datetime
    before: dt.datetime | None = None
    wording: bool = False


class Standing:
    """Answers whether a record was known and stood."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.replaced_at: dict[str, dt.datetime] = {}
        self.looped: set[str] = set()
        for record in file.recorded.values():
            if record.corrects is None:
                continue
            if may_correct(kind_of(record.id), kind_of(record.corrects)):
                self._follow(record.id, record.corrects)
            else:
                self._refuse(record.id)

    def _refuse(self, doc_id: str) -> None:
        field = f"{kind_of(doc_id)}.corrects"
        self.file.review.add(
            Review(reason="corrects_another_kind", document=doc_id, facts=(doc_id,), field=field)
        )

    def _follow(self, doc_id: str, corrects: str) -> None:
        came = self.file.arrival[doc_id]
        self.replaced_at[corrects] = min(came, self.replaced_at.get(corrects, came))
        if corrects not in self.file.recorded and corrects not in self.file.words:
            field = f"{doc_id.split(':', 1)[0]}.corrects"
            self.file.review.add(
                Review(reason="corrected_not_found", document=doc_id, facts=(doc_id,), field=field)
            )
        seen, at = [doc_id], corrects
        while at not in seen and at in self.file.recorded:
            seen.append(at)
            following = self.file.recorded[at].corrects
            if following is None:
                return
            at = following
        if at in seen:
            loop = seen[seen.index(at) :]
            self.looped.update(loop)
            field = f"{loop[0].split(':', 1)[0]}.corrects"
            facts = tuple(sorted(loop))
            self.file.review.add(
                Review(reason="correction_loop", document=facts[0], facts=facts, field=field)
            )

    def stands(self, doc_id: str, known: Known) -> bool:
        """Was the record known, and not replaced by one that was known?"""
        if doc_id in self.looped:
            return False
        if known.wording:
            return True
        if not self.known(doc_id, known):
            return False
        replaced = self.replaced_at.get(doc_id)
        return replaced is None or (known.before is not None and replaced >= known.before)

    def known(self, doc_id: str, known: Known) -> bool:
        """Had the server the document?"""
        return known.before is None or self.file.arrival[doc_id] < known.before
