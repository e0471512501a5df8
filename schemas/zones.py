"""The office's zone, from the tz database that ships with the application.

Kazakhstan moved to UTC+5 as a whole on 2024-03-01; a system's own tzdata may be older than that, so the
PyPI package is the only source here.
"""

import zoneinfo

zoneinfo.reset_tzpath(to=())

DEFAULT_ZONE = "Asia/Almaty"


def zone(name: str) -> zoneinfo.ZoneInfo:
    """Look up a zone by its tz database name.

    Raises:
        ValueError: when there is no such zone.

    """
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone is called {name!r}") from None
