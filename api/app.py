"""The application: Litestar for people's endpoints, inside the front door.

A controller is one concept of the field. Litestar reads and writes JSON by msgspec, and describes itself at
/api/schema/openapi.json; no page is served for that, because those load scripts from elsewhere.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import CacheControlHeader, State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ControllerRouterHandler

from api.bundle import bundle
from api.cases.acts import Acting, Serving
from api.cases.assignments import Assigning, MyAssignments
from api.cases.decisions import Deciding
from api.cases.page import case_page
from api.cases.steps import Steps, office_steps
from api.cases.tasks import Planning, office_plan
from api.clock import Clock, utc_now
from api.contacts import Contacts
from api.front import Front
from api.heads import heads
from api.minors.routes import routes as minors_routes
from api.photos.routes import Photographs
from api.problems import Problem, on_error, on_http, on_problem, on_store
from api.push.routes import routes as push_routes
from api.quarantine.routes import Quarantined, receipts
from api.review import Review, statistics
from api.running import Running, run
from api.sessions.routes import Entrance
from api.sessions.sessions import SignedIn
from api.settings import Settings
from api.stream import stream
from api.version import VERSION
from sync.errors import SyncError

MAX_BODY = 1_000_000
"""bytes of a request to people's endpoints; photographs travel by replication"""


@get("/health", cache_control=CacheControlHeader(no_store=True))
async def health() -> dict[str, str]:
    """Say that the server answers."""
    return {"status": "ok"}


ROUTES: list[ControllerRouterHandler] = [
    health,
    Entrance,
    MyAssignments,
    heads,
    bundle,
    Review,
    case_page,
    Deciding,
    Steps,
    Acting,
    Serving,
    office_steps,
    Planning,
    office_plan,
    Assigning,
    Contacts,
    Photographs,
    Quarantined,
    receipts,
    statistics,
    stream,
    *minors_routes,
    *push_routes,
]


async def the_running(state: State) -> Running:
    """Give a handler the server it runs in."""
    running: Running = state.running
    return running


async def the_reader(request: Request[Any, Any, Any]) -> SignedIn:
    """Give a handler its reader; the guard has seen that there is one."""
    reader: SignedIn = request.scope["user"]
    return reader


def make_app(settings: Settings, clock: Clock = utc_now) -> Front:
    """Build the application; it opens the data folder when it starts, not here."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with run(settings, clock) as running:
            app.state.running = running
            yield

    litestar = Litestar(
        route_handlers=ROUTES,
        lifespan=[lifespan],
        dependencies={"running": Provide(the_running), "reader": Provide(the_reader)},
        exception_handlers={
            Problem: on_problem,
            HTTPException: on_http,
            SyncError: on_store,
            Exception: on_error,
        },
        request_max_body_size=MAX_BODY,
        cache_control=CacheControlHeader(no_store=True),
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1_000, exclude=["/api/events", "/api/bundle"]
        ),
        openapi_config=OpenAPIConfig(
            title="Qadam", version=VERSION, path="/api/schema", render_plugins=[JsonRenderPlugin()]
        ),
        logging_config=None,
    )
    return Front(litestar, settings)
