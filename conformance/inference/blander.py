"""Texts without the words that a content filter may have stopped, of the same form and length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conformance.answers.answer import Answer, AnswerKind
from conformance.generation.rewording import reworded, reworded_request
from conformance.generation.spares import SPARE_CLAUSES, SPARE_WORDS
from conformance.model.case import Case
from conformance.model.exchange import Request

__all__ = ["Blander", "suspects_in"]

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_EMOJI = "\u200d\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_RUN = re.compile(
    r"</?[A-Za-z][^<>]{0,60}>"
    r"|[a-z]{2,8}://[^\s\"'<>]+|[\w.+-]+@[\w-]+\.[\w.-]*\w"
    rf"|[{_CJK}]+|[^\W\d_{_CJK}]+|\d{{4,}}|[{_EMOJI}]+|[!?]|[！？]"
)
"""What a filter may look for: a tag, an address, a word, as much Chinese, Japanese or Korean as stands together, a long
number, emoji, or a mark that asks or cries."""
_STOPS = {"!": ".", "?": ".", "！": "。", "？": "。"}
_IDEOGRAPH = re.compile(rf"[{_CJK}]")
_NUMBERS = tuple(map(str, range(10, 100)))
_SHORTEST_SPARE, _LONGEST_SPARE = 3, 9
"""Letters of the words that stand in for others."""


@dataclass(frozen=True, slots=True)
class Blander:
    """What stands in for each run that was never answered, by the run in small letters."""

    spares: Mapping[str, str]
    answered: frozenset[str]
    """The texts that were answered: those stay as they are."""

    @classmethod
    def of(cls, answers: Sequence[Answer], refused: Sequence[Answer]) -> Blander:
        """Learn from all answers which words are surely taken, and let those stand in for the others of the refused."""
        texts = [text for answer in answers if answer.kind is AnswerKind.SUCCESS for text in answer.case.texts or ()]
        seen = frozenset(part for text in texts for run in _RUN.findall(text) for part in _parts(run))
        doubtful = dict.fromkeys(
            run.casefold()
            for answer in refused
            for text in answer.case.texts or ()
            for run in _RUN.findall(text)
            if not seen.issuperset(_parts(run))
        )
        return cls(_assigned(doubtful, seen), frozenset(texts))

    def text(self, text: str) -> str:
        """Return a text with every doubtful run replaced, the capitals of words kept."""
        return text if text in self.answered else _RUN.sub(self._spare, text)

    def case(self, case: Case) -> Case:
        """Return a case with blander texts, the same in all else."""
        return reworded(case, self.text)

    def request(self, request: Request) -> Request:
        """Return a request with blander texts; one whose body holds none stays as it is."""
        return reworded_request(request, self.text)

    def _spare(self, match: re.Match[str]) -> str:
        run = match[0]
        spare = self.spares.get(run.casefold(), run)
        if run.isupper() and len(run) > 1:
            return spare.upper()
        return spare.capitalize() if run[0].isupper() else spare


def suspects_in(text: str, blander: Blander) -> tuple[str, ...]:
    """Return the parts of a text that may have been refused: runs, and pairs of ideographs that stand together."""
    runs = [run for run in _RUN.findall(text) if run.casefold() in blander.spares]
    return tuple(dict.fromkeys(part for run in runs for part in _pieces(run)))


def _pieces(run: str) -> Iterator[str]:
    """Give what a run is made of: itself, or its pairs of ideographs."""
    if _IDEOGRAPH.match(run) and len(run) > 2:
        yield from (first + second for first, second in pairwise(run))
    else:
        yield run


def _parts(run: str) -> Iterator[str]:
    return (piece.casefold() for piece in _pieces(run))


def _assigned(doubtful: Iterable[str], seen: Iterable[str]) -> dict[str, str]:
    """Give each doubtful run a stand-in of its own, as long as there are any."""
    fits = (
        word
        for word in sorted(seen)
        if word.isascii() and word.isalpha() and _SHORTEST_SPARE <= len(word) <= _LONGEST_SPARE
    )
    doubtful = tuple(doubtful)
    words = list(dict.fromkeys((*fits, *SPARE_WORDS)))
    found: dict[str, str] = {}
    for at, run in enumerate(run for run in doubtful if run not in _STOPS):
        spares = SPARE_CLAUSES if _IDEOGRAPH.match(run) else _NUMBERS if run.isdigit() else words
        found[run] = spares[at % len(spares)]
    return found | {mark: stop for mark, stop in _STOPS.items() if mark in doubtful}
