"""Facts of a model, as its answers show them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Beyond", "Bracket", "CountUnit", "ElementOffer", "Facts", "Offer", "Widths"]


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
    FAILED = "failed"
    """Neither embeddings came nor a proper refusal, so nobody can tell whether that is a limit."""


class CountUnit(StrEnum):
    """What the usage of a target counts."""

    TOKENS = "tokens"
    """As far as it can be told from outside."""
    ABSENT = "absent"
    """Nothing: it is not there, or no number."""
    ZERO = "zero"
    """Nothing: it is always 0."""
    CONSTANT = "constant"
    """Nothing: it is the same for every text."""
    WIDTH = "width"
    """The numbers of a vector."""
    CHARACTERS = "characters"
    BYTES = "bytes"
    NOT_ADDITIVE = "not-additive"
    """Something that a list has more or less of than its texts."""
    IN_FLIGHT = "in-flight"
    """Something that varies for one text, such as the tokens of all requests at the moment."""


@dataclass(frozen=True, slots=True)
class Widths:
    """The widths a model can be asked for: listed, or all from the first to the second of ``range``."""

    offer: Offer
    listed: tuple[int, ...] = ()
    range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ElementOffer:
    """The parameter that says what vectors are made of, its values that are heeded, and which names what comes unasked.

    ``default`` is empty where that is floats. Where the parameter goes out with every request, it is what that asks
    for, and what comes without is not known.
    """

    parameter: str
    values: tuple[str, ...]
    default: str = ""
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one model; None, or no entry, where nothing is known yet.

    ``tokens`` counts by the target's own usage, and is None where that is no count of them: then there are ``words``.
    """

    model: str
    width: int | None = None
    """The width of vectors where none is asked for."""
    forms: tuple[tuple[str, bool], ...] = ()
    """Forms of input, each with whether it is answered as one text or one text an item."""
    widths: Widths | None = None
    items: Bracket | None = None
    tokens: Bracket | None = None
    words: Bracket | None = None
    """The limit of a text in short English words, where no tokens are counted."""
    usage: CountUnit | None = None
    """What usage counts, where that is no tokens."""
    beyond: Beyond | None = None
    base64: Offer | None = None
    elements: ElementOffer | None = None

    def takes(self, form: str) -> bool:
        """Tell whether a form of input is known to be answered."""
        return dict(self.forms).get(form, False)
