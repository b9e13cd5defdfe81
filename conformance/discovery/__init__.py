"""Finds out what a service does that no document describes, and writes it down as a contract."""
