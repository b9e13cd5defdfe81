"""What a target's usage counts: tokens, or something that is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.usage import input_tokens
from conformance.model.facts import CountUnit

__all__ = ["usage_unit_of"]

_FEWEST = 3
"""Texts of different lengths without which nothing is said of what is counted."""
_FRAME = 4
"""So many tokens may stand around a text, or fall away where texts are joined."""


@dataclass(frozen=True, slots=True)
class _Count:
    """What usage said of one request, and how wide its vectors are."""

    texts: tuple[str, ...]
    tokens: int
    width: int

    @property
    def characters(self) -> int:
        """How many characters its texts have together."""
        return sum(map(len, self.texts))

    def counts_characters(self) -> bool:
        """Tell whether as many characters were counted, with or without the white space around texts."""
        return sum(len(text.strip()) for text in self.texts) <= self.tokens <= self.characters

    def counts_bytes(self) -> bool:
        """Tell whether as many bytes of UTF-8 were counted, with or without the white space around texts."""
        stripped, whole = (sum(map(_bytes, texts)) for texts in (map(str.strip, self.texts), self.texts))
        return stripped <= self.tokens <= whole


def usage_unit_of(answers: Sequence[Answer]) -> CountUnit | None:
    """Return what usage counts, None where too little was answered to tell."""
    counts = list(_counts(answers))
    if not counts and len(set(_lengths(answers))) >= _FEWEST:
        return CountUnit.ABSENT
    single = [count for count in counts if len(count.texts) == 1]
    if len({count.characters for count in single}) < _FEWEST:
        return None
    if not any(count.tokens for count in counts):
        return CountUnit.ZERO
    if len({count.tokens for count in single}) == 1:
        return CountUnit.WIDTH if single[0].tokens == single[0].width else CountUnit.CONSTANT
    return _size_of(counts) or _unsteady(counts, single) or CountUnit.TOKENS


def _lengths(answers: Sequence[Answer]) -> Iterator[int]:
    """Give the lengths of ordinary texts that were answered alone."""
    for answer in answers:
        if answer.kind is AnswerKind.SUCCESS and answer.case.ordinary and answer.case.texts:
            yield len(answer.case.texts[0])


def _counts(answers: Sequence[Answer]) -> Iterator[_Count]:
    """Give what usage says of each request with ordinary texts, once."""
    seen: set[tuple[str, int]] = set()
    for answer in answers:
        tokens = input_tokens(answer)
        width = next((vector.size for vector in answer.vectors if vector is not None), 0)
        key = (answer.key, len(answer.exchange.attempts))
        if answer.kind is AnswerKind.SUCCESS and answer.case.ordinary and tokens is not None and key not in seen:
            seen.add(key)
            if answer.case.texts:
                yield _Count(answer.case.texts, tokens, width)


def _size_of(counts: Sequence[_Count]) -> CountUnit | None:
    """Tell whether characters or bytes are counted."""
    if all(count.counts_characters() for count in counts):
        return CountUnit.CHARACTERS
    return CountUnit.BYTES if all(count.counts_bytes() for count in counts) else None


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _unsteady(counts: Sequence[_Count], single: Sequence[_Count]) -> CountUnit | None:
    """Tell whether one text is counted differently each time, or a list otherwise than its texts."""
    alone: dict[str, int] = {}
    varied = 0
    for count in single:
        first = alone.setdefault(count.texts[0], count.tokens)
        varied += first != count.tokens
    if varied:
        return CountUnit.IN_FLIGHT
    lists = [count for count in counts if len(count.texts) > 1 and alone.keys() >= {*count.texts}]
    off = sum(
        abs(count.tokens - sum(alone[text] for text in count.texts)) > _FRAME * len(count.texts) for count in lists
    )
    return CountUnit.NOT_ADDITIVE if lists and 2 * off > len(lists) else None
