"""Faults by the family of checks that must notice them: one small function each, its sentence the docstring."""
