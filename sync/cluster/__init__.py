"""The store in front of a CouchDB 3: one node, or a cluster of them."""

from sync.cluster.address import Address
from sync.cluster.store import CouchStore

__all__ = ["Address", "CouchStore"]
