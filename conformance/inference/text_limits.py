"""How long a text may be, and what becomes of one that is longer, by answers to texts of short words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from conformance.answers.answer import Answer, AnswerKind, Vector
from conformance.answers.embedding_space import cosine_distance, resolution
from conformance.generation.words import counted
from conformance.inference.bracket import bracket_of
from conformance.inference.sent_request import taken, vector_of
from conformance.model.facts import Beyond, Bracket
from conformance.probes.lengths import LONG, SHORT, prompt_tokens

__all__ = ["Scale", "lengths_of", "resolution_of", "scale_of"]

_STEADY = 1e-6
"""Repeats that differ by more, as a cosine distance, hide whether the end of a text was read."""


@dataclass(frozen=True, slots=True)
class Scale:
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


def lengths_of(answers: Sequence[Answer]) -> tuple[Bracket | None, Beyond | None]:
    """Return the limit of a text in the target's own tokens, as far as it is known, and what becomes of longer ones."""
    texts = list(_texts(answers))
    found = bracket_of((len(text.words), taken(text.answer, 1)) for text in texts)
    if found is None or found.answered < LONG:
        return None, None
    scale = scale_of(answers)
    # A service may refuse what is far too long, and cut without a word what is only too long for its model.
    read = _read(texts, resolution_of(answers))
    if read is not None:
        return _counted(texts, found.answered, scale) or _in_tokens(read, scale), Beyond.CUT
    if found.beyond is None:
        return Bracket(scale.tokens(found.answered)), None
    return _in_tokens(found, scale), Beyond.REFUSED


def scale_of(answers: Sequence[Answer]) -> Scale:
    """Measure what words cost; a target that does not count is taken to count words."""
    counts = {len(text.words): told for text in _texts(answers) if (told := _told(text)) is not None}
    short, long = counts.get(SHORT), counts.get(LONG)
    if short is None or long is None or long <= short:
        return Scale()
    rate = (long - short) / (LONG - SHORT)
    return Scale(rate, short - rate * SHORT)


def resolution_of(answers: Sequence[Answer]) -> float | None:
    """Return the cosine distance from which on two vectors tell two texts; None where repeats waver, or were none."""
    repeat_noise = max(_repeat_noise(answers), default=None)
    return None if repeat_noise is None or repeat_noise > _STEADY else resolution(repeat_noise)


def _repeat_noise(answers: Sequence[Answer]) -> Iterator[float]:
    """Yield the distances between answers to one body that was sent more than once."""
    first: dict[bytes, Vector] = {}
    seen: set[str] = set()
    for answer in answers:
        vector = vector_of(answer)
        if vector is None or answer.key in seen:
            continue
        seen.add(answer.key)
        body = answer.case.request.body
        if body in first:
            yield cosine_distance(first[body], vector)
        first.setdefault(body, vector)


def _texts(answers: Sequence[Answer]) -> Iterator[_Text]:
    seen: set[str] = set()
    for answer in answers:
        texts = answer.case.texts or ()
        if len(texts) == 1 and answer.key not in seen and counted(texts[0]):
            seen.add(answer.key)
            yield _Text(tuple(texts[0].split()), answer)


def _told(text: _Text) -> int | None:
    return prompt_tokens(text.answer) if text.answer.kind is AnswerKind.SUCCESS else None


def _read(texts: Sequence[_Text], least: float | None) -> Bracket | None:
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
        (_alike(texts[one].words, texts[other].words), cosine_distance(vectors[one], vectors[other]) > least)
        for one, other in combinations(vectors, 2)
        if texts[one].words != texts[other].words
    )
    seen = [(common, read) for common, read in pairs if common >= SHORT]
    found = bracket_of([(SHORT, True), *seen])
    return found if found is not None and found.beyond is not None else None


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many words two texts begin alike."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _in_tokens(found: Bracket, scale: Scale) -> Bracket:
    assert found.beyond is not None
    if found.exact:
        # The next word would have been too much, whatever it costs.
        return Bracket(scale.tokens(found.answered), scale.tokens(found.answered) + 1)
    return Bracket(scale.tokens(found.answered), scale.tokens(found.beyond))


def _counted(texts: Sequence[_Text], longest: int, scale: Scale) -> Bracket | None:
    """Return the limit as usage tells it, where usage counts only what was read."""
    counts = [told for text in texts if len(text.words) == longest and (told := _told(text)) is not None]
    told = next(iter(counts), None)
    return Bracket(told, told + 1) if told is not None and told < scale.tokens(longest) // 2 else None
