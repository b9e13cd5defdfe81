"""Waivers of known deviations: read from a file, applied to results, checked for need, and drafted from a run."""
