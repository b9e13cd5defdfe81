"""What is written as TOML is read as it was meant."""

from __future__ import annotations

import tomllib

import pytest

from conformance.discovery.toml import member_lines, table_lines


@pytest.mark.parametrize(
    "value",
    ["", 'a "b" \\ c', "两\n行\t\x7f\x00", 3, True, [1, 2], ["a"], {"min": 1, "max": 2}],
)
def test_a_value_comes_back(value: object) -> None:
    """Quotes, control characters and other scripts survive, in values and in keys."""
    assert tomllib.loads("\n".join(member_lines({"a": value}))) == {"a": value}


def test_tables_stand_under_their_headers() -> None:
    """Names with dots are quoted, and what is not known is left out."""
    lines = [
        *table_lines("[policy]", {"input.type": "refuse", "gone": None}),
        *table_lines("[[models]]", {"name": "m"}),
    ]
    assert tomllib.loads("\n".join(lines)) == {"policy": {"input.type": "refuse"}, "models": [{"name": "m"}]}
