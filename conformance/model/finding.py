"""What a check saw that it should not have seen, and facts recorded where a document is silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from conformance.errors import SuiteError
from conformance.model.message import TEMPLATES, Message, Value, template

__all__ = ["Evidence", "Finding", "FindingKind", "Observation", "Part", "finding_kind", "plain_finding"]


_IN_A_SETTING = template("finding.in-a-setting", "{setting}: {message}")


class Part(StrEnum):
    """What an exchange is in a comparison."""

    THIS = "this"
    """The one that is found fault with."""
    COMPARED_WITH = "compared-with"
    """The one it was held against."""
    REPEAT = "repeat"
    """The same request, sent again."""
    CONTROL = "control"
    """The same request, mended, or the plainest one: what shows that the target answers at all."""
    IN_FLIGHT = "in-flight"
    """What was on its way at the same time."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One exchange that a finding rests on, by the key of its request; ``pointer`` leads into its response body."""

    exchange: str
    part: Part = Part.THIS
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One deviation: what kind, with which values, and every exchange that it rests on, the one at fault first.

    ``advisory`` marks harm where the document is silent: it is advice whatever the level of the clause.
    """

    message: Message
    evidence: tuple[Evidence, ...] = ()
    advisory: bool = False
    confirmed: bool | None = None
    """Whether it was seen again when it was asked for again; None where it was not asked for again."""
    setting: Message | None = None
    """What it was seen in, told first, where that is not plain from the exchange; else None."""
    rule: str = ""
    """The rule that a client's request violates, as ``--intended`` and ``emb_service.allow`` take it."""

    @property
    def full_message(self) -> Message:
        """The message, behind its setting where it has one."""
        return self.message if self.setting is None else _IN_A_SETTING(setting=self.setting, message=self.message)

    def seen_with(self, exchange: str) -> Finding:
        """Return the finding with the exchange at fault, where it does not name one yet."""
        if self.exchange:
            return self
        own = (
            replace(evidence, exchange=exchange) if evidence.part is Part.THIS else evidence
            for evidence in self.evidence
        )
        return replace(self, evidence=tuple(own))

    @property
    def kind(self) -> str:
        """The permanent id of what was found."""
        return self.message.id

    @property
    def expected(self) -> Message:
        """What should have been seen; of the same values."""
        return Message(f"{self.kind}.expected", self.message.items)

    @property
    def observed(self) -> Message:
        """What was seen, as short as can be; of the same values."""
        return Message(f"{self.kind}.observed", self.message.items)

    @property
    def exchange(self) -> str:
        """The key of the request at fault, or empty where it is that of the answer being judged."""
        return next((evidence.exchange for evidence in self.evidence if evidence.part is Part.THIS), "")

    @property
    def pointer(self) -> str:
        """The JSON pointer to what is at fault, into the body of the exchange at fault."""
        return next((evidence.pointer for evidence in self.evidence if evidence.part is Part.THIS), "")


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding, declared beside the check that can say it; called with its values, it gives a finding."""

    id: str
    places: frozenset[str]

    def __call__(
        self,
        *,
        at: str = "",
        of: str = "",
        beside: tuple[Evidence, ...] = (),
        advisory: bool = False,
        **values: Value,
    ) -> Finding:
        """Return a finding at a JSON pointer of an exchange (``of``, empty: of the answer that is being judged).

        ``beside`` are the other exchanges it rests on. Raises SuiteError where values and places differ.
        """
        if values.keys() != self.places:
            odd = sorted(self.places ^ values.keys())
            raise SuiteError(f"finding {self.id!r} is given {sorted(values)}: it differs from its templates in {odd}")
        return Finding(Message(self.id, tuple(values.items())), (Evidence(of, Part.THIS, at), *beside), advisory)


def finding_kind(id_: str, message: str, *, expected: str = "", observed: str = "") -> FindingKind:
    """Declare a kind of finding under a permanent id, with templates of what is said of it.

    ``expected`` and ``observed`` may leave places out. Raises SuiteError where the id is taken.
    """
    if id_ in TEMPLATES:
        raise SuiteError(f"finding {id_!r} is declared twice: give one of them another id")
    declared = (template(id_, message), template(f"{id_}.expected", expected), template(f"{id_}.observed", observed))
    return FindingKind(id_, frozenset[str]().union(*(part.places for part in declared)))


_PLAIN = finding_kind("plain-finding", "{message}", expected="{expected}", observed="{observed}")


def plain_finding(
    message: str,
    expected: str = "",
    observed: str = "",
    pointer: str = "",
    exchange: str = "",
    *,
    advisory: bool = False,
) -> Finding:
    """Return a finding that is a sentence already."""
    return _PLAIN(at=pointer, of=exchange, advisory=advisory, message=message, expected=expected, observed=observed)


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact about the target that no clause speaks of; it never gates. Its value is a message, a number or a text."""

    id: str
    model: str | None
    statement: Message
    value: Any
    exchange: str = ""
