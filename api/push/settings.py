"""What is configured about push: which services are trusted, who answers for it, when nobody is woken.

Read once at start from `rules.toml` and the environment:

- `QADAM_PUSH_HOSTS`: further push services, separated by commas: a host name (`push.example.kz`, https), or
  an origin (`http://127.0.0.1:4711`) for a receiver in a test.
- `QADAM_PUSH_CONTACT`: `mailto:` or `https:` address at which a push service reaches the operator
  (RFC 8292, 2.1).
- `QADAM_QUIET_HOURS`: `HH:MM-HH:MM` in the office's zone, or `none`.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

_RULES = Path(__file__).parent / "rules.toml"
_NOBODY = "mailto:operator@localhost"


class Unusable(ValueError):
    """A setting cannot be read; the message is one sentence for the operator."""


class QuietHours(msgspec.Struct, frozen=True):
    """From `begin` until `end` by the office's clock, over midnight when `end` is the earlier."""

    begin: dt.time
    end: dt.time

    def cover(self, at: dt.datetime, zone: dt.tzinfo) -> bool:
        """Tell whether a moment lies in the quiet hours: the begin does, the end does not."""
        local = at.astimezone(zone).time()
        if self.begin <= self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end


class PushSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about push that is not a document."""

    trusted: frozenset[str] = frozenset()
    contact: str = _NOBODY
    quiet: QuietHours | None = None
    fallback_part: float = 0.5
    kept: dt.timedelta = dt.timedelta(days=30)
    at_once: int = 6
    """messages on their way at the same time"""
    at_once_per_service: int = 2
    """of these, to one push service: a dead one holds no more than its share"""
    timeout_s: float = 10.0


def settings(environment: Mapping[str, str]) -> PushSettings:
    """Read the settings.

    Raises:
        Unusable: when the quiet hours or the contact cannot be understood.

    """
    rules = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    hours = environment.get("QADAM_QUIET_HOURS", "{from}-{to}".format_map(rules["quiet_hours"]))
    contact = environment.get("QADAM_PUSH_CONTACT", _NOBODY)
    if not contact.startswith(("mailto:", "https://")):
        raise Unusable("QADAM_PUSH_CONTACT must begin with mailto: or https://")
    return PushSettings(
        trusted=frozenset(
            part.strip().rstrip("/").lower()
            for part in environment.get("QADAM_PUSH_HOSTS", "").split(",")
            if part.strip()
        ),
        contact=contact,
        quiet=quiet_hours(hours),
        fallback_part=rules["fallback"]["after_part_of_window"],
        kept=dt.timedelta(days=rules["kept"]["days"]),
    )


def quiet_hours(text: str) -> QuietHours | None:
    """Read `21:00-08:00`; `none` means that there are no quiet hours.

    Raises:
        Unusable: when it is neither.

    """
    if text.strip().lower() == "none":
        return None
    begin, _, end = text.replace("–", "-").partition("-")
    try:
        return QuietHours(dt.time.fromisoformat(begin.strip()), dt.time.fromisoformat(end.strip()))
    except ValueError:
        raise Unusable("QADAM_QUIET_HOURS must read like 21:00-08:00, or none") from None
