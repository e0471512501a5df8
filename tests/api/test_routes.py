"""Every route, for every role and for none: who gets in. A route that is not in the table fails the tests."""

from typing import Any

import httpx
import pytest

from tests.api.town import CASE, FOREIGN, PEOPLE, Town

EVERYBODY = frozenset({*PEOPLE, "nobody"})
SIGNED_IN = frozenset(PEOPLE)
OFFICE = frozenset({"supervisor", "other_supervisor"})
INSPECTORS = frozenset({"inspector", "unassigned"})

# method, route → who is let in; the others get 401 (nobody) or 403. "Let in" means that the role is asked no
# more: what the route then says about the request itself (404 for another office's case, 422) is told below.
ROUTES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/health"): EVERYBODY,
    ("GET", "/api/schema"): EVERYBODY,
    ("GET", "/api/schema/openapi.json"): EVERYBODY,
    ("GET", "/api/schema/{path}"): EVERYBODY,
    ("POST", "/api/login"): EVERYBODY,
    ("POST", "/api/invitations/accept"): EVERYBODY,
    ("POST", "/api/logout"): SIGNED_IN,
    ("GET", "/api/me"): SIGNED_IN,
    ("PATCH", "/api/me"): SIGNED_IN,
    ("POST", "/api/password"): SIGNED_IN,
    ("GET", "/api/heads"): SIGNED_IN,
    ("HEAD", "/api/heads"): SIGNED_IN,
    ("POST", "/api/bundle"): SIGNED_IN,
    ("GET", "/api/assignments"): INSPECTORS,
    ("GET", "/api/queue"): OFFICE,
    ("GET", "/api/service"): OFFICE,
    ("GET", "/api/cases"): OFFICE,
    ("POST", "/api/cases/search"): OFFICE,
    ("GET", "/api/inspectors"): OFFICE,
    ("GET", "/api/statistics"): OFFICE | {"analyst"},
    ("GET", "/api/events"): OFFICE | INSPECTORS | {"minor"},
    ("GET", "/api/cases/{case}"): OFFICE | INSPECTORS,
    ("POST", "/api/cases/{case}/decisions"): OFFICE,
    ("POST", "/api/cases/{case}/responses"): OFFICE,
    ("POST", "/api/cases/{case}/explanations"): OFFICE,
    ("POST", "/api/cases/{case}/tasks"): OFFICE,
    ("PATCH", "/api/cases/{case}/tasks"): OFFICE,
    ("GET", "/api/plan"): OFFICE,
    ("GET", "/api/cases/{case}/ladder"): OFFICE | INSPECTORS,
    ("POST", "/api/cases/{case}/drafts"): OFFICE,
    ("POST", "/api/cases/{case}/warnings"): OFFICE,
    ("POST", "/api/cases/{case}/submissions"): OFFICE,
    ("POST", "/api/cases/{case}/withdrawals"): OFFICE,
    ("POST", "/api/cases/{case}/rulings"): OFFICE,
    ("POST", "/api/cases/{case}/hearings"): OFFICE | INSPECTORS,
    ("POST", "/api/cases/{case}/servings"): OFFICE | INSPECTORS,
    ("GET", "/api/steps"): OFFICE,
    ("POST", "/api/cases/{case}/assignments"): OFFICE,
    ("DELETE", "/api/cases/{case}/assignments/{user}"): OFFICE,
    ("POST", "/api/cases/{case}/invitations"): OFFICE | INSPECTORS,
    ("POST", "/api/cases/{case}/requests"): OFFICE | INSPECTORS,
    ("POST", "/api/contacts"): INSPECTORS | {"minor"},
    ("POST", "/api/photos"): INSPECTORS | {"minor"},
    ("PATCH", "/api/photos/{upload}"): INSPECTORS | {"minor"},
    ("POST", "/api/contacts/ended"): INSPECTORS,
    ("POST", "/api/receipts"): INSPECTORS,
    ("GET", "/api/quarantine"): OFFICE,
    ("GET", "/api/cases/{case}/quarantine"): OFFICE,
    ("GET", "/api/cases/{case}/quarantine/photos/{digest}"): OFFICE,
    ("POST", "/api/cases/{case}/quarantine"): OFFICE,
    ("POST", "/api/push/subscriptions"): frozenset({"minor"}),
    ("DELETE", "/api/push/subscriptions"): frozenset({"minor"}),
    ("POST", "/api/push/acks"): frozenset({"minor"}),
}


def routes_of(town: Town) -> set[tuple[str, str]]:
    """What the application serves, by method and template."""
    served = set()
    for route in town.front.litestar.routes:
        for method in getattr(route, "methods", ()):
            if method != "OPTIONS":
                served.add((str(method), route.path_format or "/"))
    return served


