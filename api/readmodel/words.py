"""Names for searching and for sorting: one spelling for ways of writing that people treat as one.

Searching brings Cyrillic, the Kazakh Latin alphabets and passports' transliteration to one plain Latin form,
so that `Әбілқасым`, `əбілқасым`, `Ábilqasym` and `abilkasim` find each other. Sorting keeps to the Kazakh
alphabet, ә after а.
"""

import re
import unicodedata

from api.register.folding import tidy

_SCHWA = str.maketrans("əƏǝƎ", "әӘәӘ")
_LATIN: dict[str, str] = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "j",
    "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o",
    "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h",
    "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "і": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia", "ı": "i", "ş": "sh", "ç": "ch", "ŋ": "n",
}  # fmt: skip
_SPELLINGS = (
    ("shch", "sh"), ("zh", "j"), ("kh", "h"), ("ph", "f"), ("ng", "n"), ("q", "k"), ("w", "u"), ("y", "i"),
    ("x", "ks"), ("dj", "j"),
)  # fmt: skip
_MARKS = re.compile(r"[\u0300-\u036f]")
_OTHER = re.compile(r"[^a-z0-9]+")
_TWICE = re.compile(r"(.)\1+")

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACE = {letter: f"{place:02d}" for place, letter in enumerate(ALPHABET)}


def search_words(text: str) -> list[list[str]]:
    """Split a text into words, each with the spellings it is found by: a passport's `iye` may be an `е`."""
    letters = tidy(text).translate(_SCHWA).casefold()
    latin = "".join(_LATIN.get(letter, letter) for letter in letters)
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", latin))
    return [_spellings(word) for word in _OTHER.sub(" ", plain).split()]


def sort_key(text: str) -> str:
    """Give a key whose order is that of the Kazakh alphabet; other signs come before letters."""
    letters = tidy(text).translate(_SCHWA).casefold()
    return "".join(_PLACE.get(letter, f"!{letter}") for letter in letters)


def _spellings(word: str) -> list[str]:
    if word.isdecimal():
        return [word]
    for written, meant in _SPELLINGS:
        word = word.replace(written, meant)
    word = _TWICE.sub(r"\1", word)
    return list(dict.fromkeys((word, word.replace("ie", "e"))))
