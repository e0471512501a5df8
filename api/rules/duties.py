"""One duty in plain words, such as "Be at home every day from 22:00 to 06:00."

The PWA says the same from the same messages (schemas/messages/*/rules.ftl).
"""

import datetime as dt
from collections.abc import Iterable

from schemas import check
from schemas.documents import Condition
from schemas.messages import translate
from schemas.params import (
    CheckInParams,
    CommunityServiceParams,
    CurfewParams,
    Monthly,
    RegistrationParams,
    StayAwayParams,
    StayWithinParams,
    TimesAMonth,
    TreatmentParams,
    Weekly,
    WordsParams,
)
from schemas.parts import WEEKDAYS, Area, Window
from schemas.rules import Catalogue, load


def duty(condition: Condition, lang: str, zone: str, catalogue: Catalogue | None = None) -> str:
    """Say what a condition asks, in the reader's language; `zone` is the office's.

    A condition whose params cannot be read is told by the order alone.
    """
    try:
        params = check.read_params(condition)
    except check.Unreadable:
        return translate(lang, "duty-other-any")
    del zone  # hours of a duty are the order's own words, by the clock of the office
    match params:
        case CurfewParams():
            key = "duty-curfew" if params.place is None else "duty-curfew-place"
            return " ".join(translate(lang, key, **hours(w, lang)) for w in params.windows)
        case StayAwayParams():
            areas = names(params.areas, lang)
            if not params.windows:
                return translate(lang, "duty-stay-away", areas=areas)
            return " ".join(
                translate(lang, "duty-stay-away-hours", areas=areas, **hours(w, lang)) for w in params.windows
            )
        case StayWithinParams():
            return translate(lang, "duty-stay-within", areas=names(params.areas, lang))
        case RegistrationParams():
            return _registration(params, lang)
        case CheckInParams():
            on = condition.from_.date()
            window_s = params.window_s or (catalogue or load()).value("check_in.window_s", on)
            return translate(lang, "duty-check-in", minutes=round(window_s / 60))
        case TreatmentParams(provider=str(provider)):
            return translate(lang, "duty-treatment", provider=provider)
        case TreatmentParams():
            return translate(lang, "duty-treatment-any")
        case CommunityServiceParams():
            return " ".join(_work(params, lang))
        case WordsParams(text=text):
            key = "duty-no-contact" if condition.type == "no_contact" else "duty-other"
            return translate(lang, key, text=text) if text else translate(lang, f"{key}-any")
    return translate(lang, f"duty-{condition.type.replace('_', '-')}")


def hours(window: Window, lang: str) -> dict[str, str]:
    """Say the days and hours of a window."""
    if set(window.days) == set(WEEKDAYS):
        days = translate(lang, "duty-every-day")
    else:
        listed = ", ".join(translate(lang, f"duty-day-{d}") for d in WEEKDAYS if d in window.days)
        days = translate(lang, "duty-on-days", days=listed)
    return {"days": days, "from": window.from_, "to": window.to}


def names(areas: list[Area], lang: str) -> str:
    """Name places; one without a name is shown on the map."""
    return "; ".join(area.name or translate(lang, "duty-area-unnamed") for area in areas)


def _registration(params: RegistrationParams, lang: str) -> str:
    match check.read_frequency(params):
        case Weekly(weekday=weekday):
            return translate(lang, "duty-registration-weekly", day=translate(lang, f"duty-day-{weekday}"))
        case Monthly(monthdays=days):
            listed = ", ".join(map(str, sorted(set(days))))
            return translate(lang, "duty-registration-monthdays", monthdays=listed)
        case TimesAMonth(times_a_month=times):
            return translate(lang, "duty-registration-times", times=times)
    return translate(lang, "duty-other-any")


def _work(params: CommunityServiceParams, lang: str) -> Iterable[str]:
    if params.by is None:
        yield translate(lang, "duty-community-service", hours=params.hours)
    else:
        yield translate(lang, "duty-community-service-by", hours=params.hours, date=shown(params.by, lang))
    if params.max_minutes_per_day is not None:
        yield translate(lang, "duty-community-service-daily", minutes=params.max_minutes_per_day)


def shown(date: dt.date, lang: str) -> str:
    """Show a day as the language writes it."""
    return f"{date.day} {date:%B %Y}" if lang == "en" else f"{date:%d.%m.%Y}"
