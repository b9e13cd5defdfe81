"""How long a text may be, and what becomes of one that is longer, by answers to texts of short words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.answers.embedding_space import cosine_distance
from conformance.answers.noise import NoiseLevels
from conformance.answers.usage import input_tokens
from conformance.generation.words import counted
from conformance.inference.bracket import bracket_of
from conformance.inference.sent_request import vector_of, was_embedded
from conformance.model.facts import Beyond, Bracket
from conformance.probes.lengths import LONG, SHORT

__all__ = ["TokenScale", "resolution_of", "text_limit_of", "token_scale_of"]

_MOST_NOISE = 1e-6
"""Repeats that differ by more, as a cosine distance, hide whether the end of a text was read."""


@dataclass(frozen=True, slots=True)
class TokenScale:
    """What words cost in the target's own tokens: ``rate`` for each and ``extra`` for the whole."""

    rate: float = 1.0
    extra: float = 0.0

    def tokens(self, count: int) -> int:
        """Return what so many words come to."""
        return round(self.rate * count + self.extra)

    def words(self, tokens: int) -> int:
        """Return how many words come to at most so many tokens."""
        return int((tokens - self.extra) / self.rate)


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of short words, sent alone."""

    words: tuple[str, ...]
    answer: Answer


def text_limit_of(answers: Sequence[Answer], *, in_words: bool = False) -> tuple[Bracket | None, Beyond | None]:
    """Return the limit of a text in the target's own tokens, as far as it is known, and what becomes of longer ones.

    It is told in words where the target's usage counts no tokens.
    """
    texts = list(_texts(answers))
    found = bracket_of((len(text.words), was_embedded(text.answer, 1)) for text in texts)
    if found is None or found.answered < LONG:
        return None, None
    scale = TokenScale() if in_words else token_scale_of(answers)
    # A service may refuse a text that is far too long, and cut one that is only too long for its model.
    read = _read_limit(texts, resolution_of(answers))
    if read is not None:
        by_usage = None if in_words else _limit_by_usage(texts, found.answered, scale)
        return by_usage or _in_tokens(read, scale), Beyond.CUT
    if found.beyond is None:
        return Bracket(scale.tokens(found.answered)), None
    refused = (text.answer.kind is AnswerKind.ERROR_RESPONSE for text in texts if was_embedded(text.answer, 1) is False)
    return _in_tokens(found, scale), Beyond.REFUSED if all(refused) else Beyond.FAILED


def token_scale_of(answers: Sequence[Answer]) -> TokenScale:
    """Measure what words cost; a target that does not count is was_embedded to count words."""
    counts = {len(text.words): count for text in _texts(answers) if (count := _prompt_tokens_of(text)) is not None}
    short, long = counts.get(SHORT), counts.get(LONG)
    if short is None or long is None or long <= short:
        return TokenScale()
    rate = (long - short) / (LONG - SHORT)
    return TokenScale(rate, short - rate * SHORT)


def resolution_of(answers: Sequence[Answer]) -> float | None:
    """Return the cosine distance beyond which two texts were read; None where repeats differ, or none were sent."""
    repeat_noise = max(_repeat_noise(answers), default=None)
    return None if repeat_noise is None or repeat_noise > _MOST_NOISE else NoiseLevels(repeats=repeat_noise).visible


def _repeat_noise(answers: Sequence[Answer]) -> Iterator[float]:
    """Yield the distances between answers to one body that was sent more than once."""
    first: dict[bytes, Vector] = {}
    keys: set[str] = set()
    for answer in answers:
        vector = vector_of(answer)
        if vector is None or answer.key in keys:
            continue
        keys.add(answer.key)
        body = answer.case.request.body
        if body in first:
            yield cosine_distance(first[body], vector)
        first.setdefault(body, vector)


def _texts(answers: Sequence[Answer]) -> Iterator[_Text]:
    keys: set[str] = set()
    for answer in answers:
        texts = answer.case.texts or ()
        if len(texts) == 1 and answer.key not in keys and counted(texts[0]):
            keys.add(answer.key)
            yield _Text(tuple(texts[0].split()), answer)


def _prompt_tokens_of(text: _Text) -> int | None:
    return input_tokens(text.answer) if text.answer.kind is AnswerKind.SUCCESS else None


def _read_limit(texts: Sequence[_Text], least: float | None) -> Bracket | None:
    """Return between which words texts stop being read, or None where no sign of that was seen.

    Two texts that begin alike and have two vectors were read beyond their common beginning; where they have one, what
    follows it was not.
    """
    if least is None:
        return None
    vectors: Mapping[int, Vector] = {
        at: vector for at, text in enumerate(texts) if (vector := vector_of(text.answer)) is not None
    }
    pairs = (
        (_common_beginning(texts[one].words, texts[other].words), cosine_distance(vectors[one], vectors[other]) > least)
        for one, other in combinations(vectors, 2)
        if texts[one].words != texts[other].words
    )
    tried = [(common, read) for common, read in pairs if common >= SHORT]
    found = bracket_of([(SHORT, True), *tried])
    return found if found is not None and found.beyond is not None else None


def _common_beginning(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many words two texts begin alike."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _in_tokens(found: Bracket, scale: TokenScale) -> Bracket:
    assert found.beyond is not None
    if found.exact:
        # The next word would have been too much, whatever it costs.
        return Bracket(scale.tokens(found.answered), scale.tokens(found.answered) + 1)
    return Bracket(scale.tokens(found.answered), scale.tokens(found.beyond))


def _limit_by_usage(texts: Sequence[_Text], longest: int, scale: TokenScale) -> Bracket | None:
    """Return the limit by the target's usage, where that counts only what was read."""
    counts = (_prompt_tokens_of(text) for text in texts if len(text.words) == longest)
    count = next((count for count in counts if count is not None), None)
    return Bracket(count, count + 1) if count is not None and count < scale.tokens(longest) // 2 else None
