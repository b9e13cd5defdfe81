"""Makes small what triggers a failure: the least text that is still answered with the same status.

A text is cut into words and marks, at last into characters, and parts are left out as long as what remains still fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.answers.answer import Answer, AnswerKind
from conformance.engine.confirmation import Ask, Least
from conformance.engine.least_parts import least_parts, words_of
from conformance.generation.rewording import of_one_text
from conformance.model import statuses
from conformance.model.case import Expect, Manner

__all__ = ["MOST_TRIED", "least_texts"]

MOST_TRIED = 25
"""So many requests of a model's reserve are spent on making texts small."""

_MOST_ITEMS = 6
"""Texts of a list that are tried alone."""
_LONGEST = 4000
"""Characters of a text that is worth making small."""


def _may_be_shrunk(answer: Answer) -> bool:
    """Tell whether a documented request for texts failed by itself, and not for a limit or a filter."""
    failed = answer.kind in {AnswerKind.ERROR_RESPONSE, AnswerKind.SERVER_ERROR}
    documented = answer.expected is Expect.ANSWER and answer.case.ordinary and not answer.case.varied
    open_ = answer.learned is None and not answer.filtered and answer.status not in statuses.OF_NO_TEXT
    return failed and documented and open_ and 0 < len("".join(answer.case.texts or ())) <= _LONGEST


def least_texts(answers: Sequence[Answer], ask: Ask) -> dict[str, Least]:
    """Return the least text for the shortest failure of each status, by the key of its request.

    A random request stands for others only where nothing else failed: its title does not tell what it tried.
    """
    shortest: dict[int, Answer] = {}
    for answer in sorted(filter(_may_be_shrunk, answers), key=_to_begin_with):
        shortest.setdefault(answer.status, answer)
    trying = _Trying(ask)
    found = ((answer.key, trying.least(answer)) for answer in shortest.values())
    return {key: least for key, least in found if least is not None}


def _to_begin_with(answer: Answer) -> tuple[bool, int]:
    return answer.case.random, len("".join(answer.case.texts or ()))


class _Trying:
    """Tries texts alone, each in the form of the request that failed, until the reserve is spent."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._left = MOST_TRIED

    def least(self, answer: Answer) -> Least | None:
        """Return the least text found; None where none of its texts fails alone, or nothing can be left out."""
        texts = answer.case.texts or ()
        failed: dict[str, str] = {}

        def fails(text: str) -> bool:
            if text in failed or not text.strip() or not self._left:
                return text in failed
            self._left -= 1
            (alone,) = self._ask([of_one_text(answer.case, text)], Manner.FREE)
            if alone.kind is answer.kind and alone.status == answer.status:
                failed[text] = alone.key
            return text in failed

        whole = texts[0] if len(texts) == 1 else next(filter(fails, texts[:_MOST_ITEMS]), None)
        if whole is None:
            return None
        parts = least_parts(words_of(whole), fails)
        text = "".join(least_parts(list("".join(parts)), fails))
        return Least(text, failed[text]) if text in failed else None
