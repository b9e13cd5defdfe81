"""Facts of a model, as its answers show them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Beyond", "Bracket", "Facts", "Offer", "Widths"]


@dataclass(frozen=True, slots=True)
class Bracket:
    """What a limit lies between: the largest that was answered, the smallest that was not (None: none was tried)."""

    answered: int
    beyond: int | None = None

    @property
    def exact(self) -> bool:
        """Whether nothing lies between the two."""
        return self.beyond == self.answered + 1


class Offer(StrEnum):
    """What a model does with an optional parameter."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    REFUSED = "refused"


class Beyond(StrEnum):
    """What a model does with a text over the token limit."""

    REFUSED = "refused"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths a model can be asked for: listed, or all from the first to the second of ``range``."""

    offer: Offer
    listed: tuple[int, ...] = ()
    range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one model; None, or no entry, where nothing is known yet.

    ``tokens`` counts by the target's own usage.
    """

    model: str
    width: int | None = None
    """The width of vectors where none is asked for."""
    forms: tuple[tuple[str, bool], ...] = ()
    """Forms of input, each with whether it is answered as one text or one text an item."""
    widths: Widths | None = None
    items: Bracket | None = None
    tokens: Bracket | None = None
    beyond: Beyond | None = None
    base64: Offer | None = None

    def takes(self, form: str) -> bool:
        """Tell whether a form of input is known to be answered."""
        return dict(self.forms).get(form, False)
