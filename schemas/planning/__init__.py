"""The catalogue of the plan: how often, at which hours, and how much for one inspector; dated and cited.

In the form of schemas/rules; apart from it, because these numbers bind the service and not the child.
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
