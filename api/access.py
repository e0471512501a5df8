"""Who may do what in which database: the answer that the gate asks for at every request.

The authority is the case file itself: an `assignment` document in it names the inspector, from when, until
when. What is remembered of it between requests is good for as long as nobody writes to that file
(`api.remembered`), so that an assignment that ends, ends at once.

| role | database | reads | writes |
|---|---|---|---|
| inspector, assigned now | `case-<id>` | yes | facts, photographs, and `INSPECTOR_WRITES` |
| inspector, assigned before | `case-<id>` | no | the same, marked late |
| supervisor of the office | `case-<id>` | yes | the acts of the office |
| minor | `minor-<own case>` | yes | `check_in` |
| anybody else, anything else | | no | nothing |

An inspector's record is the file's when it was made inside one of the inspector's assignments (`api.tenure`);
any other goes to the quarantine.
"""

import re
from collections.abc import Mapping

from api.cases.caseload import Assigned, assignments, caseload
from api.clock import Clock, utc_now
from api.remembered import Remembered
from api.rules.catalogue import catalogue
from api.sessions.cookie import token_of
from api.sessions.sessions import Sessions
from api.tenure import Tenure
from schemas.documents import FACT_KINDS
from schemas.ids import case_database, minor_database
from sync.errors import NoDatabase
from sync.gate import Grant, Session
from sync.store import Store

RECORDED = frozenset({*(FACT_KINDS - {"check_in"}), "photo"})
INSPECTOR_WRITES = RECORDED | {"hearing", "explanation", "excuse", "serving"}
SUPERVISOR_WRITES = frozenset(
    {
        "decision",
        "permission",
        "excuse",
        "hearing",
        "explanation",
        "response",
        "task",
        "warning",
        "submission",
        "serving",
        "ruling",
    }
)
MINOR_WRITES = frozenset({"check_in"})

_CASE = re.compile(r"case-(?P<case>[0-9a-f\-]{8,64})")


class CaseAccess:
    """Answers from the store."""

    def __init__(self, store: Store, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._assigned: Remembered[list[Assigned]] = Remembered(store)
        self._office: Remembered[str | None] = Remembered(store)

    async def session(self, headers: Mapping[str, str]) -> Session | None:
        """Find the session of a request by its cookie.

        The front door has counted the request as use; a feed that waits for hours, and asks here again and
        again whether it still may, is none: a forgotten desk becomes idle.
        """
        token = token_of(headers.get("cookie", ""))
        signed_in = await self._sessions.peek(token) if token is not None else None
        return signed_in.gate if signed_in is not None and signed_in.alive(self._clock()) else None

    async def grant(self, session: Session, db: str) -> Grant | None:
        """Tell what a session may do in a database; None: nothing, not even know that it exists."""
        if session.role == "minor":
            own = session.case is not None and db == minor_database(session.case)
            return Grant(read=True, writes=MINOR_WRITES) if own else None
        named = _CASE.fullmatch(db)
        if named is None:
            return None
        case = named["case"]
        if session.role == "inspector":
            return await self._inspector(session.user, case)
        if session.role == "supervisor" and await self.supervises(session, case):
            return Grant(read=True, writes=SUPERVISOR_WRITES)
        return None

    async def may_read(self, session: Session, case: str) -> bool:
        """Tell whether a case file is open to a session now."""
        grant = await self.grant(session, case_database(case))
        return grant is not None and grant.read

    async def supervises(self, session: Session, case: str) -> bool:
        """Tell whether the case file belongs to the supervisor's own office."""
        if session.role != "supervisor" or session.office is None:
            return False
        return await self.office(case) == session.office

    async def office(self, case: str) -> str | None:
        """Tell the office of a case file; None when there is no such file, or it names none."""
        db = case_database(case)

        async def read() -> str | None:
            doc = await self._store.get(db, f"case:{case}")
            return None if doc is None else doc.get("office")

        try:
            return await self._office.get(db, "", read)
        except NoDatabase:
            return None

    async def assignments(self, user: str) -> list[Assigned]:
        """List what a user is assigned to now."""
        return await caseload(self._store, user, self._clock())

    async def _inspector(self, user: str, case: str) -> Grant | None:
        now = self._clock()
        try:
            held = await self._assigned.get(
                case_database(case), user, lambda: assignments(self._store, case, user)
            )
        except NoDatabase:
            return None
        own = [one for one in held if one.role == "inspector"]
        if not any(one.from_ <= now for one in own):
            return None
        tenure = Tenure(own, now, catalogue())
        holds = tenure.holds
        return Grant(read=holds, writes=INSPECTOR_WRITES, late=not holds, tenure=tenure)
