"""Passwords that can be read from a terminal and typed on a phone, made for one run."""

import secrets

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aeiou"
GROUPS, SYLLABLES = 3, 3
"""nine syllables of 80 possible ones: 56 bits"""


def readable() -> str:
    """Make a password such as `kamobi-rutela-sovinu`."""
    return "-".join("".join(_syllable() for _ in range(SYLLABLES)) for _ in range(GROUPS))


def _syllable() -> str:
    return secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS)
