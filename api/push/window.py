"""How long a minor has to answer, where neither the condition nor the request says."""

import datetime as dt

from schemas.rules import load


def default_window_s(day: dt.date) -> int:
    """Look up the catalogue's value for a day, in seconds."""
    return int(load().value("check_in.window_s", day))
