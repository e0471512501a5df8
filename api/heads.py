"""`GET /api/heads`: which of my case files changed, in one cheap request.

`update_seq` by database, for equality only. A phone compares it with what it saw last, and replicates the
files that differ.

The header `Qadam-Store` tells which store answers, for equality only. A store that was put back to an earlier
day has another one: what it acknowledged after that day it does not have, and a phone that sees another one
than before sends again what is lacking. `update_seq` alone does not show it once others have written as much.
"""

from litestar import Response, get

from api.guards import signed_in
from api.running import Here, Running
from api.sessions.sessions import Reader, SignedIn
from schemas.ids import case_database, minor_database
from sync.store import Seq


@get("/api/heads", guards=[signed_in])
async def heads(running: Here, reader: Reader) -> Response[dict[str, Seq]]:
    """Tell the heads of the databases that this session may read."""
    told = await running.store.heads(await readable(running, reader))
    return Response(told, headers={"Qadam-Store": running.read_model.made_as})


async def readable(running: Running, reader: SignedIn) -> list[str]:
    """List the databases that this session may read."""
    match reader.role:
        case "inspector":
            return [case_database(one.case) for one in await running.access.assignments(reader.user)]
        case "supervisor" if reader.office is not None:
            return [case_database(case) for case in await running.read_model.cases_of_office(reader.office)]
        case "minor" if reader.case is not None:
            return [minor_database(reader.case)]
    return []
