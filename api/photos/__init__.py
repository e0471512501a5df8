"""Photographs on their way up: resumable, and not sent twice."""
