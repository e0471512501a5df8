"""The rules: from the documents of a case file to its flags, by a pure function.

    evaluate(documents, now, zone, catalogue, calendar=None, *, memory=None)
        -> Evaluation(flags, review, service, next_change)

Read evaluation.py first; a `Memory` (memory.py, inputs.py) spares it what no new document can touch. A moment
is reckoned in clock.py, a place in place.py, hours of the week in windows.py, what binds in in_force.py, what
stands in standing.py; each family of conditions is one module; states.py says what decisions make of a flag,
and history.py what was raised once and no longer is.
"""

from api.rules.evaluation import evaluate
from api.rules.findings import Evaluation, Review, Service
from api.rules.memory import Memory

__all__ = ["Evaluation", "Memory", "Review", "Service", "evaluate"]
