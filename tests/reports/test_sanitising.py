"""Tests of making a target's text harmless."""

from __future__ import annotations

import re
import sys

from sample_results import ADVERSARIAL

from conformance.reports.sanitising import harmless, one_line


def test_escape_sequences_become_visible() -> None:
    """ANSI, OSC, C1, bidi and NUL show as escapes, and what is printable stays."""
    assert harmless(ADVERSARIAL) == (
        "\\x1b[2J\\x1b]0;owned\\x07<script>alert(1)</script>\\u202egnp.exe\\x9b31m\\x0d\n</pre>'\" & \\x00"
    )


def test_ordinary_writing_is_untouched() -> None:
    """Chinese, accents, joined emoji and right-to-left letters are no danger."""
    ordinary = "风急天高 café שלום 👩\u200d🔬 𠮷\n\tx"
    assert harmless(ordinary) == ordinary


def test_nothing_that_steers_a_terminal_is_left() -> None:
    """Of all characters, no control, bidi, separator or surrogate comes through but line break and tab."""
    shown = harmless("".join(map(chr, range(sys.maxunicode + 1))))
    steering = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
    assert re.search(steering, shown) is None


def test_one_line_has_no_breaks() -> None:
    """Where a line is a line, breaks and tabs become spaces and carriage returns show."""
    assert one_line("a\nb\tc\rd") == "a b c\\x0dd"