async def test_the_table_names_every_route(town: Town) -> None:
    """A route that somebody adds without saying who may use it does not pass."""
    assert routes_of(town) == set(ROUTES)


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_who_gets_in(town: Town, method: str, path: str) -> None:
    """Roles outside the table get 403, strangers 401; the others get past the guard."""
    url = path.replace("{case}", CASE).replace("{user}", "nobody-known").replace("{digest}", "0a")
    for person in sorted(EVERYBODY):
        who = None if person == "nobody" else person
        status = await town.status(who, method, url, None if method == "GET" else {})
        if person not in ROUTES[method, path]:
            assert status == (401 if who is None else 403), person
            continue
        # Past the role: the empty body is refused, or the case is not this person's (404, or 403).
        assert status not in {401, 405, 500}, person
        if status == 403:
            assert person in {"unassigned", "other_supervisor"}
        if who is not None and path == "/api/logout":
            await town.enter(who)


CASE_ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("POST", "/decisions", {"flag": "flag:x:y", "verdict": "confirm", "reason": "r"}),
    ("POST", "/responses", {"fact": "visit:x", "text": "t"}),
    ("POST", "/explanations", {"flag": "flag:x:y", "text": "t", "present": "p"}),
    ("POST", "/tasks", {"type": "visit", "from": "2026-10-03T10:00:00Z", "until": "2026-10-03T12:00:00Z"}),
    ("PATCH", "/tasks", {"task": "task:x", "reason": "r", "cancel": True}),
    ("GET", "/ladder", None),
    ("POST", "/drafts", {"paper": "report", "language": "kk"}),
    ("POST", "/warnings", {"flags": ["flag:x:y"], "text": "t", "language": "kk"}),
    ("POST", "/submissions", {"flags": ["flag:x:y"], "text": "t", "language": "kk"}),
    ("POST", "/withdrawals", {"act": "warning:x", "text": "t"}),
    ("POST", "/rulings", {"submission": "submission:x", "outcome": "refused", "text": "t"}),
    ("POST", "/hearings", {"flag": "flag:x:y", "told": "t"}),
    ("POST", "/servings", {"act": "warning:x", "served_to": "t", "present": "p"}),
    ("POST", "/assignments", {"user": "erlan"}),
    ("DELETE", "/assignments/berik", None),
    ("POST", "/invitations", {}),
    ("POST", "/requests", {}),
    ("GET", "/quarantine", None),
    ("GET", "/quarantine/photos/0a", None),
    ("POST", "/quarantine", {"document": "visit:x", "verdict": "admit", "reason": "r"}),
]


@pytest.mark.parametrize(("method", "rest", "body"), CASE_ROUTES)
@pytest.mark.parametrize(
    ("person", "case"), [("supervisor", FOREIGN), ("other_supervisor", CASE), ("supervisor", "0a" * 16)]
)
async def test_another_offices_case_is_not_there(
    town: Town, method: str, rest: str, body: Any, person: str, case: str
) -> None:
    """A supervisor cannot tell another office's case file from one that does not exist, nor write to it."""
    async with town.client(person) as desk:
        answer = await desk.request(method, f"/api/cases/{case}{rest}", json=body)
    assert answer.status_code in {403, 404}
    if case == CASE:
        found = await town.running.store.documents(f"case-{CASE}")
        assert {doc["kind"] for doc in found.rows} <= {"case", "order", "condition", "assignment", "flag"}


@pytest.mark.parametrize(
    "path", ["/db", "/db/", f"/db/case-{CASE}", f"/db/minor-{CASE}", "/db/registry", "/db/_all_dbs"]
)
async def test_nobody_gets_in_by_replication(nobody: httpx.AsyncClient, path: str) -> None:
    """The protocol answers strangers with 401, whatever they ask for."""
    assert (await nobody.get(path)).status_code == 401
    assert (await nobody.put(path)).status_code == 401


DATABASES = [
    f"case-{CASE}",
    f"case-{FOREIGN}",
    f"minor-{CASE}",
    f"minor-{FOREIGN}",
    f"quarantine-{CASE}",
    "registry",
    "audit-2026-10",
    "readmodel",
]
READS = {
    "inspector": {f"case-{CASE}"},
    "supervisor": {f"case-{CASE}"},
    "other_supervisor": {f"case-{FOREIGN}"},
    "minor": {f"minor-{CASE}"},
}


@pytest.mark.parametrize("person", sorted(PEOPLE))
async def test_which_databases_each_role_reads(town: Town, person: str) -> None:
    """One case file is open to those who work with it, and nothing else is open to anybody."""
    async with town.client(person) as client:
        for db in DATABASES:
            for rest in ("", "/_changes", "/_all_docs"):
                answer = await client.get(f"/db/{db}{rest}")
                expected = 200 if db in READS.get(person, set()) else 403
                assert answer.status_code == expected, (db, rest, answer.text)
