"""Known deviations: read from a file, laid over verdicts, held to their word, and drafted from a run."""
