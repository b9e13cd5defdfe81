"""Strategies that draw the same wherever the package is installed.

Hypothesis mixes constants of the modules it holds for local into wide draws of integers and text, so a checkout and an
installed wheel would plan other requests from one seed. It never collects integers below 100 (``constants_ast``): a
choice among at most 90 values cannot meet one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TypeVar

from hypothesis import strategies as st

from conformance.errors import SuiteError
from conformance.generation.texts import ODD, ORDINARY

__all__ = ["odd_texts", "ordinary_texts", "pool", "texts_of"]

T = TypeVar("T")

_LARGEST = 90


def pool(values: Iterable[T]) -> st.SearchStrategy[T]:
    """Return the choice among 1 to 90 values; raises SuiteError for none or more."""
    chosen = tuple(values)
    if not 1 <= len(chosen) <= _LARGEST:
        raise SuiteError(f"a pool holds 1 to {_LARGEST} values, not {len(chosen)}")
    return st.sampled_from(chosen)


def texts_of(kinds: Mapping[str, tuple[str, ...]]) -> st.SearchStrategy[str]:
    """Return the choice of a text, each as likely as any other; from as few pools as can hold them all."""
    texts = tuple(chain.from_iterable(kinds.values()))
    shares = -(-len(texts) // _LARGEST)
    return st.one_of([pool(texts[share::shares]) for share in range(shares)])


def ordinary_texts() -> st.SearchStrategy[str]:
    """Return texts that must be answered."""
    return texts_of(ORDINARY)


def odd_texts() -> st.SearchStrategy[str]:
    """Return texts that may be answered or refused."""
    return texts_of(ODD)
