"""Bring the ways of writing one word together, so that words can be compared. Never for what is stored.

Registers write ә as Cyrillic U+04D9 or Latin U+0259 (and the capitals U+04D8, U+018F), and keyboards mix in
letters that look alike: a Latin `a` inside a Kazakh word, `i` for `і`, a whole `cp` for `ср`. So each Latin
letter that looks like a Cyrillic one becomes it, on both sides of every comparison. Source: DOMAIN.md,
"Words".
"""

import re
import unicodedata

_LOOK_ALIKES = str.maketrans(
    "əƏǝƎ" + "aceikopxyhj" + "ABCEHIKMOPTXYJ",
    "әӘәӘ" + "асеікорхуһј" + "АВСЕНІКМОРТХУЈ",
)
_SPACES = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"


def tidy(text: str) -> str:
    """Text as it came, in NFC, without invisible characters and with single spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE)).strip()


def fold(text: str) -> str:
    """Fold a Kazakh, Russian or English text for comparison: one case, one ә, one letter for one shape."""
    plain = tidy(unicodedata.normalize("NFKC", text))
    return plain.translate(_LOOK_ALIKES).casefold().replace("ё", "е")
