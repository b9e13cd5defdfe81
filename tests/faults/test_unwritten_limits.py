"""Where no document names a limit, a run learns it from the answers, and holds the service to it."""

from __future__ import annotations

from trial import trial


def test_a_list_is_not_too_long_where_a_longer_one_was_answered() -> None:
    """A list of five with one text thrice being refused, and one of eight answered, no limit is to blame."""
    found = trial("openai-compatible", ("any-model",), faults=("duplicates-refused",))
    assert found.verdict("validation.duplicates-accepted") == {"advice"}
    assert found.verdict("relations.answered") == {"pass"}


def test_what_is_cut_beyond_2000_tokens_is_told_where_nothing_shorter_is_refused() -> None:
    """The longest texts that show a service to refuse none are pairs, too; what it cuts off changes no vector."""
    found = trial("openai-compatible", ("any-model",), faults=("cut-at-2048",))
    assert found.verdict("relations.long-text-read") == {"advice"}
