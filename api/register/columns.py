"""The register's columns, by their headings, in any order and in Kazakh, Russian or English."""

import re
from typing import Literal, get_args

import msgspec

from api.register.folding import fold

Field = Literal[
    "number", "family", "given", "patronymic", "born", "sex", "language", "office", "address", "lat", "lon",
    "school", "guardian", "phone", "measure", "article", "court", "order_number", "from", "until", "curfew",
    "stay_away", "registration", "hours",
]  # fmt: skip
FIELDS: tuple[Field, ...] = get_args(Field)

HEADINGS: dict[Field, tuple[str, ...]] = {
    "number": ("Тіркеу №", "Тіркеу нөмірі", "Регистрационный №", "Регистрационный номер", "Register number"),
    "family": ("Тегі", "Фамилия", "Family name"),
    "given": ("Аты", "Имя", "Given name"),
    "patronymic": ("Әкесінің аты", "Отчество", "Patronymic"),
    "born": ("Туған күні", "Дата рождения", "Born"),
    "sex": ("Жынысы", "Пол", "Sex"),
    "language": ("Тілі", "Язык", "Language"),
    "office": ("Бөлім", "Пробация бөлімі", "Отдел", "Отдел пробации", "Office"),
    "address": ("Мекенжайы", "Адрес", "Место жительства", "Address"),
    "lat": ("Ендік", "Широта", "Latitude"),
    "lon": ("Бойлық", "Долгота", "Longitude"),
    "school": ("Мектебі", "Школа", "School"),
    "guardian": ("Заңды өкілі", "Законный представитель", "Legal representative"),
    "phone": (
        "Заңды өкілінің телефоны",
        "Телефон законного представителя",
        "Legal representative's phone",
    ),
    "measure": ("Шара", "Мера", "Мера наказания", "Measure"),
    "article": ("Қылмыстық кодекс бабы", "Статья Уголовного кодекса", "Статья УК", "Criminal Code article"),
    "court": ("Сот", "Суд", "Court"),
    "order_number": ("Үкім №", "Үкім нөмірі", "Приговор №", "Номер приговора", "Order number"),
    "from": ("Басталуы", "Начало", "From"),
    "until": ("Аяқталуы", "Окончание", "Until"),
    "curfew": ("Түнгі шектеу", "Ночное ограничение", "Запрет ночью покидать жилище", "Curfew"),
    "stay_away": ("Тыйым салынған жерлер", "Запрещённые места", "Forbidden places"),
    "registration": ("Тіркелу жиілігі", "Периодичность регистрации", "Частота регистрации", "Registration"),
    "hours": ("Қоғамдық жұмыс сағаты", "Часы общественных работ", "Community service hours"),
}
REQUIRED: tuple[Field, ...] = ("number", "family", "given", "born", "office", "measure", "from", "until")
"""Without these columns no row can become a case file."""

_SIGNS = re.compile(r"[\s№.:'’]+")


def _key(heading: str) -> str:
    return _SIGNS.sub(" ", fold(heading.replace("№", " nr "))).strip()


_BY_HEADING: dict[str, Field] = {_key(heading): field for field in FIELDS for heading in HEADINGS[field]}


class Columns(msgspec.Struct, frozen=True):
    """Which column of the file holds what."""

    index: dict[Field, int]
    headings: dict[Field, str]
    """as they stand in the file, for the report"""
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Field, ...]:
        """Name the columns that the file does not have."""
        return tuple(field for field in FIELDS if field not in self.index)

    def heading(self, field: Field) -> str:
        """Name a column as the file does, or, where it has none, as the form does."""
        return self.headings.get(field, HEADINGS[field][0])


def recognise(headings: list[str]) -> Columns:
    """Find the columns in a row of headings."""
    index: dict[Field, int] = {}
    names: dict[Field, str] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for position, heading in enumerate(headings):
        field = _BY_HEADING.get(_key(heading))
        if not heading.strip():
            continue
        if field is None:
            unknown.append(heading.strip())
        elif field in index:
            twice.append(heading.strip())
        else:
            index[field] = position
            names[field] = heading.strip()
    return Columns(index=index, headings=names, unknown=tuple(unknown), twice=tuple(twice))
