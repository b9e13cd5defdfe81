"""What comes by chance: how often two answers to one text differ by themselves, and what that alone may bring about.

A service of which one request as it stands gave two vectors is no witness against what was asked before or beside it,
unless what is seen exceeds by far what its answers show anyhow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import differ_beyond
from conformance.answers.embedding_space import VectorRow, rows_of
from conformance.answers.noise import HARM
from conformance.answers.vector_row import Asked
from conformance.checks.relations.baselines import InputForm, form_of

__all__ = ["UNLIKELY", "Frequency", "Recurrence", "chance_of", "exceeds", "of_at_least"]

UNLIKELY = 0.005
"""What comes by chance no more often than this is put down to its cause; a run asks again for up to twenty kinds."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often answers differed: how many comparisons showed it, of how many."""

    differing: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """The share that is to be expected of further ones (rule of succession); 0 is never expected."""
        return (self.differing + 1) / (self.of + 2)

    def __add__(self, other: Frequency) -> Frequency:
        return Frequency(self.differing + other.differing, self.of + other.of)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """In how many answers what was found was seen again, and in how many it was new; one of one, if asked alone."""

    again: int = 1
    of: int = 1
    new: int = 0
    of_others: int = 0
    """Answers that were right at first and could have been at fault."""

    def probability(self, share: float) -> float:
        """Return how probable it is that as much is seen again, and no more that is new, if a share differs by chance.

        What has a cause shows in the same places again and in no others; what comes by chance shows anywhere.
        """
        return of_at_least(self.again, self.of, share) * (1 - of_at_least(self.new + 1, self.of_others, share))


def chance_of(answers: Iterable[Answer]) -> Frequency:
    """Return how many answers differ from the one before them that holds a text of theirs in the same form.

    That is due to neither the form nor what is asked for, so it comes by chance; or the service changed meanwhile.
    """
    before: dict[tuple[InputForm, str, Asked], VectorRow] = {}
    count = Frequency()
    for answer in sorted(answers, key=lambda answer: answer.exchange.last.started):
        if answer.kind is AnswerKind.SUCCESS and answer.case.comparable:
            rows = {(form_of(answer.case), answer.case.model, row.asked): row for row in rows_of(answer)}
            pairs = [(row, before[key]) for key, row in rows.items() if key in before]
            count += Frequency(int(any(differ_beyond(*pair, HARM) for pair in pairs)), int(bool(pairs)))
            before |= rows
    return count


def of_at_least(few: int, many: int, share: float) -> float:
    """Return the probability that at least so few of so many differ, where each does by a share (binomial)."""
    fewer = (comb(many, count) * share**count * (1 - share) ** (many - count) for count in range(few))
    return max(0.0, 1 - sum(fewer))


def exceeds(seen: Frequency, otherwise: Frequency, probability: float = UNLIKELY) -> bool:
    """Tell whether one frequency exceeds another, as comes by chance with this probability (Fisher's exact test)."""
    differing, total = seen.differing + otherwise.differing, seen.of + otherwise.of
    most = min(differing, seen.of)
    as_many = sum(
        comb(seen.of, count) * comb(otherwise.of, differing - count) for count in range(seen.differing, most + 1)
    )
    return as_many / comb(total, differing) <= probability
