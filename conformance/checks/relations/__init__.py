"""Relations between several answers: what no single one can show."""
