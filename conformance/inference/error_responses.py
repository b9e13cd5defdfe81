"""The error responses of a service: the shapes of their bodies, their statuses and their codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.inference.schema_inference import schema_of
from conformance.model.envelope import PARTS, Envelope
from conformance.model.pointer import ABSENT
from conformance.model.rules import error_cases_of

__all__ = ["ErrorResponses", "error_responses_of"]


@dataclass(frozen=True, slots=True)
class ErrorResponses:
    """Shapes by name, a schema for each, and what was seen for each kind of mistake, as contract.toml writes it."""

    envelopes: tuple[Envelope, ...] = ()
    schemas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def error_responses_of(answers: Sequence[Answer]) -> ErrorResponses:
    """Learn from every error response among answers to requests that violate a rule."""
    error_responses = [
        answer
        for answer in answers
        if answer.kind is AnswerKind.ERROR_RESPONSE and answer.case.rule and not answer.settled
    ]
    shaped: dict[str, list[Answer]] = {}
    for answer in error_responses:
        if name := _shape(answer):
            shaped.setdefault(name, []).append(answer)
    alone = len(shaped) == 1
    envelopes = {name: _envelope(name, found, alone=alone) for name, found in shaped.items()}
    return ErrorResponses(
        tuple(envelopes.values()),
        {
            name: schema_of([answer.parsed.value for answer in found])
            for name, found in shaped.items()
            if name != "empty"
        },
        dict(_errors(error_responses, envelopes)),
    )


def _shape(answer: Answer) -> str:
    """Return the name of a body's shape, or nothing where it has none that a contract can describe."""
    body = answer.parsed.value
    if not answer.response.body or answer.parsed.problem:
        return "" if answer.response.body else "empty"
    if isinstance(body, str):
        return "string"
    if isinstance(body, list):
        return "array" if body and _holds_error(body[0]) else ""
    if not isinstance(body, Mapping):
        return ""
    if "detail" in body:
        return "detail"
    return "nested" if _holds_error(body) else "flat" if {"message", "error"} & body.keys() else ""


def _holds_error(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("error"), Mapping)


_ROOTS: Mapping[str, str] = MappingProxyType({"nested": "/error", "flat": "", "array": "/0/error"})


def _envelope(name: str, answers: Sequence[Answer], *, alone: bool) -> Envelope:
    statuses = () if alone else tuple(sorted({answer.status for answer in answers}))
    if name == "empty":
        return Envelope(name, statuses=statuses)
    if name in {"detail", "string"}:
        return Envelope(name, message="/detail" if name == "detail" else "", statuses=statuses)
    bodies = [_inner(name, answer.parsed.value) for answer in answers]
    found = {part: f"{_ROOTS[name]}/{part}" for part in PARTS if any(part in body for body in bodies)}
    found.setdefault("message", f"{_ROOTS[name]}/{'error' if name == 'flat' else 'message'}")
    return Envelope(name, **found, statuses=statuses)


def _inner(name: str, body: Any) -> Mapping[str, Any]:
    outer = body[0] if name == "array" else body
    inner: Mapping[str, Any] = outer if name == "flat" else outer["error"]
    return inner


def _errors(
    error_responses: Iterable[Answer], envelopes: Mapping[str, Envelope]
) -> Iterator[tuple[str, dict[str, Any]]]:
    kinds: dict[str, list[Answer]] = {}
    for answer in error_responses:
        for case in error_cases_of(answer.case.rule)[:1]:
            kinds.setdefault(case, []).append(answer)
    for kind, answers in kinds.items():
        codes = [_code(answer, envelopes) for answer in answers]
        row: dict[str, Any] = {"status": sorted({answer.status for answer in answers})}
        if all(type(code) in {str, int} and code != "" for code in codes):
            row["code"] = sorted(set(codes), key=str)
        yield kind, row


def _code(answer: Answer, envelopes: Mapping[str, Envelope]) -> Any:
    envelope = envelopes.get(_shape(answer))
    code = ABSENT if envelope is None else envelope.read("code", answer.parsed.value)
    return None if code is ABSENT else code
