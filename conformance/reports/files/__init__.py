"""Files for machines made from results: JSON, JUnit, CSV, Markdown."""
