"""Oddities by theme: answers that are right but unusual, and that no check may complain about."""
