"""Recorded answers played back to clients: what a program gets that talks to a target through its SDK."""
