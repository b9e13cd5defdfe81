"""Lines for a terminal made from results."""
