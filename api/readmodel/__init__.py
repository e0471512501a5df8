"""The supervisors' lists and the figures: SQLite, disposable, made again from the store with one command.

Nothing lives here alone. A case file's rows are replaced as a whole whenever the pipeline has looked at it,
so a crash leaves old rows or new ones, never half. `python -m api rebuild` makes the file anew.
"""

from api.readmodel.model import ReadModel

__all__ = ["ReadModel"]
