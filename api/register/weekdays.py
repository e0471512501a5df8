"""Days of the week as registers name them: Kazakh, Russian and English, in full and in short."""

import re

from api.register.folding import DASHES, fold
from schemas.parts import WEEKDAYS, Weekday

_NAMES: dict[Weekday, str] = {
    "mon": "дүйсенбі дүй дс понедельник понедельникам пн пон monday mon",
    "tue": "сейсенбі сей сс вторник вторникам вт втр tuesday tue",
    "wed": "сәрсенбі сәр ср среда среду средам wednesday wed",
    "thu": "бейсенбі бей бс четверг четвергам чт чтв thursday thu",
    "fri": "жұма жұм жм пятница пятницу пятницам пт пят friday fri",
    "sat": "сенбі сен сб суббота субботу субботам суб saturday sat",
    "sun": "жексенбі жек жс воскресенье воскресеньям вс вск sunday sun",
}
WEEKDAY_OF: dict[str, Weekday] = {fold(name): day for day, names in _NAMES.items() for name in names.split()}
DAILY = frozenset(map(fold, ("күн сайын", "күнде", "әр күні", "ежедневно", "каждый день", "daily")))

_SPAN = re.compile(rf"^(\S+?)\.?\s*[{DASHES}]\s*(\S+?)\.?$")
_BETWEEN = re.compile(r"\s*(?:[,;/]|\sжәне\s|\sи\s|\sмен\s|\sand\s)\s*|\s+")


def weekday(word: str) -> Weekday | None:
    """Read one day's name, or None."""
    return WEEKDAY_OF.get(fold(word).rstrip("."))


def weekdays(text: str) -> list[Weekday] | None:
    """Read a list like `дс-жм`, `пн, ср` or `күн сайын` as days in the week's order; None: not understood."""
    folded = fold(text).strip(" ,:")
    if folded in DAILY:
        return list(WEEKDAYS)
    found: set[Weekday] = set()
    joined = re.sub(rf"\s*[{DASHES}]\s*", "-", folded)
    for part in filter(None, _BETWEEN.split(joined)):
        if day := weekday(part):
            found.add(day)
        elif (span := _SPAN.match(part)) and (first := weekday(span[1])) and (last := weekday(span[2])):
            start, stop = WEEKDAYS.index(first), WEEKDAYS.index(last)
            found.update(WEEKDAYS[(start + n) % 7] for n in range((stop - start) % 7 + 1))
        else:
            return None
    return [day for day in WEEKDAYS if day in found] or None
