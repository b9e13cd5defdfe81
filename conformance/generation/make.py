"""What long texts are made of: words, sentences, lines, or characters of a script without spaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from conformance.generation.words import characters, words
from conformance.model.message import Message, template

__all__ = ["CHINESE", "LINES", "SENTENCES", "WORDS", "Make"]

_SENTENCE = 8
"""Words of a sentence, and of a line."""
_CHARACTER = 0.9


@dataclass(frozen=True, slots=True)
class Make:
    """A way to make a long text of units, which are words or characters."""

    name: str
    description: Message | None
    draw: Callable[[int, int], Sequence[str]]
    """Returns so many units, by a salt."""
    join: Callable[[Sequence[str]], str]
    spaced: bool = True
    """Whether its units are English words with white space between."""
    beside: float = 0.0
    """Tokens of what stands between the units, for each."""

    def unit_cost(self, word: float) -> float:
        """Return what a unit costs in tokens where a word costs so many; of characters, about as many as there are."""
        return word + self.beside if self.spaced else _CHARACTER


def _words(count: int, salt: int) -> Sequence[str]:
    return words(count, salt).split()


def _grouped(units: Sequence[str]) -> Iterator[str]:
    return (" ".join(units[at : at + _SENTENCE]) for at in range(0, len(units), _SENTENCE))


def _in_sentences(units: Sequence[str]) -> str:
    return " ".join(f"{sentence.capitalize()}." for sentence in _grouped(units))


WORDS = Make("tail", None, _words, " ".join)
SENTENCES = Make(
    "sentences", template("make.sentences", "sentences")(), _words, _in_sentences, beside=1 / _SENTENCE
)  # fmt: skip
LINES = Make(
    "lines", template("make.lines", "lines")(), _words, lambda units: "\n".join(_grouped(units)), beside=1 / _SENTENCE
)
CHINESE = Make(
    "chinese",
    template("make.chinese", "Chinese characters without spaces")(),
    lambda count, salt: tuple(characters(count, salt)),
    "".join,
    spaced=False,
)
