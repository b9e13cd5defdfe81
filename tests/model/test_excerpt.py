"""Values from the wire are shown short."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from conformance.model.excerpt import GAP, excerpt, json_excerpt, regapped


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        ("错误", '"错误"'),
        ([1, 2, 3, 4], "[1, 2, 3, 4]"),
        ([0.5] * 1536, "[0.5, 0.5, … 1534 more]"),
        ({"embedding": np.zeros(3)}, '{"embedding": "an array of numbers"}'),
        (np.zeros(3), '"an array of numbers"'),
    ],
)
def test_a_value_is_shown_as_json(value: Any, text: str) -> None:
    """Values look as they do on the wire, long lists cut."""
    assert json_excerpt(value) == text


def test_a_long_value_is_cut_in_the_middle() -> None:
    """Beginning and end are what tells long texts apart."""
    cut = excerpt("a" * 500 + "z" * 500, 100)
    assert cut == "a" * 50 + " … 900 more characters … " + "z" * 50
    assert excerpt("short") == "short"


def test_lists_of_long_values_are_cut_too() -> None:
    """No list becomes longer than any other value shown."""
    assert len(json_excerpt(["x" * 1000] * 9)) < 220


def test_what_was_cut_before_is_told_in_the_language_asked_for() -> None:
    """Findings hold texts that are cut already: how much was left out is then told by another gap."""
    kept = excerpt("a" * 500, 100)
    assert regapped(kept, " … 省略 {count} 个 … ") == "a" * 50 + " … 省略 400 个 … " + "a" * 50
    assert regapped(kept, GAP) == kept


def test_values_too_deep_to_print_are_named() -> None:
    """A value that no printer can walk is told by its type, not by a crash."""
    deep: list[Any] = []
    beside: list[Any] = [1, 1, 1, 1, 1]
    for _ in range(20_000):
        deep = [deep]
    for _ in range(600):
        beside = [beside, 1, 1, 1, 1]
    assert json_excerpt(deep) == "a list"
    assert json_excerpt(beside).startswith("[[[")
