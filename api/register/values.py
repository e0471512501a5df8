"""Read single cells: dates, numbers, positions, hours, and the words for measure, sex and language.

A cell of a CSV file is text; one of an Excel file may be a date, a time or a number. A date typed as text and
a real date give the same; a bare number where a date should be is not one, whatever Excel may mean by it.
"""

import datetime as dt
import re

from api.register.folding import fold, tidy
from api.register.troubles import NotUnderstood
from schemas.documents import Measure
from schemas.parts import Language

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

LATITUDES = (40.5, 55.5)
LONGITUDES = (46.4, 87.4)
"""Kazakhstan's extent, 40°34′–55°26′ N and 46°29′–87°19′ E, rounded outwards"""
MAX_HOURS = 2_000
YEARS = range(1930, 2200)
"""years that a register can mean; 0226 is a slip of the hand"""

_MEASURES: dict[Measure, tuple[str, ...]] = {
    "restricted_freedom": ("бас бостандығын шектеу", "бостандығын шектеу", "ограничение свободы"),
    "conditional_sentence": ("шартты түрде соттау", "шартты соттау", "условное осуждение"),
    "community_service": ("қоғамдық жұмыстар", "қоғамдық жұмыс", "қоғамдық жұмыстарға тарту",
                          "общественные работы", "привлечение к общественным работам"),
    "correctional_work": ("түзеу жұмыстары", "исправительные работы"),
    "deferral": ("жазаны кейінге қалдыру", "жазаны өтеуді кейінге қалдыру", "кейінге қалдыру", "отсрочка",
                 "отсрочка отбывания наказания"),
}  # fmt: skip
_SEXES = {"male": "ер ер_бала еркек муж м мужской male", "female": "әйел қыз жен ж женский female"}
_LANGUAGES: dict[Language, str] = {
    "kk": "kk kz қаз қазақ қазақша қазақ_тілі каз казахский kazakh",
    "ru": "ru орыс орысша орыс_тілі рус русский russian",
    "en": "en ағылшын ағылшынша англ английский english",
}


def _words(choices: dict[str, str]) -> dict[str, str]:
    return {fold(w.replace("_", " ")): name for name, words in choices.items() for w in words.split()}


_MEASURE_OF: dict[str, Measure] = {fold(w): name for name, words in _MEASURES.items() for w in words}
_MEASURE_OF |= {fold(name.replace("_", " ")): name for name in _MEASURES}
_SEX_OF = _words(_SEXES)
_LANGUAGE_OF = _words({str(name): words for name, words in _LANGUAGES.items()})
_DATE = re.compile(
    r"(?:(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*[жг]\.?)?|(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?)"
)
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,15})?")
_HOURS = re.compile(r"(\d{1,5}(?:[.,]\d{1,2})?)(?:\s*(?:сағат|сағ|с|часов|часа|час|ч)\.?)?")
_PHONE = re.compile(r"\+?[\d(][\d\s()\-]{4,24}")


def text(cell: Cell) -> str:
    """Read a cell as the text that a person sees in it, in NFC and without spaces around.

    Raises:
        NotUnderstood: `not_text` for true, false and Excel's error values.

    """
    match cell:
        case None:
            return ""
        case bool():
            raise NotUnderstood("not_text")
        case str():
            found = tidy(cell)
            if re.fullmatch(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)", found):
                raise NotUnderstood("not_text")
            return found
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case dt.datetime():
            return cell.strftime("%d.%m.%Y") if cell.time() == dt.time() else cell.isoformat(" ")
        case dt.date():
            return cell.strftime("%d.%m.%Y")
        case dt.time():
            return cell.strftime("%H:%M")
        case _:
            return str(cell)


def name(cell: Cell) -> str:
    """Read a name: text in which no letter was lost.

    Raises:
        NotUnderstood: `lost_letters`, `not_text`.

    """
    found = text(cell)
    if "?" in found or "\ufffd" in found:
        raise NotUnderstood("lost_letters")
    return found


def date(cell: Cell) -> dt.date:
    """Read a day of the calendar: DD.MM.YYYY, YYYY-MM-DD, or a real date.

    Raises:
        NotUnderstood: `not_a_date`.

    """
    found = _date(cell)
    if found.year not in YEARS:
        raise NotUnderstood("not_a_date")
    return found


def _date(cell: Cell) -> dt.date:
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise NotUnderstood("not_a_date")
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if not isinstance(cell, str) or not (found := _DATE.fullmatch(tidy(cell))):
        raise NotUnderstood("not_a_date")
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise NotUnderstood("not_a_date") from None


def degrees(cell: Cell, within: tuple[float, float]) -> float:
    """Read a latitude or longitude in degrees, with a point or a comma.

    Raises:
        NotUnderstood: `not_a_number`, `outside_kazakhstan`.

    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        found = float(cell)
    elif isinstance(cell, str) and _NUMBER.fullmatch(tidy(cell)):
        found = float(tidy(cell).replace(",", "."))
    else:
        raise NotUnderstood("not_a_number")
    if not within[0] <= found <= within[1]:
        raise NotUnderstood("outside_kazakhstan")
    return found


def hours(cell: Cell) -> float:
    """Read hours of community service.

    Raises:
        NotUnderstood: `not_a_number`, `hours_out_of_range`.

    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        found = float(cell)
    elif isinstance(cell, str) and (match := _HOURS.fullmatch(fold(cell))):
        found = float(match[1].replace(",", "."))
    else:
        raise NotUnderstood("not_a_number")
    if not 0 < found <= MAX_HOURS:
        raise NotUnderstood("hours_out_of_range")
    return int(found) if found.is_integer() else found


def measure(cell: Cell) -> Measure:
    """Read a measure's name. Raises NotUnderstood `not_a_measure`."""
    if (found := _MEASURE_OF.get(fold(text(cell)).rstrip("."))) is None:
        raise NotUnderstood("not_a_measure")
    return found


def sex(cell: Cell) -> str:
    """Read the sex, `male` or `female`. Raises NotUnderstood `not_a_sex`."""
    if (found := _SEX_OF.get(fold(text(cell)).rstrip("."))) is None:
        raise NotUnderstood("not_a_sex")
    return found


def language(cell: Cell) -> str:
    """Read the language, `kk`, `ru` or `en`. Raises NotUnderstood `not_a_language`."""
    if (found := _LANGUAGE_OF.get(fold(text(cell)).rstrip("."))) is None:
        raise NotUnderstood("not_a_language")
    return found


def looks_like_a_phone(number: str) -> bool:
    """Tell whether a telephone number has a number's shape; it is kept either way."""
    return _PHONE.fullmatch(number) is not None


def areas(cell: Cell) -> list[str]:
    """Read the names of forbidden places: one a line or between semicolons.

    A comma parts names only where each part is plain words: `Абай көш. 5, Өскемен` is one place.
    """
    found: list[str] = []
    raw = cell if isinstance(cell, str) else text(cell)
    for entry in re.split(r"[;\n]", raw):
        parts = [tidy(part) for part in entry.split(",")]
        if len(parts) > 1 and all(map(_plain_words, parts)):
            found.extend(parts)
        else:
            found.append(tidy(entry))
    return list(dict.fromkeys(filter(None, found)))


def _plain_words(part: str) -> bool:
    return part[:1].islower() and not re.search(r"\d", part)
