"""What a supervisor looks through: the review queue and the caseload; and the figures."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, get, post
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta

from api.guards import only
from api.running import Here, Running
from api.sessions.sessions import Reader, SignedIn

Answer = dict[str, Any]
Shelf = Annotated[Literal["open", "decided"], QueryParameter(name="state")]


class Sought(msgspec.Struct, frozen=True):
    """Part of a name or a number."""

    q: Annotated[str, Meta(max_length=200)] = ""


class Owed(msgspec.Struct, frozen=True):
    """The service's own account: nothing in it counts against a child."""

    counts: list[Answer]
    failings: list[Answer]
    waiting: list[Answer]


class Review(Controller):
    """Lists of the reader's own office."""

    path = "/api"
    guards = (only("supervisor"),)

    @get("/queue")
    async def queue(self, running: Here, reader: Reader, shelf: Shelf = "open") -> list[Answer]:
        """List flags and welfare concerns: `open` ones, concerns first, or the newest `decided`."""
        return [] if reader.office is None else await running.read_model.queue(reader.office, shelf)

    @get("/cases")
    async def cases(self, running: Here, reader: Reader) -> list[Answer]:
        """List the office's case files, with the inspector's name."""
        return await _found(running, reader, "")

    @get("/service")
    async def service(self, running: Here, reader: Reader) -> Owed:
        """List what the service has not done in the office's case files, what it waits for, and count it."""
        if reader.office is None:
            return Owed([], [], [])
        model, office = running.read_model, reader.office
        return Owed(
            await model.owed_counts(office), await model.owed(office), await model.owed(office, waiting=True)
        )

    @post("/cases/search", status_code=200)
    async def search(self, data: JSONBody[Sought], running: Here, reader: Reader) -> list[Answer]:
        """List those whose names or numbers match. A name is sent in the body: addresses end up in logs."""
        return await _found(running, reader, data.q)


async def _found(running: Running, reader: SignedIn, words: str) -> list[Answer]:
    rows = [] if reader.office is None else await running.read_model.cases(reader.office, words)
    names = await running.accounts.names({row["inspector"] for row in rows if row["inspector"]})
    return [row | {"inspector": names.get(row["inspector"])} for row in rows]


@get("/api/statistics", guards=[only("supervisor", "analyst")])
async def statistics(running: Here, reader: Reader) -> Answer:
    """Count case files and confirmed violations; an analyst gets no figure that could point to a child."""
    return await running.read_model.statistics(withhold_small=reader.role == "analyst")
