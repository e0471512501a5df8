"""Keys of what the register makes: computed, so that importing twice writes the same documents.

They depend on the installation's secret (`installation` in `registry`), so that nobody who sees a database's
name can try the few thousand possible register numbers on it. Two regions that both count from 0001 import
under different register names.
"""

import json
from typing import Any

import msgspec

from api.register.folding import fold
from schemas.ids import derived


class Keys(msgspec.Struct, frozen=True):
    """Computes keys for one installation and one register."""

    secret: bytes
    register: str = ""

    def case(self, number: str) -> str:
        """Compute the case file's id from the register's number."""
        return derived(self.secret, "case", self.register, fold(number))

    def order(self, case: str, count: int) -> str:
        """Name the order that this case got from the register as its `count`-th, from 0."""
        return f"order:{derived(self.secret, 'order', case, str(count))}"

    def condition(self, case: str, slot: str, count: int) -> str:
        """Name the `count`-th wording of one duty (`slot`: its type, and its place among several)."""
        return f"condition:{derived(self.secret, 'condition', case, slot, str(count))}"

    def digest(self, case: str, field: str, value: Any) -> str:
        """Remember what the register said in a field without writing it twice into the case file."""
        canonical = json.dumps(value, ensure_ascii=False, sort_keys=True)
        return derived(self.secret, "field", case, field, canonical)[:8]
