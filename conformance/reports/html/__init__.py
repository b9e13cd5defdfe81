"""Pages of HTML made from results."""
