"""Lay out a table for any terminal: ASCII lines, and columns that hold with Kazakh and combining letters."""

import unicodedata
from collections.abc import Sequence


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay out rows in columns, the first row as headings."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    rule = "+-" + "-+-".join("-" * w for w in widths) + "-+"
    lines = [
        "| " + " | ".join(c + " " * (w - width(c)) for c, w in zip(r, widths, strict=True)) + " |"
        for r in rows
    ]
    return [rule, lines[0], rule, *lines[1:], rule]


def width(text: str) -> int:
    """Count the columns that a terminal gives to a text."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
