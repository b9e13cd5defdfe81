"""How long a text may be, and what becomes of one that is longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conformance.checks.answer import Answer, Vector
from conformance.checks.space import distance
from conformance.discovery.asking import Asker, numbers_in, taken
from conformance.discovery.search import boundary
from conformance.model.facts import Beyond, Bracket, Facts
from conformance.probes.lengths import prompt_tokens
from conformance.strategies.words import words

__all__ = ["token_limit"]

_SHORT, _LONG = 64, 128
_MOST_WORDS = 32_768
_REPEATS = 3
_TAIL = 32
_STEADY = 1e-6
"""Repeats that differ by more, as a cosine distance, hide whether the end of a text was read."""
_TIMES_THE_WAVERING = 4.0
_LEAST = 1e-11


@dataclass(frozen=True, slots=True)
class _Scale:
    """What words cost in the target's own tokens: ``rate`` for each and ``extra`` for the whole."""

    rate: float
    extra: float

    def tokens(self, count: int) -> int:
        """Return what so many words come to."""
        return round(self.rate * count + self.extra)

    def words(self, tokens: int) -> int:
        """Return how many words come to at most so many tokens."""
        return int((tokens - self.extra) / self.rate)


def token_limit(asker: Asker, facts: Facts) -> Facts:
    """Search for the longest text that is answered, and for the place beyond which it is not read, if there is one."""
    if not facts.takes("string"):
        return facts
    scale = _scale(asker)
    named: set[int] = set()

    def answered(count: int) -> bool | None:
        answer = asker.ask(f"a text of {count} words", words(count))
        named.update(map(scale.words, numbers_in(answer)))
        return taken(answer, 1)

    found = boundary(answered, lambda: named, _LONG, _MOST_WORDS, slack=lambda low: max(1, low // 500))
    # A service may refuse what is far too long, and cut without a word what is only too long for its model.
    read = _read(asker, found.answered)
    if read is not None and read.beyond is not None:
        counted = _counted(asker, found.answered, scale)
        return replace(facts, tokens=counted or _in_tokens(read, scale), beyond=Beyond.CUT)
    if found.beyond is None:
        return replace(facts, tokens=Bracket(scale.tokens(found.answered)))
    return replace(facts, tokens=_in_tokens(found, scale), beyond=Beyond.REFUSED)


def _scale(asker: Asker) -> _Scale:
    """Measure what words cost; a target that does not count is taken to count words."""
    counts = [prompt_tokens(asker.ask(f"a text of {count} short words", words(count))) for count in (_SHORT, _LONG)]
    short, long = counts
    if short is None or long is None or long <= short:
        return _Scale(1.0, 0.0)
    rate = (long - short) / (_LONG - _SHORT)
    return _Scale(rate, short - rate * _SHORT)


def _in_tokens(found: Bracket, scale: _Scale) -> Bracket:
    assert found.beyond is not None
    if found.exact:
        # The next word would have been too much, whatever it costs.
        return Bracket(scale.tokens(found.answered), scale.tokens(found.answered) + 1)
    return Bracket(scale.tokens(found.answered), scale.tokens(found.beyond))


def _counted(asker: Asker, count: int, scale: _Scale) -> Bracket | None:
    """Return the limit as usage tells it, where usage counts only what was read."""
    told = prompt_tokens(asker.ask(f"a text of {count} words", words(count)))
    return Bracket(told, told + 1) if told is not None and told < scale.tokens(count) // 2 else None


def _read(asker: Asker, longest: int) -> Bracket | None:
    """Return between which words a long text stops being read; ``beyond`` is None where its end is; None: unknown."""
    whole = _vector(asker.ask(f"a text of {longest} words", words(longest)))
    wavering = _wavering(asker)
    if whole is None or wavering is None or wavering > _STEADY:
        return None
    resolution = max(_LEAST, _TIMES_THE_WAVERING * wavering)

    def read(at: int) -> bool | None:
        other = _vector(asker.ask(f"the same, other from word {at} on", f"{words(at)} {words(_TAIL, salt=71)}"))
        return None if other is None else distance(whole, other) > resolution

    if read(longest - _TAIL) is not False:
        return Bracket(longest)
    return boundary(read, lambda: (), _SHORT, longest - _TAIL, slack=lambda low: max(1, low // 200))


def _wavering(asker: Asker) -> float | None:
    """Return the largest cosine distance between repeats of one request."""
    text = asker.ground.plain_text
    vectors = [_vector(asker.ask("a text, repeated", text, repeat=turn)) for turn in range(_REPEATS)]
    found: Sequence[Vector] = [vector for vector in vectors if vector is not None]
    return max((distance(found[0], other) for other in found[1:]), default=None)


def _vector(answer: Answer) -> Vector | None:
    return answer.vectors[0] if taken(answer, 1) else None
