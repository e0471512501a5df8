"""Mango: which documents a JSON object of conditions means, and how ``_find`` is asked. Pure.

Source: https://docs.couchdb.org/en/stable/api/database/find.html#selector-syntax
"""

from sync.mango.selector import Selector

__all__ = ["Selector"]
