"""What all tests share: how Hypothesis looks for counterexamples.

`make test` tries the same examples each time, so that a red run is red again for whoever looks. New ground is
broken on purpose, with other examples and many more of them:

    HYPOTHESIS_PROFILE=deep .venv/bin/python -m pytest tests/rules tests/sync
"""

import os

from hypothesis import settings

settings.register_profile("repeatable", max_examples=100, derandomize=True, deadline=None)
settings.register_profile("deep", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
