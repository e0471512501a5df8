"""A read model in a folder, and case files to keep in it."""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from api.readmodel import ReadModel

NOW = dt.datetime(2026, 10, 5, 4, 0, tzinfo=dt.UTC)
Doc = dict[str, Any]
OFFICE = "Өскемен қ. пробация бөлімі"


@pytest.fixture
async def model(tmp_path: Path) -> AsyncIterator[ReadModel]:
    opened = await ReadModel.open(tmp_path / "readmodel.sqlite", lambda: NOW)
    yield opened
    await opened.close()


@pytest.fixture
def case_file() -> Callable[..., list[Doc]]:
    """Make a case file's documents: case, order, curfew; and what is added."""

    def make(case: str, *more: Doc, **fields: Any) -> list[Doc]:
        measure = fields.pop("measure", "restricted_freedom")
        file = {
            "_id": f"case:{case}", "kind": "case", "number": f"2026-{case}", "status": "active",
            "name": {"family": "Сынақов", "given": "Сынақ"}, "born": "2010-02-14", "office": OFFICE, **fields,
        }  # fmt: skip
        order = {
            "_id": "order:1", "kind": "order", "measure": measure, "from": "2026-09-01",
            "until": "2027-08-31",
        }  # fmt: skip
        curfew = {"_id": "condition:c", "kind": "condition", "type": "curfew", "order": "order:1"}
        return [file, order, curfew, *more]

    return make
