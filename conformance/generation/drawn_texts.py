"""Strategies for the texts of random requests."""

from __future__ import annotations

from itertools import chain

from hypothesis import strategies as st

from conformance.generation.texts import ODD, ORDINARY

__all__ = ["odd_texts", "ordinary_texts"]


def ordinary_texts() -> st.SearchStrategy[str]:
    """Return texts that must be answered, each as likely as any other."""
    return st.sampled_from(tuple(chain.from_iterable(ORDINARY.values())))


def odd_texts() -> st.SearchStrategy[str]:
    """Return texts that may be answered or refused, each as likely as any other."""
    return st.sampled_from(tuple(chain.from_iterable(ODD.values())))
