"""Bytes and bits are read as vectors of one number a dimension, whatever form they come in."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from conformance.answers.element_vectors import numbers_of, read_elements
from conformance.model.elements import Elements, ElementType

BITS = [1, 0, 1, 1, 0, 0, 0, 1]
SIGNS = [2 * bit - 1 for bit in BITS]


def coded(*values: int) -> str:
    """Return bytes as base64."""
    return base64.b64encode(bytes(value & 0xFF for value in values)).decode()


@pytest.mark.parametrize(
    ("sent", "elements", "read"),
    [
        ([-128, 0, 127], Elements(ElementType.INT8), [-128, 0, 127]),
        (coded(-128, 0, 127), Elements(ElementType.INT8, base64=True), [-128, 0, 127]),
        ([0, 128, 255], Elements(ElementType.UINT8), [-128, 0, 127]),
        (coded(0, 128, 255), Elements(ElementType.UINT8, base64=True), [-128, 0, 127]),
        ([0b10110001], Elements(ElementType.UBINARY), SIGNS),
        ([0b10110001 - 128], Elements(ElementType.BINARY), SIGNS),
        (coded(0b10110001 - 128), Elements(ElementType.BINARY, base64=True), SIGNS),
        ([300, 0.5], Elements(ElementType.INT8), [300, 0.5]),
        ([], Elements(ElementType.BINARY), []),
    ],
)
def test_elements_are_read_by_their_type(sent: Any, elements: Elements, read: list[float]) -> None:
    """Numbers that are of another type stay as they are, so that a check can name them."""
    numbers = numbers_of(sent, elements)
    assert numbers is not None
    assert read_elements(numbers, elements).tolist() == read
    assert numbers_of(np.array([1.0]), elements) is not None


@pytest.mark.parametrize("sent", [None, {}, "no base64!", [True, "a"], ["a"]])
def test_what_holds_no_numbers_has_none(sent: Any) -> None:
    """The check of the form says so."""
    assert numbers_of(sent, Elements(ElementType.INT8)) is None
