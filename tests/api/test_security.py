"""What every answer bears, and what another site cannot make a browser do."""

import re
from pathlib import Path

import httpx
import pytest

from api.csrf import foreign
from api.front import replication_route
from api.languages import accepted
from schemas.messages import translate
from tests.api.town import CASE, Town, problem

EVERYWHERE = [
    "/",
    "/assets/app-1a2b3c.js",
    "/health",
    "/api/me",
    "/api/nothing",
    "/db/",
    f"/db/case-{CASE}",
    "/x.png",
]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_bears_the_security_headers(nobody: httpx.AsyncClient, path: str) -> None:
    """Pages, files, answers and refusals alike."""
    told = (await nobody.get(path)).headers
    policy = dict(part.partition(" ")[::2] for part in told["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy["script-src"] + policy["style-src"]
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "no-referrer"
    assert "geolocation=(self)" in told["permissions-policy"]
    assert "strict-transport-security" not in told


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Qadam": "1"}, False),
        ({"Qadam": "1", "Origin": "http://qadam.test", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Qadam": ""}, True),
        ({"Qadam": "1", "Origin": "http://evil.test"}, True),
        ({"Qadam": "1", "Origin": "null"}, True),
        ({"Qadam": "1", "Origin": "https://qadam.test"}, True),
        ({"Qadam": "1", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Qadam": "1", "Sec-Fetch-Site": "same-site"}, True),
        ({"Qadam": "1", "Sec-Fetch-Site": "none"}, True),
    ],
)
async def test_another_site_changes_nothing(town: Town, headers: dict[str, str], refused: bool) -> None:
    """Even if the cookie came along: language, session and records stay as they are."""
    async with town.client("inspector") as browser:
        answer = await browser.patch("/api/me", json={"language": "en"}, headers=headers)
        assert (answer.status_code == 403) is refused
        if refused:
            assert problem(answer) == "foreign"
        assert ((await browser.get("/api/me")).json()["language"] == "kk") is refused


async def test_a_browser_must_name_itself_to_replicate(town: Town) -> None:
    """A page of another origin cannot push; CouchDB's replicator, which is no browser, can."""
    path = f"/db/case-{CASE}/_revs_diff"
    async with town.client("inspector") as client:
        del client.headers["Qadam"]
        assert (await client.post(path, json={})).status_code == 200
        page = {"Origin": "http://evil.test", "Qadam": "1"}
        assert (await client.post(path, json={}, headers=page)).status_code == 403
        assert (await client.post(path, json={}, headers={"Origin": "http://qadam.test"})).status_code == 403
        own = {"Origin": "http://qadam.test", "Qadam": "1"}
        assert (await client.post(path, json={}, headers=own)).status_code == 200


@pytest.mark.parametrize("host", ["evil.test/x", "a b", "<script>", "қадам.kz", "user@evil.test"])
async def test_what_is_no_host_is_refused(nobody: httpx.AsyncClient, host: str) -> None:
    """The host that a request names goes into invitation links and into what counts as our own origin."""
    answer = await nobody.get("/api/me", headers={"Host": host.encode()})
    assert (answer.status_code, problem(answer)) == (400, "refused")
    for good in ("qadam.test", "127.0.0.1:8000", "[::1]:8000", "qadam_web:80"):
        assert (await nobody.get("/api/me", headers={"Host": good})).status_code == 401


def test_reading_is_never_refused_as_foreign() -> None:
    """A link from an e-mail may open the app; it cannot read, because the cookie stays away."""
    headers = {b"sec-fetch-site": b"cross-site"}
    assert not foreign("GET", headers, origin="http://qadam.test", replication=False)


async def test_problems_are_told_in_the_readers_language(town: Town, nobody: httpx.AsyncClient) -> None:
    """The user's own; for strangers the browser's; Kazakh when nothing is known."""
    for header, language in (("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("en", "en"), ("de", "kk"), ("", "kk")):
        told = (await nobody.get("/api/me", headers={"Accept-Language": header})).json()
        assert told["title"] == translate(language, "server-not_signed_in")
        assert told["detail"] == translate(language, "server-not_signed_in-help")
    async with town.client("supervisor") as desk:
        told = (await desk.get("/api/assignments", headers={"Accept-Language": "en"})).json()
    assert told["title"] == translate("ru", "server-not_allowed")


def test_accept_language() -> None:
    """Quality decides, then the order; what cannot be read is passed over."""
    assert accepted("en;q=0.2, ru;q=0.9, kk;q=0.5") == "ru"
    assert accepted("kk-KZ,ru") == "kk"
    assert accepted("en;q=zero, ru;q=0.1") == "ru"
    assert accepted("en;q=0") == "kk"


ROOT = Path(__file__).resolve().parents[2]
CODES = sorted(
    {
        code
        for file in (ROOT / "api").rglob("*.py")
        for code in re.findall(
            r'Problem\(\s*\d{3}(?: if [^,]+)?,\s*"(\w+)"', file.read_text(encoding="utf-8")
        )
    }
)
GATE = sorted(
    {
        *re.findall(r'return f?"(\w+): ', (ROOT / "sync" / "gate.py").read_text(encoding="utf-8")),
        "quarantined",  # what the sender hears of a record that is kept apart
        "quarantine_full",
        "refused",  # what the phone says of a refusal without a code
    }
)


def test_the_codes_are_found() -> None:
    """The two lists are read from the source: a new code without words fails below."""
    assert {"own_fact", "wrong_login", "foreign", "unavailable", "invitation_over"} <= set(CODES)
    assert {"not_yours", "immutable", "quarantined", "photo_mismatch"} <= set(GATE)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_refusal_has_words(language: str) -> None:
    """A code without words would show itself to a person."""
    for code in CODES:
        assert translate(language, f"server-{code}") != f"server-{code}"
        assert translate(language, f"server-{code}-help") != f"server-{code}-help"
    for code in GATE:
        assert translate(language, f"gate-{code}") != f"gate-{code}"


async def test_what_cannot_be_read_names_its_fields(nobody: httpx.AsyncClient) -> None:
    """422 with places and codes, and never with what was sent."""
    secret = "мұны ешкім көрмесін"
    answer = await nobody.post(
        "/api/login", json={"user": secret * 20, "password": "x", "device": "12345678"}
    )
    assert answer.status_code == 422
    assert problem(answer) == "unreadable"
    assert answer.json()["fields"] == [{"path": "user", "code": "invalid"}]
    assert secret not in answer.text
    answer = await nobody.post("/api/login", json={"user": "x"})
    assert answer.json()["fields"] == [{"path": "password", "code": "missing"}]
    answer = await nobody.post("/api/login", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    answer = await nobody.post("/api/login", content=b"x" * 1_100_000)
    assert answer.status_code == 413
    assert problem(answer) == "too_large"


async def test_the_app_is_served_with_the_right_caching(nobody: httpx.AsyncClient) -> None:
    """Hashed files for a year, the page and the service worker asked for anew, every address the page."""
    page = await nobody.get("/cases/whatever")
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-encoding"] == "gzip"
    again = await nobody.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    script = await nobody.get("/assets/app-1a2b3c.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (await nobody.get("/sw.js")).headers["cache-control"] == "no-cache"
    for missing in ("/assets/app-gone.js", "/favicon.ico", "/../secret.txt", "/%2e%2e/data/qadam.sqlite"):
        assert (await nobody.get(missing)).status_code == 404
    plain = await nobody.get("/assets/app-1a2b3c.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == script.text


async def test_a_prebuilt_encoding_is_preferred(town: Town, nobody: httpx.AsyncClient) -> None:
    """What the build left as .br is sent as it is, and never listed by its own name."""
    folder = town.running.settings.static
    (folder / "assets" / "app-1a2b3c.js.br").write_bytes(b"brotli")
    (folder / "index.html").write_text("<!doctype html>new build")
    async with nobody.stream("GET", "/assets/app-1a2b3c.js", headers={"Accept-Encoding": "br"}) as answer:
        assert answer.headers["content-encoding"] == "br"
        assert [part async for part in answer.aiter_raw()] == [b"brotli"]
    assert (await nobody.get("/assets/app-1a2b3c.js.br")).status_code == 404


async def test_the_schema_is_data_and_no_page(nobody: httpx.AsyncClient) -> None:
    """Pages that draw it load scripts from elsewhere."""
    answer = await nobody.get("/api/schema/openapi.json")
    assert answer.json()["openapi"].startswith("3.")
    assert "/api/queue" in answer.json()["paths"]
    for page in ("swagger", "redoc", "elements", "rapidoc"):
        assert (await nobody.get(f"/api/schema/{page}")).status_code == 404


def test_log_lines_name_no_ids() -> None:
    """The route of a replication request is its kind."""
    assert replication_route("/db/case-0c0c/_changes") == "/db/case-*/_changes"
    assert replication_route("/db/case-0c0c/flag:curfew:2026-10-02") == "/db/case-*/{document}"
    assert replication_route("/db/minor-0c0c") == "/db/minor-*"
    assert replication_route("/db/x\ny-z/_a\nb") == "/db/other-*/{document}"


async def test_the_log_names_nobody(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """No query, no id, no user, no body: method, kind of route, status, time."""
    caplog.set_level("DEBUG", logger="qadam")
    async with town.client("supervisor") as desk:
        await desk.post("/api/cases/search", json={"q": "Әлімова"})
        await desk.get(f"/api/cases/{CASE}")
        await desk.post(
            "/api/login", json={"user": "aigul", "password": "secret-secret", "device": "12345678"}
        )
    async with town.client("inspector") as phone:
        await phone.get(f"/db/case-{CASE}/case:{CASE}")
    lines = [record.getMessage() for record in caplog.records if record.name == "qadam.access"]
    assert lines[0].startswith("POST /api/cases/search 200 ")
    assert lines[1].startswith("GET /api/cases/{case} 200 ")
    assert lines[3].startswith("GET /db/case-*/{document} 200 ")
    for word in ("Әлімова", CASE, "aigul", "secret", "q="):
        assert not any(word in line for line in lines)
