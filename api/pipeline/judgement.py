"""The rules as this server applies them: with the catalogue that it was started with."""

import datetime as dt
from collections.abc import Sequence

from api.rules import evaluate
from api.rules.catalogue import catalogue
from api.rules.findings import Evaluation
from sync.store import Document


def rules(documents: Sequence[Document], now: dt.datetime, zone: str) -> Evaluation:
    """Evaluate a case file's documents at a moment, in its office's zone."""
    return evaluate(documents, now, zone, catalogue())
