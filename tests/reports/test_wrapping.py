"""Tests of laying text out in columns."""

from __future__ import annotations

from conformance.reports.terminal.wrapping import cut_middle, fitting_width, pad, terminal_width, wrap


def test_chinese_takes_two_columns_and_accents_none() -> None:
    """Widths are those of a terminal."""
    assert terminal_width("风a") == 3
    assert terminal_width("e\u0301") == 1


def test_an_emoji_of_several_takes_two_columns_and_a_control_character_none() -> None:
    """A family is one picture; what no terminal shows takes no room."""
    assert terminal_width("\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}") == 2
    assert terminal_width("a\x07风") == 3


def test_a_terminal_is_used_within_reason() -> None:
    """Neither a window of a few columns nor one across two screens is followed."""
    assert [fitting_width(columns) for columns in (20, 100, 300)] == [50, 100, 120]


def test_padding_counts_columns() -> None:
    """Cells with Chinese text line up."""
    assert pad("风", 4) == "风  "


def test_lines_fit_and_nothing_is_lost() -> None:
    """Every line is within the width, and the words are all there."""
    text = "the quick brown fox jumps over the lazy dog"
    lines = wrap(text, 16, "say ")
    assert all(len(line) <= 16 for line in lines)
    assert lines[0] == "say the quick"
    assert " ".join(line[4:] for line in lines) == text


def test_chinese_breaks_anywhere() -> None:
    """Text without spaces fills its lines."""
    assert wrap("风急天高猿啸哀", 8) == ["风急天高", "猿啸哀"]


def test_words_wider_than_a_line_are_broken() -> None:
    """A digest or a base64 string does not run out of the window."""
    assert wrap("x" * 20, 8) == ["x" * 8, "x" * 8, "x" * 4]


def test_line_breaks_in_the_text_stay() -> None:
    """Paragraphs are wrapped each on its own."""
    assert wrap("a\n\nb", 20, "- ") == ["- a", "  ", "  b"]


def test_names_lose_their_middle() -> None:
    """Beginning and end of a long name tell it from others."""
    assert cut_middle("a-very-long-name-v1", 9) == "a-ve…e-v1"
    assert cut_middle("short", 9) == "short"
