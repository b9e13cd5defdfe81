"""Oddities by theme: unusual but conforming answers, which no check may report."""
