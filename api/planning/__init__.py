"""What inspectors should do in the coming fortnight, from the case files of an office. Pure.

    plan(caseload, horizon, zone, secret) -> {case: [task, ...]}
    settled(documents, now, zone) -> [task, ...]    (done, missed, cancelled, handed to another inspector)

Start with plan.py. file.py reads a case file, lots.py draws, occasions.py knows when each kind may be done,
settle.py says what became of a task. What was planned and not done is the service's, never the child's.
"""

from api.planning.file import Caseload
from api.planning.plan import Horizon, plan
from api.planning.settle import settled

__all__ = ["Caseload", "Horizon", "plan", "settled"]
