"""Judges the requests a client sends by the request side of a contract."""
