"""How many tokens one input is metered at several times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from conformance.answers.answer import Answer
from conformance.answers.usage import prompt_tokens
from conformance.model.role import Role

__all__ = ["Metering", "tokens_at"]


def tokens_at(answer: Answer) -> str:
    """Return where an answer says how many tokens it counts."""
    return f"/usage/{answer.contract.prompt_tokens}"


_SPORADIC, _OFTEN = 1 / 6, 1 / 3
"""Shares of requests up to which what happens under load may as well happen without it: as far as was seen, and where
it was seen to happen beside a few others.
"""


_MANY_COUNTS = 3


@dataclass(frozen=True, slots=True)
class Metering:
    """An answer that counts other tokens than the same input did, and one of those it differs from."""

    odd: Answer
    usual: Answer

    @property
    def within_load(self) -> bool:
        """Whether both were sent under load: nothing sent without it is a baseline to be relied on."""
        return self.usual.case.role is Role.LOAD

    @classmethod
    def among(cls, answers: Sequence[Answer]) -> tuple[Metering, ...]:
        """Return the answers metered otherwise than the same input was at other times.

        What was sent under load is left out where load is what ``by_load`` accuses.
        """
        counted = [answer for answer in answers if prompt_tokens(answer) is not None]
        return tuple(_odd(_without_load(counted) if cls.by_load(counted) else counted))

    @classmethod
    def by_load(cls, answers: Sequence[Answer]) -> tuple[Metering, ...]:
        """Return the answers that load meters otherwise: none where that happens without load, or hardly ever.

        What was sent beside a few others was not sent alone. Where such answers contradict each other, those of a burst
        are held against each other, and must differ often.
        """
        counted = [answer for answer in answers if prompt_tokens(answer) is not None]
        quiet = _without_load(counted)
        # The steps of a sequence alone were surely sent with nothing else in flight.
        apart = [answer for answer in quiet if answer.case.role is Role.HISTORY]
        if any(_odd(apart)):
            return ()
        loaded = [answer for answer in counted if answer.case.role is Role.LOAD and answer.case.single]
        if any(_odd(quiet)):
            odd = tuple(_odd(loaded))
            return odd if len(odd) > _OFTEN * len(loaded) and _most_counts(loaded) >= _MANY_COUNTS else ()
        held = _held(loaded, apart) or _held(loaded, quiet)
        odd = tuple(cls(here, other) for here, other in held if prompt_tokens(here) != prompt_tokens(other))
        return odd if len(odd) > _SPORADIC * len(held) else ()


def _held(loaded: Iterable[Answer], quiet: Sequence[Answer]) -> list[tuple[Answer, Answer]]:
    """Return the answers under load whose input was also sent without it, each with the first such answer."""
    first = {_input(answer): answer for answer in reversed(quiet)}
    return [(answer, first[_input(answer)]) for answer in loaded if _input(answer) in first]


def _without_load(answers: Iterable[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.case.role is not Role.LOAD]


def _input(answer: Answer) -> object:
    """Return what is metered by which model: the texts, whatever form and dimensions are asked for; else the body.

    Each model may have a tokenizer of its own.
    """
    case = answer.case
    return case.model, (case.texts, case.single, case.variant) if case.texts and not case.varied else case.request.body


def _by_input(answers: Iterable[Answer]) -> Iterable[Sequence[Answer]]:
    """Group the answers to the same texts, in their order."""
    groups: dict[object, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(_input(answer), []).append(answer)
    return groups.values()


def _most_counts(answers: Iterable[Answer]) -> int:
    """Return how many counts one input has, at most."""
    return max((len(set(map(prompt_tokens, group))) for group in _by_input(answers)), default=0)


def _odd(answers: Iterable[Answer]) -> Iterator[Metering]:
    """Yield what differs from what is usual for its input, which is what most say; in doubt, what was sent apart."""
    for group in _by_input(answers):
        counts = Counter(map(prompt_tokens, group))
        most = max(counts.values())
        usual = min(
            (answer for answer in group if counts[prompt_tokens(answer)] == most),
            key=lambda answer: (answer.case.role is not Role.HISTORY, prompt_tokens(answer) or 0),
        )
        for answer in group:
            if prompt_tokens(answer) != prompt_tokens(usual) and answer.key != usual.key:
                yield Metering(answer, usual)
