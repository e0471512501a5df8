"""What a supervisor looks through: the review queue and the caseload; and the figures."""

from typing import Annotated, Any, Literal

from litestar import Controller, get
from litestar.params import QueryParameter

from api.guards import only
from api.running import Here
from api.sessions.sessions import Reader

Answer = dict[str, Any]
Shelf = Annotated[Literal["open", "decided"], QueryParameter(name="state")]
Words = Annotated[str, QueryParameter(max_length=200)]


class Review(Controller):
    """Lists of the reader's own office."""

    path = "/api"
    guards = (only("supervisor"),)

    @get("/queue")
    async def queue(self, running: Here, reader: Reader, shelf: Shelf = "open") -> list[Answer]:
        """List flags and welfare concerns: `open` ones, concerns first, or the newest `decided`."""
        return [] if reader.office is None else await running.read_model.queue(reader.office, shelf)

    @get("/cases")
    async def cases(self, running: Here, reader: Reader, q: Words = "") -> list[Answer]:
        """List the office's case files whose names or numbers match `q`, with the inspector's name."""
        rows = [] if reader.office is None else await running.read_model.cases(reader.office, q)
        names = await running.accounts.names({row["inspector"] for row in rows if row["inspector"]})
        return [row | {"inspector": names.get(row["inspector"])} for row in rows]


@get("/api/statistics", guards=[only("supervisor", "analyst")])
async def statistics(running: Here, reader: Reader) -> Answer:
    """Count case files and confirmed violations; an analyst gets no figure that could point to a child."""
    return await running.read_model.statistics(withhold_small=reader.role == "analyst")
