"""The catalogue of the ladder: what follows a confirmed violation, step by step, dated and cited.

In the form of schemas/rules; apart from it, because these are the steps of people: api/ladder only proposes.
"""

from pathlib import Path

from schemas import rules

FOLDER = Path(__file__).parent


def load() -> rules.Catalogue:
    """Read the catalogue, once.

    Raises:
        schemas.rules.Uncatalogued: naming the file that cannot be used.

    """
    return rules.load(FOLDER)
