"""Which roles a route is for. A route without a guard is for everybody: the tests list those by name."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from api.problems import not_allowed, not_signed_in
from schemas.parts import Role

Connection = ASGIConnection[Any, Any, Any, Any]


def signed_in(connection: Connection, _: BaseRouteHandler) -> None:
    """Any role, but a living session."""
    if connection.scope.get("user") is None:
        raise not_signed_in()


def only(*roles: Role) -> Guard:
    """These roles."""

    def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        signed_in(connection, handler)
        if connection.scope["user"].role not in roles:
            raise not_allowed()

    return guard
