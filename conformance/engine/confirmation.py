"""What came of asking again: which kinds of findings were seen again, and which were gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from conformance.answers.answer import Answer
from conformance.engine.confirming.chance import Recurrence
from conformance.model.case import Case, Manner
from conformance.model.excerpt import excerpt
from conformance.model.finding import Evidence, Finding, Part
from conformance.model.message import template

__all__ = ["NOTHING_ASKED_AGAIN", "Ask", "Asked", "Confirmation", "Least", "Repetition"]

_LEAST = template("finding.least-text", "{text:quote} alone is enough")

Asked = tuple[str, str]
"""A check and a kind of finding: the first finding of a kind is asked again, and stands for all that check found."""

Ask = Callable[[Sequence[Case], Manner], Sequence[Answer]]
"""Sends cases in a manner, those of the free one after another and alone, and returns their answers in order."""


@dataclass(frozen=True, slots=True)
class Least:
    """The least text that fails as a request did, and the key of the request that showed it."""

    text: str
    exchange: str


@dataclass(frozen=True, slots=True)
class Repetition:
    """What asking again showed of one kind of finding of one check."""

    recurrence: Recurrence | None
    """In how many answers it was seen again; None where it was not."""
    repeats: tuple[str, ...] = ()
    """The keys of what was asked again."""
    told_elsewhere: bool = False
    """Whether that it was gone is told of the service as a whole, so that this check blames nothing for it."""
    alone: bool = False
    """Whether the request, sent again alone, gave as much: if not seen again, it is told by the check of that."""

    @property
    def seen_again(self) -> bool:
        """Whether it was seen again."""
        return self.recurrence is not None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What asking again showed, by check and kind; what is not in it was not asked again."""

    outcomes: Mapping[Asked, Repetition] = field(default_factory=dict)
    further: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """What was gone when it was asked again, by the check that tells of it."""
    undecided: frozenset[str] = frozenset()
    """The checks of which something was seen again and may be chance all the same."""
    least: Mapping[str, Least] = field(default_factory=dict)
    """The least text that fails as a request did, by the key of that request."""

    def applied(self, check: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Return a check's findings, each told whether it was seen again, and those that are told of it besides.

        What was seen once only accuses nothing: it is advice where nothing else tells of it, else left out.
        """
        confirmed = [finding for found in findings if (finding := self._confirmed(check, found)) is not None]
        leading = [self._led(finding) for finding in confirmed if self._leads(finding)]
        return (*leading, *(finding for finding in confirmed if not self._leads(finding)), *self.further.get(check, ()))

    def _leads(self, finding: Finding) -> bool:
        return finding.exchange in self.least and finding.setting is None and "status" in finding.message.values

    def _led(self, finding: Finding) -> Finding:
        """Return a finding that begins with the least text that fails likewise."""
        least = self.least[finding.exchange]
        evidence = (*finding.evidence, Evidence(least.exchange, Part.REPEAT))
        return replace(finding, setting=_LEAST(text=excerpt(least.text)), evidence=evidence)

    def _confirmed(self, check: str, finding: Finding) -> Finding | None:
        outcome = self.outcomes.get((check, finding.kind))
        if outcome is None:
            return finding
        if outcome.seen_again:
            return replace(finding, confirmed=True, evidence=(*finding.evidence, *_as_repeats(outcome.repeats)))
        return None if outcome.told_elsewhere or outcome.alone else replace(finding, confirmed=False, advisory=True)


NOTHING_ASKED_AGAIN = Confirmation()


def _as_repeats(keys: Sequence[str]) -> tuple[Evidence, ...]:
    return tuple(Evidence(key, Part.REPEAT) for key in keys)
