"""Bodies as bytes."""

from __future__ import annotations

import pytest

from conformance.generation.body import canonical, encode


def test_bodies_are_compact_utf8() -> None:
    """A body has no spaces between its tokens, and letters outside ASCII as they are."""
    assert encode({"b": "雨 🙂", "a": [1, None, True]}) == '{"b":"雨 🙂","a":[1,null,true]}'.encode()


def test_a_lone_surrogate_has_no_encoding() -> None:
    """Half an emoji cannot be encoded, so it cannot slip into a body unnoticed."""
    with pytest.raises(UnicodeEncodeError):
        encode({"input": "\ud83d"})


def test_nan_has_no_encoding() -> None:
    """A value JSON does not have is refused."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode({"dimensions": float("nan")})


def test_canonical_form_ignores_the_order_of_members() -> None:
    """Equal objects have one form, different types have different ones."""
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})
    assert canonical(1) != canonical(True) != canonical("1")  # noqa: FBT003 - the value itself is under test
