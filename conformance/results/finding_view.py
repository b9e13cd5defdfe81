"""Findings and causes as reports read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.model.finding import Finding, Part
from conformance.model.message import Message, Value
from conformance.results.reading import Row, read_word, rows, text, texts, whole
from conformance.results.sentence import NOTHING, Sentence
from conformance.results.vector_sketch import VectorSketch

__all__ = ["CauseView", "ExchangePart", "FindingView"]

_PLACE_PARTS = 2


@dataclass(frozen=True, slots=True)
class ExchangePart:
    """An exchange that a finding rests on, with its part; ``pointer`` leads into its response body."""

    id: str
    part: Part | str = Part.THIS
    pointer: str = ""
    vector: VectorSketch | None = None
    """Of the vector that the pointer leads to, where it was held against another."""

    @classmethod
    def of(cls, row: Row) -> ExchangePart:
        """Read a part."""
        vector = row.get("vector")
        sketch = VectorSketch.of(vector) if isinstance(vector, Mapping) else None
        return cls(text(row.get("id")), read_word(Part, row.get("part")), text(row.get("pointer")), sketch)


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding. In format 1 it has no kind and no values, and rests on one exchange at most."""

    kind: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    message: Sentence = NOTHING
    """With its setting in front, where it has one."""
    setting: Message | None = None
    expected: Sentence = NOTHING
    observed: Sentence = NOTHING
    pointer: str = ""
    exchange: str = ""
    """The key of the exchange at fault, or nothing."""
    exchanges: tuple[ExchangePart, ...] = ()
    """Every exchange that it rests on, the one at fault first."""
    cause: str = ""
    """The id of its cause, or nothing."""
    confirmed: bool | None = None
    rule: str = ""
    """The rule that a client's request violates, or nothing."""

    @property
    def compares(self) -> bool:
        """Whether it holds answers against each other, which is asked again before it is told."""
        return any(part.part == Part.COMPARED_WITH for part in self.exchanges)

    def said(self, name: str) -> str:
        """Return the id of the message that is a value of its sentence, or nothing."""
        value = self.values.get(name)
        return value.id if isinstance(value, Message) else ""

    @classmethod
    def of(cls, row: Row) -> FindingView:
        """Read a finding of either format."""
        said = Sentence.of(row.get("message"), row).data
        pointer, exchange = text(row.get("pointer")), text(row.get("exchange"))
        alone = (ExchangePart(exchange, Part.THIS, pointer),) if exchange else ()
        confirmed, setting = row.get("confirmed"), Sentence.of("", row.get("setting")).data
        return cls(
            kind=said.id if said else "",
            values=said.values if said else {},
            message=Sentence(text(row.get("message")), Finding(said, setting=setting).full_message if said else None),
            setting=setting,
            expected=_beside(said, row, "expected"),
            observed=_beside(said, row, "observed"),
            pointer=pointer,
            exchange=exchange,
            exchanges=tuple(map(ExchangePart.of, rows(row.get("exchanges")))) or alone,
            cause=text(row.get("cause")),
            confirmed=confirmed if isinstance(confirmed, bool) else None,
            rule=text(row.get("rule")),
        )


def _beside(said: Message | None, row: Row, name: str) -> Sentence:
    return Sentence(text(row.get(name)), Message(f"{said.id}.{name}", said.items) if said else None)


@dataclass(frozen=True, slots=True)
class CauseView:
    """What probably explains findings: the kind and values of the one that tells most."""

    id: str
    kind: str
    values: Mapping[str, Value]
    findings: tuple[tuple[int, int], ...]
    """Places of a result, and of a finding in it; the one that tells most first."""
    checks: tuple[str, ...]

    @classmethod
    def of(cls, row: Row) -> CauseView:
        """Read a cause."""
        said = Sentence.of("", row).data
        places = (place for place in row.get("findings") or () if len(place) == _PLACE_PARTS)
        return cls(
            text(row.get("id")),
            text(row.get("kind")),
            said.values if said else {},
            tuple((whole(result), whole(finding)) for result, finding in places),
            texts(row.get("checks")),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the cause as the results document holds it."""
        return {
            "id": self.id,
            **Message(self.kind, tuple(self.values.items())).to_json(),
            "findings": [list(place) for place in self.findings],
            "checks": list(self.checks),
        }
