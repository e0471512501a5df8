"""How many examples a costly property gets."""

from hypothesis import settings


def examples(usual: int) -> settings:
    """So many in `make test`, and with another profile as many times more as that profile asks for."""
    return settings(max_examples=usual * settings().max_examples // 100)
