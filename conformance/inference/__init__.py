"""What answers teach of a service: pure functions from answers to facts, for ``discover`` and for every other run."""
