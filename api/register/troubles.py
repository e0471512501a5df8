"""What the import has to say about a row: troubles keep it out, warnings let it in for a person to see."""

from typing import Literal

import msgspec

TroubleCode = Literal[
    "missing", "not_a_date", "in_the_future", "until_before_from", "born_after_from", "not_a_number",
    "outside_kazakhstan", "position_incomplete", "not_a_window", "empty_window", "windows_overlap",
    "days_unclear", "not_a_frequency", "weekday_missing", "not_a_measure", "not_a_sex", "not_a_language",
    "hours_out_of_range", "hours_not_for_measure", "not_text", "lost_letters", "too_long", "duplicate_number",
    "another_person", "amended_by_hand",
    "refused_by_schema",
]  # fmt: skip
WarningCode = Literal[
    "possible_duplicate", "area_not_on_map", "residence_not_on_map", "position_not_changed", "age_unusual",
    "hours_missing", "language_missing", "phone_unusual", "stands_from_today", "another_order", "new_office",
    "identity_changed", "order_over", "before_import_on_paper",
]  # fmt: skip

MEANING: dict[str, str] = {
    "missing": "nothing is written here, and the case file needs it",
    "not_a_date": "no day of the calendar; write DD.MM.YYYY",
    "in_the_future": "born after today",
    "until_before_from": "the order ends before it begins",
    "born_after_from": "born after the order began",
    "not_a_number": "not a number",
    "outside_kazakhstan": "not a position in Kazakhstan (are latitude and longitude the right way round?)",
    "position_incomplete": "latitude and longitude only come together",
    "not_a_window": "not understood; write 22:00–06:00, or with days: дс-жм 22:00–06:00",
    "empty_window": "begins and ends at the same minute",
    "windows_overlap": "two windows cover the same minutes",
    "days_unclear": "some windows name days and some do not; name the days of each",
    "not_a_frequency": "not understood; write апта сайын, дүйсенбі or айына 2 рет or ай сайын, 5, 20",
    "weekday_missing": "on which day of the week is not said",
    "not_a_measure": "no measure is called so",
    "not_a_sex": "write ер or әйел",
    "not_a_language": "write kk, ru or en",
    "hours_out_of_range": "more hours than there can be, or none",
    "hours_not_for_measure": "minors under restricted freedom are exempt from forced labour (CC art. 44)",
    "not_text": "a formula's error or a true/false value stands here",
    "lost_letters": "letters were lost when the file was saved; save it again as CSV UTF-8 or .xlsx",
    "too_long": "longer than a case file's field",
    "duplicate_number": "more than one row has this number",
    "another_person": "the case file with this number belongs to somebody else",
    "amended_by_hand": "changed in the register and, differently, by hand in the case file; settle it there",
    "refused_by_schema": "the case file would not be what the schema allows",
    "possible_duplicate": "the same name and day of birth under another number",
    "area_not_on_map": "forbidden places have names but no position; the rules cannot judge them yet",
    "residence_not_on_map": "the residence has no position",
    "position_not_changed": "the address changed and its position did not",
    "age_unusual": "not 14 to 17 on the order's first day",
    "hours_missing": "community service without hours: no such condition was made",
    "language_missing": "the language is not said",
    "phone_unusual": "does not look like a telephone number; kept as it came",
    "stands_from_today": "the register does not say from when; the new wording stands from today",
    "another_order": "another order's number: the new order supersedes the old one",
    "new_office": "an office that was not here before; check the spelling",
    "order_over": "the order was over before this import: no duty that silence breaches was made",
    "before_import_on_paper": "what was done before today is on paper: the duty counts here from today",
    "identity_changed": "the name or the day of birth changed",
}


class Trouble(msgspec.Struct, frozen=True):
    """Why a row cannot be imported. `row` is the row's number as Excel shows it; `value` as it came."""

    row: int
    column: str
    value: str
    code: TroubleCode


class Warned(msgspec.Struct, frozen=True):
    """Imported, but a person should look. Carries no value: those are personal."""

    row: int
    column: str
    code: WarningCode
    about: str = ""
    """other rows or fields, never a value"""


class NotUnderstood(ValueError):
    """A cell says something that is not understood."""

    def __init__(self, code: TroubleCode) -> None:
        super().__init__(code)
        self.code: TroubleCode = code


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is a sentence for the operator."""
