"""Treatment and sessions with the psychologist: raised by a missed session."""

import datetime as dt
from collections.abc import Iterable

from api.rules.dated import Days, reasons_of
from api.rules.findings import Findings
from api.rules.matter import Matter, Stake
from api.rules.standing import Known
from schemas.documents import Session


class Treatment:
    """The rule over one duty to attend sessions."""

    def __init__(self, matter: Matter) -> None:
        facts = [(f, f.doc) for f in matter.file.by_kind[Session] if isinstance(f.doc, Session)]
        self.days = Days(
            matter,
            ((doc.date, fact) for fact, doc in facts if doc.outcome == "missed"),
            ((doc.date, fact) for fact, doc in facts if doc.outcome != "missed"),
        )

    def findings(self, known: Known) -> Findings:
        """One flag for each day of a missed session."""
        found = Findings()
        for day, (told, certainty) in self.days.standing(known, found).items():
            reasons = reasons_of("session-missed", day, told.breach)
            found.raised.append(
                self.days.raised(day, told, certainty, reasons, known=known, excuse_kind="session")
            )
        return found

    def stakes(self) -> Iterable[Stake]:
        """Every missed session."""
        return self.days.stakes()

    def relievers(self) -> Iterable[dt.datetime]:
        """Nothing else takes such a flag away."""
        return ()
