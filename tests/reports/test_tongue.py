"""The language of words that are quoted."""

from __future__ import annotations

import pytest

from conformance.reports.html.tongue import tongue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("返回参数 > data", "zh"),
        ("衣服的质量杠杠的", "zh"),
        ("red", ""),
        ("日本語のテキスト", ""),
        ("한국어 漢字", ""),
        ("", ""),
    ],
)
def test_only_what_the_script_tells_is_said(text: str, expected: str) -> None:
    """Han alone is Chinese; letters belong to many languages, and Japanese and Korean use Han, too."""
    assert tongue(text) == expected
