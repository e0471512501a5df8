"""The words that people see, in Kazakh, Russian and English, from one set of Fluent catalogues.

`schemas/messages/<language>/<area>.ftl`; the PWA reads the same files. A missing message is an error in the
tests and shows as its key at run time, so that nothing fails in front of a person.
"""

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from schemas.parts import LANGUAGES

CATALOGUES = Path(__file__).parent / "messages"


@cache
def bundle(language: str) -> FluentBundle:
    """Load all areas of one language; an unknown language gets the first, Kazakh."""
    code = language if language in LANGUAGES else LANGUAGES[0]
    loaded = FluentBundle([code], use_isolating=False)
    for file in sorted((CATALOGUES / code).glob("*.ftl")):
        loaded.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return loaded


def translate(language: str, key: str, **arguments: object) -> str:
    """Say `key` in a language, with its arguments filled in."""
    words = bundle(language)
    if not words.has_message(key) or (value := words.get_message(key).value) is None:
        return key
    text, _errors = words.format_pattern(value, arguments)
    return str(text)
