"""References: recorded from a model, kept in a file, and what a target is held against."""
