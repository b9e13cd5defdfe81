"""Plan, then send, then judge."""
