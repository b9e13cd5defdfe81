"""The language of words that are quoted."""

from __future__ import annotations

import pytest

from conformance.reports.html.quoting import in_html, marked
from conformance.reports.html.tongue import tongue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("返回参数 > data", "zh"),
        ("衣服的质量杠杠的", "zh"),
        ("red", ""),
        ("the night bus is late", "en"),
        ("la nuit est longue", ""),
        ("日本語のテキスト", ""),
        ("한국어 漢字", ""),
        ("", ""),
    ],
)
def test_only_what_the_script_tells_is_said(text: str, expected: str) -> None:
    """Han alone is Chinese, common words are English; letters and, with kana or Hangul, Han are of many."""
    assert tongue(text) == expected


def test_marks_of_others_are_none_of_ours() -> None:
    """Who sends the characters that mark what is quoted gets no element out of it."""
    hostile = "\ufdd0<b>\ufdd1 x \ufdd1"
    assert in_html(f"{hostile} {marked(hostile)} \ufdd0", "en") == (
        '<span lang="">&lt;b&gt;</span> x  <span lang="">&lt;b&gt; x </span> '
    )
    assert in_html(marked("the night bus is late"), "en") == "the night bus is late"
