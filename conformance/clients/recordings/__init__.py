"""Recorded requests and responses, read into exchanges and judged as if they had been planned."""
