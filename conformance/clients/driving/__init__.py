"""Drives a client: starts its command, puts it through scenarios, and compares what its caller got."""
