"""Which widths a model can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.discovery.asking import Asker, numbers_in
from conformance.discovery.search import boundary
from conformance.inference.model_facts import offer_of
from conformance.model.facts import Offer

__all__ = ["offered_widths"]

_USUAL = (4096, 3072, 2560, 2048, 1536, 1024, 768, 512, 384, 256, 128, 64)
_WIDEST = 8192
_ENOUGH_NAMED = 2


class _Trial:
    """Widths asked for, what became of each, and the numbers that refusals spoke of."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._found: dict[int, Offer | None] = {}
        self.named: set[int] = set()

    def of(self, width: int) -> Offer | None:
        """Return what becomes of a width that is asked for; None where nobody knows."""
        if width not in self._found:
            answer = self._asker.ask(f"{width} dimensions", self._asker.context.plain_text, dimensions=width)
            self.named.update(numbers_in(answer))
            self._found[width] = offer_of(answer, width)
        return self._found[width]

    def honoured(self, width: int) -> bool | None:
        """Tell whether a width is honoured."""
        offer = self.of(width)
        return None if offer is None else offer is Offer.HONOURED

    def among(self, widths: Iterable[int]) -> tuple[int, ...]:
        """Return those that are honoured, the largest first."""
        return tuple(sorted({width for width in widths if self.honoured(width)}, reverse=True))


def offered_widths(asker: Asker) -> None:
    """Ask for a width nobody lists: where it is honoured all are; else try the usual ones, and those named."""
    native = asker.facts.width
    if native is None or native < _ENOUGH_NAMED:
        return
    trial = _Trial(asker)
    odd = trial.of(native - 1)
    if odd is Offer.HONOURED:
        _search_least(trial, native)
        _search_most(trial, native)
    elif odd is not Offer.IGNORED or trial.of(max(native // 2, 1)) is not Offer.IGNORED:
        trial.among(_candidates(trial, native))


def _candidates(trial: _Trial, native: int) -> Iterator[int]:
    """Yield the native width and those a refusal named; the usual ones only where it named none that works."""
    named = [width for width in trial.named if 1 <= width <= _WIDEST]
    yield native
    yield from named
    if len(trial.among(named)) < _ENOUGH_NAMED:
        yield from _USUAL


def _search_least(trial: _Trial, native: int) -> None:
    if not trial.honoured(1):
        # The search goes upwards, so it looks for the largest number of dimensions that may be left out.
        boundary(
            lambda fewer: trial.honoured(native - fewer),
            lambda: [native - width for width in trial.named],
            1,
            native - 1,
        )


def _search_most(trial: _Trial, native: int) -> None:
    if trial.honoured(native + 1):
        boundary(trial.honoured, lambda: trial.named, native, _WIDEST)
