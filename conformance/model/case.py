"""One planned request together with what the contract expects of the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from conformance.model.elements import Elements
from conformance.model.exchange import Request
from conformance.model.message import Message
from conformance.model.role import Role

__all__ = ["Case", "Expect", "Manner"]

_CHARACTERS_A_TOKEN = 3.0
"""English has four and more, Chinese one to two; the texts sent are mixed, and an estimate should rather be high."""


class Expect(StrEnum):
    """What the contract says of a request."""

    ANSWER = "answer"
    """Documented and valid: embeddings must come back."""
    REFUSE = "refuse"
    """Documented as not allowed: a proper refusal must come back."""
    EITHER = "either"
    """Not documented: a proper refusal and a complete, correct answer are both right."""


class Manner(StrEnum):
    """How the requests of one probe go out."""

    FREE = "free"
    """In any order, while other requests are in flight."""
    SEQUENCE = "sequence"
    """One after another, in the order of the plan, with no other request in flight."""
    BURST = "burst"
    """All at once, each on a connection of its own, with no other request in flight."""


@dataclass(frozen=True, slots=True)
class Case:
    """A request, why it is sent and what is expected.

    ``decided_by`` is the id of the check that decides whether answering (or refusing) was right. ``texts`` are the
    inputs in order, or None where the body holds no list of texts. ``dimensions`` is a documented number of dimensions
    that was asked for. ``control`` is a request that must be answered for this case to mean anything.
    """

    title: Message
    probe: str
    decided_by: str
    model: str
    request: Request
    expect: Expect = Expect.ANSWER
    rule: str = ""
    texts: tuple[str, ...] | None = None
    ordinary: bool = True
    single: bool = False
    """Whether the input is a bare string."""
    dimensions: int | None = None
    encoding: str | None = None
    control: Request | None = None
    group: str = ""
    role: Role = Role.NONE
    random: bool = False
    token_lists: int | None = None
    """How many lists of token IDs the input holds, where it is made of those; each is one input."""
    elements: Elements | None = None
    """What its vectors are to be made of, where that was asked for."""
    varied: bool = False
    """Whether it sends parameters that may give the same text another vector."""
    variant: str = ""
    """Of a recorded request, what it sends that may: its texts are compared with those of the same variant."""

    @property
    def comparable(self) -> bool:
        """Whether a text has to have the vector that others of its variant give it."""
        return not self.varied or bool(self.variant)

    no_effect: bool = False
    """Whether it sends what is documented to be ignored, so that its vectors are those of its control."""

    @property
    def embeds(self) -> bool:
        """Whether it asks for embeddings; else a server is asked what it tells of itself, which is a GET."""
        return self.request.method == "POST"

    @property
    def inputs(self) -> int | None:
        """How many inputs there are to embed, or None where that is not known."""
        return self.token_lists if self.texts is None else len(self.texts)

    @property
    def tokens(self) -> int:
        """How many input tokens its texts are, estimated."""
        return sum(max(1, round(len(text) / _CHARACTERS_A_TOKEN)) for text in self.texts or ())

    @property
    def best_effort(self) -> bool:
        """Whether its loss is only counted: a random example, or one of many requests at once."""
        return self.random or self.role is Role.LOAD

    @property
    def control_again(self) -> Request | None:
        """The control as it is sent once more, after the case has failed; None where there is none."""
        return None if self.control is None else replace(self.control, repeat=1)
