"""Python's collector of cycles, told what this process is like.

Documents, rows and trees hold no cycles: looking for some after every 700 new objects finds nothing, and cost
1 µs of each document written.
"""

import gc


def seldom() -> None:
    """Call it once when everything is imported: that stays for good, and is not looked at again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
