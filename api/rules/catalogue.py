"""The edge at which the rules meet the disk: the catalogue that ships with the application."""

from schemas.rules import Catalogue, load


def catalogue() -> Catalogue:
    """Give the rule catalogue, read once."""
    return load()
