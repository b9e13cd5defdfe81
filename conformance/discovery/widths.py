"""How many dimensions a model can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.discovery.asking import Asker, numbers_in
from conformance.discovery.search import boundary
from conformance.inference.model_facts import offer_of
from conformance.model.facts import Offer
from conformance.model.message import template

__all__ = ["ask_widths"]

_DIMENSIONS = template("request.some-dimensions", "{dimensions:dimension}")

_USUAL = (4096, 3072, 2560, 2048, 1536, 1024, 768, 512, 384, 256, 128, 64)
_WIDEST = 8192
_ENOUGH_NAMED = 2


class _Trial:
    """Widths asked for, what became of each, and the numbers that error responses named."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._found: dict[int, Offer | None] = {}
        self.named: set[int] = set()

    def offer_of(self, width: int) -> Offer | None:
        """Return what becomes of a width that is asked for; None where nobody knows."""
        if width not in self._found:
            answer = self._asker.ask(_DIMENSIONS(dimensions=width), self._asker.context.plain_text, dimensions=width)
            self.named.update(numbers_in(answer))
            self._found[width] = offer_of(answer, width)
        return self._found[width]

    def is_honoured(self, width: int) -> bool | None:
        """Tell whether a width is honoured."""
        offer = self.offer_of(width)
        return None if offer is None else offer is Offer.HONOURED

    def honoured_among(self, widths: Iterable[int]) -> tuple[int, ...]:
        """Return those that are honoured, the largest first."""
        return tuple(sorted({width for width in widths if self.is_honoured(width)}, reverse=True))


def ask_widths(asker: Asker) -> None:
    """Ask for an unlisted width: where it is honoured, all are; else try the usual ones and those named."""
    native = asker.facts.width
    if native is None or native < _ENOUGH_NAMED:
        return
    trial = _Trial(asker)
    odd = trial.offer_of(native - 1)
    if odd is Offer.HONOURED:
        _search_least(trial, native)
        _search_most(trial, native)
    elif odd is not Offer.IGNORED or trial.offer_of(max(native // 2, 1)) is not Offer.IGNORED:
        trial.honoured_among(_candidates(trial, native))


def _candidates(trial: _Trial, native: int) -> Iterator[int]:
    """Yield the native width and those that errors named; the usual ones only where none of those is honoured."""
    named = [width for width in trial.named if 1 <= width <= _WIDEST]
    yield native
    yield from named
    if len(trial.honoured_among(named)) < _ENOUGH_NAMED:
        yield from _USUAL


def _search_least(trial: _Trial, native: int) -> None:
    if not trial.is_honoured(1):
        # The search goes upwards, so it looks for the largest number of dimensions that may be left out.
        boundary(
            lambda fewer: trial.is_honoured(native - fewer),
            lambda: [native - width for width in trial.named],
            1,
            native - 1,
        )


def _search_most(trial: _Trial, native: int) -> None:
    if trial.is_honoured(native + 1):
        boundary(trial.is_honoured, lambda: trial.named, native, _WIDEST)
