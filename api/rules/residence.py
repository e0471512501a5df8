"""Residence: no change of it without notice. Raised by a visit that found the minor moved out."""

from api.rules.findings import because
from api.rules.matter import Matter
from api.rules.moments import Bearing, Grade
from api.rules.reading import Fact
from api.rules.stays import Stays
from schemas.documents import Visit


class ResidenceRule(Stays):
    """The rule over one condition of residence."""

    def __init__(self, matter: Matter) -> None:
        super().__init__(matter, [b for b in matter.said(None, _bearing, Visit) if b is not None])


def _bearing(fact: Fact) -> Bearing | None:
    if not isinstance(fact.doc, Visit):
        return None
    told = {"fact": fact.id, "at": fact.span.nominal}
    if fact.doc.outcome == "moved_out":
        return Bearing(fact, Grade.SUSPECTED, (because("moved-out", **told),))
    if fact.doc.outcome == "met":
        return Bearing(fact, Grade.CONTRARY, (because("met-at-home", **told),))
    return None
