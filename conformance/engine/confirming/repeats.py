"""What came each time that a request was asked again alone: whether it moved, and which answer stands for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.comparison import differ_beyond
from conformance.answers.embedding_space import rows_of
from conformance.answers.noise import SAME
from conformance.checks.relations.baselines import InputForm, form_of
from conformance.checks.relations.comparing import place_of
from conformance.engine.confirming.chance import Frequency
from conformance.engine.confirming.sides import request_repeated
from conformance.model.case import Manner
from conformance.probes.registry import manner_of

__all__ = ["Repeats", "RequestKind", "between_repeats", "have_two_vectors", "kind_of_request"]

_STEADY = 3
"""So many answers that are alike are hardly all by chance."""

RequestKind = tuple[InputForm, str | None]
"""The form and encoding of a request: what one kind's answers do by themselves, those of another need not."""


class Repeats:
    """The answers to requests that were asked again alone, with nothing else in flight, beside those of the run."""

    def __init__(self) -> None:
        self._came: dict[str, list[Answer]] = {}
        self._origins: dict[str, str] = {}
        self.moved: set[str] = set()
        """The keys of requests of the run whose answers, asked again alone, had not one vector each."""

    def add(self, answer: Answer, repeat: Answer) -> None:
        """Note what came when the request of an answer, of the run or a repeat itself, was asked again alone."""
        key = self.origin(answer.key)
        came = self._came.setdefault(key, [answer])
        if repeat.kind is AnswerKind.SUCCESS:
            if any(have_two_vectors(earlier, repeat) for earlier in came):
                self.moved.add(key)
            came.append(repeat)
            self._origins[repeat.key] = key

    def origin(self, key: str) -> str:
        """Return the key of the request of the run that the request with a key repeats; of any other, its own."""
        return self._origins.get(key, key)

    def of(self, key: str) -> Sequence[Answer]:
        """Return the answer of the run, and what came in its place each time that it was asked again."""
        return self._came.get(self.origin(key), ())

    def has_moved(self, key: str) -> bool:
        """Tell whether the answers that came to a request have not one vector each."""
        return self.origin(key) in self.moved

    def is_steady(self, key: str) -> bool:
        """Tell whether an answer came at least three times as it is."""
        came = self.of(key)
        own = next((answer for answer in came if answer.key == key), None)
        return own is not None and sum(not have_two_vectors(own, answer) for answer in came) >= _STEADY

    def moved_at(self, key: str, pointer: str) -> bool:
        """Tell whether the vector at a JSON pointer moved when its request was asked again, or any if it is of none."""
        first, *later = self.of(key) or (None,)
        return first is not None and any(have_two_vectors(first, repeat, pointer) for repeat in later)

    def came_otherwise(self, key: str) -> bool:
        """Tell whether the answer of the run to a request is not the one that stands for it."""
        return key in self.moved and have_two_vectors(self._came[key][0], _commonest(self._came[key]))

    def standing_for(self, answer: Answer) -> Answer:
        """Return what stands for the request of an answer: the answer that came most often, of equals the latest."""
        return _commonest(self.of(answer.key) or (answer,))

    def standing(self) -> Mapping[str, Answer]:
        """Return what stands for each request that moved, of those that were sent by themselves in the run."""
        free = (key for key in self.moved if manner_of(self._came[key][0].case) is Manner.FREE)
        return {key: _commonest(self._came[key]) for key in free}

    def differing(self, found: Collection[str], without: Collection[str] = ()) -> Mapping[RequestKind, Frequency]:
        """Return for each kind of request how many answers differ from the one before to the very same request.

        What a request was asked again for, since its answer was ``found`` at fault and is gone, tells nothing of how
        often that happens, and does not count; nor do the requests ``without`` which it is to be counted.
        """
        counted = {key: came for key, came in self._came.items() if key not in without}
        return _between(came[1:] if key in found else came for key, came in counted.items())


def between_repeats(answers: Iterable[Answer]) -> Mapping[RequestKind, Frequency]:
    """Return for each kind of request how many answers of a run differ from the one before to the very same request."""
    repeated: dict[str, dict[str, Answer]] = {}
    for answer in sorted(answers, key=lambda answer: answer.exchange.last.started):
        if answer.kind is AnswerKind.SUCCESS:
            repeated.setdefault(request_repeated(answer), {})[answer.key] = answer
    return _between([*came.values()] for came in repeated.values())


def _between(rows: Iterable[Sequence[Answer]]) -> Mapping[RequestKind, Frequency]:
    count: dict[RequestKind, Frequency] = {}
    for came in rows:
        pairs = [have_two_vectors(*pair) for pair in pairwise(came)]
        kind = kind_of_request(came[0])
        count[kind] = count.get(kind, Frequency()) + Frequency(sum(pairs), len(pairs))
    return count


def kind_of_request(answer: Answer) -> RequestKind:
    """Return the kind of the request that an answer is to."""
    return form_of(answer.case), answer.case.encoding


def _commonest(came: Sequence[Answer]) -> Answer:
    return max(reversed(came), key=lambda answer: sum(not have_two_vectors(answer, other) for other in came))


def have_two_vectors(one: Answer, other: Answer, pointer: str = "") -> bool:
    """Tell whether one request was answered with two vectors, be it in direction or in length; only at one, if any."""
    pairs = list(zip(rows_of(one), rows_of(other), strict=False))
    at = [pair for pair in pairs if place_of(pair[0]) == pointer] or pairs
    return any(differ_beyond(*pair, SAME) for pair in at)
