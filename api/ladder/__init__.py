"""From confirmed violations to the court, as proposals to people. Pure.

    ladder(documents, now, zone) -> Ladder(violations, acts, proposals, next_change, ...)

Start with steps.py. hearing.py asks whether the child was heard before a decision, violations.py which flags
count, acts.py what became of warnings and submissions, texts.py drafts what a supervisor may sign. No
warning or submission is ever made here (DOMAIN.md, "From fact to court").
"""

from api.ladder.steps import Ladder, ladder, proposals

__all__ = ["Ladder", "ladder", "proposals"]
