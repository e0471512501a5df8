"""Was the child heard? An explanation taken, declined, or invited and waited for, before a decision.

To dismiss or to excuse needs no hearing: what is in the child's favour does not wait. To confirm does, and
nothing replaces it: where nobody can be found, the invitation to the legal representative and the time of
waiting are the way. Source: DOMAIN.md, "From fact to court", 3.
"""

import datetime as dt
from typing import Literal

from msgspec import Struct

from api.ladder.file import File
from api.rules.intervals import FAR_FUTURE
from schemas.documents import Explanation, Hearing

How = Literal["taken", "declined", "invited", "none"]


class Heard(Struct, frozen=True):
    """How a child was heard on a flag, and from when on that allows a decision.

    `invited` with a `since` in the future: the answer is still waited for.
    """

    how: How
    since: dt.datetime | None = None
    by: str | None = None
    """`_id` of the explanation or the invitation"""

    def before(self, moment: dt.datetime) -> bool:
        """Tell whether a decision of this moment came after it."""
        return self.since is not None and self.since <= moment


def heard(flag: str, file: File) -> Heard:
    """Find out how the child was heard on a flag, the earliest way first."""
    found = [
        Heard("declined" if one.declined else "taken", file.came(one.id), one.id)
        for one in file.of(Explanation)
        if one.flag == flag and (one.declined or (one.text or "").strip()) and (one.present or "").strip()
    ]
    wait = dt.timedelta(days=file.value("hearing.wait_d"))
    for one in file.of(Hearing):
        if one.flag == flag:
            # The office may wait longer than the catalogue asks, never shorter.
            least = file.came(one.id) + wait
            until = least if one.answer_by is None else max(least, one.answer_by)
            found.append(Heard("invited", until, one.id))
    return min(found, key=lambda one: (one.since or FAR_FUTURE, one.how, one.by or ""), default=Heard("none"))
