"""CouchDB's protocol over HTTP: one verb per file, a small router, one ASGI application."""

from sync.http.app import ProtocolApp

__all__ = ["ProtocolApp"]
