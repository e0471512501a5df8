"""Moves revisions: trees, stores, the CouchDB protocol over HTTP, and the gate in front of it.

Knows nothing of probation beyond what :mod:`schemas` says a document may be.
"""
