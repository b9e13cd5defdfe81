"""Which widths a model can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from conformance.checks.answer import Kind
from conformance.discovery.asking import Asker, numbers_in
from conformance.discovery.search import boundary
from conformance.model.facts import Facts, Offer, Widths

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
            answer = self._asker.ask(f"{width} dimensions", self._asker.ground.plain_text, dimensions=width)
            self.named.update(numbers_in(answer))
            self._found[width] = None
            if answer.kind is Kind.SUCCESS:
                came = {vector.size for vector in answer.vectors if vector is not None}
                self._found[width] = Offer.HONOURED if came == {width} else Offer.IGNORED
            elif answer.kind in {Kind.REFUSAL, Kind.SERVER_ERROR}:
                self._found[width] = Offer.REFUSED
        return self._found[width]

    def honoured(self, width: int) -> bool | None:
        """Tell whether a width is honoured."""
        offer = self.of(width)
        return None if offer is None else offer is Offer.HONOURED

    def among(self, widths: Iterable[int]) -> tuple[int, ...]:
        """Return those that are honoured, the largest first."""
        return tuple(sorted({width for width in widths if self.honoured(width)}, reverse=True))


def offered_widths(asker: Asker, facts: Facts) -> Facts:
    """Ask for a width nobody lists: where it is honoured all are; else try the usual ones, and those named."""
    native = facts.width
    if native is None or native < _ENOUGH_NAMED:
        return facts
    trial = _Trial(asker)
    odd = trial.of(native - 1)
    if odd is Offer.HONOURED:
        return replace(facts, widths=Widths(Offer.HONOURED, range=(_least(trial, native), _most(trial, native))))
    if odd is Offer.IGNORED and trial.of(max(native // 2, 1)) is Offer.IGNORED:
        return replace(facts, widths=Widths(Offer.IGNORED))
    listed = trial.among(_candidates(trial, native))
    if odd is None and not listed:
        return facts
    return replace(facts, widths=Widths(Offer.HONOURED, listed) if listed else Widths(Offer.REFUSED))


def _candidates(trial: _Trial, native: int) -> Iterator[int]:
    """Yield the native width and those a refusal named; the usual ones only where it named none that works."""
    named = [width for width in trial.named if 1 <= width <= _WIDEST]
    yield native
    yield from named
    if len(trial.among(named)) < _ENOUGH_NAMED:
        yield from _USUAL


def _least(trial: _Trial, native: int) -> int:
    if trial.honoured(1):
        return 1
    # The search goes upwards, so it looks for the largest number of dimensions that may be left out.
    left_out = boundary(
        lambda fewer: trial.honoured(native - fewer),
        lambda: [native - width for width in trial.named],
        1,
        native - 1,
    )
    return native - left_out.answered


def _most(trial: _Trial, native: int) -> int:
    return (
        boundary(trial.honoured, lambda: trial.named, native, _WIDEST).answered
        if trial.honoured(native + 1)
        else native
    )
