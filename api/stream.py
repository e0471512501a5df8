"""`GET /api/events`: what changed, as it changes."""

from typing import Any

from litestar import Request, get
from litestar.response import Stream

from api.clock import rfc3339
from api.guards import only
from api.running import Here
from api.sessions.sessions import Reader


@get("/api/events", guards=[only("supervisor", "inspector", "minor")], media_type="text/event-stream")
async def stream(request: Request[Any, Any, Any], running: Here, reader: Reader) -> Stream:
    """Tell events to this reader until it goes away, the session ends, or the server stops."""
    told = running.events.stream(
        reader,
        request.headers.get("last-event-id", ""),
        {"server_time": rfc3339(running.clock())},
        lambda: running.sessions.still(reader),
    )
    # A proxy must neither gather the stream (X-Accel-Buffering, nginx) nor keep or change it.
    told_headers = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
    return Stream(told, media_type="text/event-stream", headers=told_headers)
