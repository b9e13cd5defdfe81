"""How many tokens one request is metered at several times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from conformance.answers.answer import Answer
from conformance.model.role import Role

__all__ = ["Metering", "tokens_of"]

_SPORADIC = 1 / 6
"""Share of requests up to which what happens under load may as well happen without it."""


def tokens_of(answer: Answer) -> int | None:
    """Return the prompt tokens that an answer counts, or None where it counts none."""
    usage = answer.body.get("usage")
    count = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return count if type(count) is int else None


@dataclass(frozen=True, slots=True)
class Metering:
    """An answer that counts other tokens than the same request did, and one of those it differs from."""

    odd: Answer
    usual: Answer

    @classmethod
    def among(cls, answers: Sequence[Answer]) -> tuple[Metering, ...]:
        """Return the answers metered otherwise than the same request was at other times, load aside.

        What was sent under load is counted in where it tells no more than the rest: where the same is seen without
        load, or only now and then under it. What differs there alone is what ``by_load`` returns.
        """
        counted = [answer for answer in answers if tokens_of(answer) is not None]
        quiet = [answer for answer in counted if answer.case.role is not Role.LOAD]
        found = tuple(_odd(quiet))
        return tuple(_odd(counted)) if found or not cls.by_load(counted) else ()

    @classmethod
    def by_load(cls, answers: Sequence[Answer]) -> tuple[Metering, ...]:
        """Return the answers that load meters otherwise: none where that happens without load, or hardly ever."""
        counted = [answer for answer in answers if tokens_of(answer) is not None]
        quiet = [answer for answer in counted if answer.case.role is not Role.LOAD]
        if any(_odd(quiet)):
            return ()
        alone = {_request(answer): answer for answer in reversed(quiet)}
        loaded = [answer for answer in counted if answer.case.role is Role.LOAD and _request(answer) in alone]
        held = [(answer, alone[_request(answer)]) for answer in loaded]
        odd = tuple(cls(here, other) for here, other in held if tokens_of(here) != tokens_of(other))
        return odd if len(odd) > _SPORADIC * len(loaded) else ()


def _request(answer: Answer) -> tuple[str, bytes]:
    return answer.case.request.path, answer.case.request.body


def _odd(answers: Iterable[Answer]) -> Iterator[Metering]:
    """Yield what differs from what is usual for its request, which is what most say; in doubt, what was sent apart."""
    same: dict[tuple[str, bytes], list[Answer]] = {}
    for answer in answers:
        same.setdefault(_request(answer), []).append(answer)
    for group in same.values():
        counts = Counter(map(tokens_of, group))
        most = max(counts.values())
        usual = min(
            (answer for answer in group if counts[tokens_of(answer)] == most),
            key=lambda answer: (answer.case.role is not Role.HISTORY, tokens_of(answer) or 0),
        )
        for answer in group:
            if tokens_of(answer) != tokens_of(usual):
                yield Metering(answer, usual)
