"""Faults by the family of the checks that must find them: one small function each, described by its docstring."""
