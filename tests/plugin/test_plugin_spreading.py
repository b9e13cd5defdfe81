"""Tests of one model stay together however many workers there are."""

from __future__ import annotations

import pytest

from conformance.plugin.spreading import model_of

MODELS = ("small", "small-v2", "large")


@pytest.mark.parametrize(
    ("parameters", "model"),
    [
        ("small-structure.id", "small"),
        ("small-v2-structure.id", "small-v2"),
        ("large-errors.code", "large"),
        ("target-auth.wrong-key-code", "small"),
    ],
)
def test_the_model_of_a_test_is_read_from_its_id(parameters: str, model: str) -> None:
    """The longest name that fits counts, and what concerns the target goes with the first model."""
    assert model_of(f"suite/test_conformance.py::test_conformance[{parameters}]", MODELS) == model
