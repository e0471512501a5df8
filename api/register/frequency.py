"""Read how often to register: `апта сайын, дүйсенбі`, `айына 2 рет`, `ай сайын, 5, 20`; the same in Russian.

Each answer is one `every` of a `registration` condition (schemas/params.py). Two days a week are two duties.
`аптасына 2 рет` fixes no day, and no condition can be made of it: that is asked, not guessed.
"""

import re
from typing import Any

from api.register.folding import fold
from api.register.troubles import NotUnderstood
from api.register.weekdays import weekday, weekdays

Every = dict[str, Any]

_NUMBER: dict[str, int] = {
    fold(word): number
    for number, words in {
        1: "1 бір один раз once", 2: "2 екі два дважды twice", 3: "3 үш три трижды", 4: "4 төрт четыре",
        5: "5 бес пять", 6: "6 алты шесть", 7: "7 жеті семь", 8: "8 сегіз восемь",
    }.items()
    for word in words.split()
}  # fmt: skip


def _any_of(*phrases: str) -> str:
    return "(?:" + "|".join(re.escape(fold(phrase)) for phrase in phrases) + ")"


_WEEKLY = re.compile(
    "^"
    + _any_of("апта сайын", "әр апта сайын", "аптасына 1 рет", "аптасына бір рет", "әр", "әрбір",
              "еженедельно", "каждую неделю", "1 раз в неделю", "один раз в неделю", "раз в неделю",
              "каждый", "каждую", "каждое", "по", "weekly", "every")
    + r"?[\s,:()]*(?P<days>.*?)(?:\s*" + _any_of("сайын", "күні", "күндері", "күні сайын") + r")?[\s.)]*$"
)  # fmt: skip
_TIMES = re.compile(
    "^(?:"
    + _any_of("айына", "айында", "ай сайын", "әр айда", "ежемесячно", "в месяц")
    + r"[\s,]+(?P<kk>\w+)(?:\s+" + _any_of("рет", "раз", "раза", "мәрте") + ")"
    + r"|(?P<ru>\w+)\s+(?:" + _any_of("раз", "раза", "times") + r"\s+)?" + _any_of("в месяц", "a month")
    + ")$"
)  # fmt: skip
_MONTHLY = re.compile(
    "^(?:" + _any_of("ай сайын", "әр айдың", "айдың", "әр айда", "ежемесячно", "каждый месяц", "monthly")
    + r"[\s,:()]*)(?P<days>.*)$"
)  # fmt: skip
_MONTH_LAST = re.compile(
    "^(?P<days>[\\d\\s,и]+?)\\s*" + _any_of("числа", "число") + "\\s+" + _any_of("каждого месяца") + "$"
)
_DAY_WORDS = re.compile(
    r"\b" + _any_of("числа", "число", "числам", "күні", "күндері", "күн", "күнінде", "по", "және", "и")
    + r"\b|[-](?:ші|шы|го|е|і|ы)\b"
)  # fmt: skip


def read_frequency(text: str) -> list[Every]:
    """Read a cell of the register's frequency; more than one `every` where more than one weekday is named.

    Raises:
        NotUnderstood: `not_a_frequency`, `weekday_missing`.

    """
    folded = fold(text).rstrip(" .")
    if times := _TIMES.match(folded):
        number = _number(times["kk"] or times["ru"])
        if number is not None and 1 <= number <= 31:
            return [{"times_a_month": number}]
    for monthly in (_MONTHLY.match(folded), _MONTH_LAST.match(folded)):
        if monthly and (days := _monthdays(monthly["days"])) is not None:
            return [{"monthdays": days}] if days else [{"times_a_month": 1}]
    if weekly := _WEEKLY.match(folded):
        named = weekly["days"].strip(" ,:()")
        if not named and folded != named:
            raise NotUnderstood("weekday_missing")
        if (found := weekdays(named)) and _says_a_week(folded, named):
            return [{"weekday": day} for day in found]
    raise NotUnderstood("not_a_frequency")


def _says_a_week(folded: str, named: str) -> bool:
    """`дүйсенбі` alone could be one Monday; only a full day's name by itself is taken for every week."""
    return folded != named or (weekday(named) is not None and len(named) > 3)


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdecimal() else _NUMBER.get(word)


def _monthdays(text: str) -> list[int] | None:
    """Days of a month; [] when none is named; None when it is something else."""
    plain = _DAY_WORDS.sub(" ", text)
    parts = [part for part in re.split(r"[\s,;()]+", plain) if part]
    if not all(part.isascii() and part.isdecimal() and 1 <= int(part) <= 31 for part in parts):
        return None
    return sorted({int(part) for part in parts})
