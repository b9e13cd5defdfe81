"""Recorded traffic, judged as if it had been planned: what each request asks, and what may come back for it."""
