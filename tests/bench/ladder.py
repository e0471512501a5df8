"""What the ladder and the settling of tasks cost beside the rules, and what a night's plan costs.

    python -m tests.bench.ladder

Compare within one run: the machine is noisy, a ratio is not.
"""

import datetime as dt
import statistics
import time
from collections.abc import Callable

from api.ladder import ladder
from api.planning import Horizon, plan, settled
from api.planning.plan import drawn_until
from api.rules import evaluate
from schemas.rules import load
from tests.bench.rules import START, ZONE
from tests.bench.rules import case_file as year_of
from tests.planning.test_plan import NOW, SECRET, case_file, with_tasks

REPEATS = 15
REGISTER = 438


def ms(work: Callable[[], object]) -> float:
    """The middle of some runs, in milliseconds."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure, and print."""
    documents = year_of(1)
    now = START + dt.timedelta(days=364)
    flags = evaluate(documents, now, ZONE, load()).flags
    window = {"from": "2026-12-20T22:00:00+05:00", "until": "2026-12-20T23:00:00+05:00"}
    task = {"_id": "task:plan:curfew_check:x:1", "kind": "task", "type": "curfew_check", "window": window}
    whole = [*documents, *flags]
    rules_ms = ms(lambda: evaluate(documents, now, ZONE, load()))
    steps = ladder(whole, now, ZONE)
    ladder_ms = ms(lambda: ladder(whole, now, ZONE))
    settle_ms = ms(lambda: settled([*documents, task], now, ZONE, steps))
    print(f"a year of one case, {len(documents)} documents, {len(flags)} flags")
    print(f"  rules {rules_ms:.1f} ms, ladder {ladder_ms:.1f} ms ({ladder_ms / rules_ms:.2f}), ", end="")
    print(f"tasks settled {settle_ms:.1f} ms ({settle_ms / rules_ms:.2f})")
    caseload = [case_file(f"{n:03x}", inspector=f"i{n % 8}") for n in range(REGISTER)]
    began = time.perf_counter()
    first = plan(caseload, Horizon(NOW), ZONE, SECRET)
    fortnight = time.perf_counter() - began
    later = Horizon(NOW + dt.timedelta(days=1), NOW, drawn_until(NOW, ZONE), NOW)
    began = time.perf_counter()
    day = plan(with_tasks(caseload, first), later, ZONE, SECRET)
    print(f"{REGISTER} case files of 8 inspectors")
    print(f"  the first fortnight {fortnight * 1000:.0f} ms, {sum(map(len, first.values()))} tasks; ", end="")
    print(f"one day more {(time.perf_counter() - began) * 1000:.0f} ms, {sum(map(len, day.values()))} tasks")


if __name__ == "__main__":
    main()
