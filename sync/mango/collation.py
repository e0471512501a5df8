"""CouchDB's order of JSON values, as sort keys: what ``$lt`` and its kin, and equality, are decided by.

null, false, true, numbers, strings, arrays, objects, in this order; arrays and objects member by member, the
shorter first (an object's members in the order in which they were written). Strings are ordered as ICU's
root collation does it: at first by letters alone, then by accents, then small before capital; control
characters count for nothing. ``_ALPHABET`` is that order for what people of this field write: punctuation
and signs, Latin, Greek, and Cyrillic with its Kazakh letters. Other scripts follow by code point.

Source: https://docs.couchdb.org/en/stable/ddocs/views/collation.html; the alphabet was read off CouchDB 3.5
with ICU, and ``tests/protocol`` compares the two again when there is a CouchDB to ask.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

_ALPHABET = (
    "\t\n\v\f\r\x85\u2028\u2029 _-‐‒–—―⁓,;⁏:!¡?¿‽.·⁕⁖⁘⁙⁚⁛⁜⁝⁞'‘’‚‛‹›\"“”„‟«»()[]{}⁅⁆‖§¶⁋@*⁎⁑/\\&⁊#%‰‱†‡•‣‧"
    "⁃⁌⁍′‵‸※‿⁔⁀⁐⁁⁂`´^¯¨ʹ͵°҂©®϶+±÷×<=>¬|¦~⁒⁄¤¢$£¥₠₡₢₣₤₥₦₧₩₪₫€₭₮₯₰₱₲₳₴₵₶₷₸₹₺₻₼₽₾₿012345"
    "6789aȺbƀƁƃcȼƈdƉƊƌȡeɇǝƏƐfƒgǥƓƔƣhƕiıƗƖjȷɉkƙlƚȴƛmnƝƞȵŋoƆƟȣpƥqɋĸrƦɍsȿƩƪtŧȾƫƭƮȶuɄƜƱvƲ"
    "ɅwxyɏƴȝzƶȥɀƷƹƺþƿƻƨƽƅɂǀǁǂǃαβγδεϝͷϛζͱηθιϳκλμνξοπϻϟϙρϼσͼͻͽτυφχψωϡͳϸϣϥϧϩϫϭϯаәӕбвгғӻҕ"
    "ӷдԁђԃҙеєжԫҗзԅԑѕӡԇиҋійјкқӄҡҟҝԟԛлӆԯԓԡљԉԕмӎнԩӊңӈԣҥњԋоөпԥҧҁрҏԗсԍҫтԏҭћуүұѹфхӽӿҳһԧѡѿѽѻ"
    "цҵчԭҷӌҹҽҿџшщъыьҍѣэюяԙѥѧѫѩѭѯѱѳѵҩԝӏ"
)
_RANK = {letter: chr(rank) for rank, letter in enumerate(_ALPHABET, start=2)}
# What Unicode does not take apart and ICU does, as a letter with something added.
_TAKEN_APART = {
    "æ": "ae\u0335", "đ": "d\u0335", "ð": "d\u0336", "ħ": "h\u0335", "ł": "l\u0335", "ø": "o\u0338",
    "œ": "oe\u0335", "ß": "ss\u0335", "ς": "σ\u0335", "ґ": "г\u0335",
}  # fmt: skip
_BEHIND = 0x2000
"""What has no rank of its own comes behind all that has, by code point."""

Key = tuple[Any, ...]


def key(value: Any) -> Key:
    """Two values compare as their keys do."""
    if isinstance(value, str):
        return (4, *text_key(value))
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (1, value)
    if isinstance(value, int | float):
        return (3, value)
    if isinstance(value, dict):
        return (6, tuple((text_key(name), key(member)) for name, member in value.items()))
    return (5, tuple(map(key, value)))


def raw_key(value: Any) -> Key:
    """The order of ``_id``: code points, and everything that is no string before them."""
    return (7, value) if isinstance(value, str) else key(value)


def text_key(text: str) -> tuple[str, str, str]:
    """Letters, accents, capitals: compared in this order."""
    if text.isascii():
        letters = text.translate(_ASCII_LETTERS)
        return letters, "\1" * len(letters), text.translate(_ASCII_CAPITALS)
    parts = [_taken_apart(char) for char in text]
    return "".join(p[0] for p in parts), "".join(p[1] for p in parts), "".join(p[2] for p in parts)


@lru_cache(maxsize=4096)
def _taken_apart(char: str) -> tuple[str, str, str]:
    """One character's share in each of the three."""
    letters = accents = capitals = ""
    small = char.lower()
    capital = "\2" if small != char else "\1"
    for part in _TAKEN_APART.get(small) or _decomposed(small):
        if unicodedata.combining(part):
            accents += part
        elif (rank := _rank(part)) is not None:
            letters, accents, capitals = letters + rank, accents + "\1", capitals + capital
    return letters, accents, capitals


def _decomposed(char: str) -> str:
    """``й`` is a letter; ``ё`` is ``е`` with an accent."""
    return char if char in _RANK else unicodedata.normalize("NFKD", char).lower()


def _rank(char: str) -> str | None:
    """None for what counts for nothing."""
    if char in _RANK:
        return _RANK[char]
    if unicodedata.category(char) in {"Cc", "Cf", "Mn", "Me"}:
        return None
    return chr(_BEHIND) + char


_ASCII = [chr(code) for code in range(128)]
_ASCII_LETTERS = {ord(char): _rank(char.lower()) for char in _ASCII}
_ASCII_CAPITALS = {
    ord(char): None if _rank(char) is None else ("\2" if char.isupper() else "\1") for char in _ASCII
}
