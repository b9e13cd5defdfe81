"""Checks derived from a schema: each claims the places of an answer it speaks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from conformance.answers.answer import Answer
from conformance.model.finding import Finding, finding_kind
from conformance.model.message import template
from conformance.model.values import wire_value
from conformance.validation.schema import Violation

__all__ = ["Claim", "claimed", "claimed_parts", "claims_of"]

Claim = str
"""A location such as ``/data/*/index``; followed by ``!missing`` or ``!wrong`` to claim only that."""

_MISSING = finding_kind("schema.missing", "{where} is missing", expected="{expected}", observed="absent")
_WRONG = finding_kind("schema.wrong", "{where} is {observed:json}", expected="{expected}", observed="{observed:json}")
_THE_BODY = template("schema.the-body", "the body")


def claimed(*claims: Claim) -> Callable[[Answer], Iterator[Finding]]:
    """Make a judge of the schema violations at the given locations."""

    def judge(answer: Answer) -> Iterator[Finding]:
        for violation in answer.violations:
            if any(_covers(claim, violation) for claim in claims):
                yield _finding(violation)

    judge.claims = claims  # type: ignore[attr-defined]  # read by those who ask what a check speaks of
    return judge


def claims_of(judge: Callable[..., Iterable[Finding]]) -> tuple[str, ...]:
    """Return the locations that a judge of schema violations claims; none of any other judge."""
    claims: tuple[Claim, ...] = getattr(judge, "claims", ())
    return tuple(claim.partition("!")[0] for claim in claims)


def claimed_parts(*claims: Claim) -> Callable[[Answer], Iterator[Finding]]:
    """Make a judge of the schema violations at parts of an error, such as ``message`` or ``code!missing``.

    Where a part sits is told by the envelope that the body has.
    """

    def judge(answer: Answer) -> Iterator[Finding]:
        for violation in answer.violations:
            if any(_covers(_resolve_place(claim, answer), violation) for claim in claims):
                yield _finding(violation)

    judge.parts = claims  # type: ignore[attr-defined]  # read by the test that every schema keyword is claimed
    return judge


def _resolve_place(claim: Claim, answer: Answer) -> Claim:
    part, mark, kind = claim.partition("!")
    place = answer.envelope.place(part) if answer.envelope else None
    # Locations write every position of a list as a star.
    return (
        "nowhere"
        if place is None
        else "/".join("*" if step.isdecimal() else step for step in place.split("/")) + mark + kind
    )


def _covers(claim: Claim, violation: Violation) -> bool:
    location, _, kind = claim.partition("!")
    return violation.location == location and kind in {"", "missing" if violation.missing else "wrong"}


def _finding(violation: Violation) -> Finding:
    where = violation.pointer or _THE_BODY()
    if violation.missing:
        return _MISSING(at=violation.pointer, where=where, expected=violation.expected)
    observed = wire_value(violation.observed)
    return _WRONG(at=violation.pointer, where=where, expected=violation.expected, observed=observed)
