"""How a service refuses: the shapes of its error bodies, its statuses and its codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.inference.schema_inference import schema_of
from conformance.model.envelope import PARTS, Envelope
from conformance.model.pointer import ABSENT

__all__ = ["ErrorResponses", "error_responses_of"]

_CASES: Mapping[str, str] = MappingProxyType(
    {"model.enum": "unknown-model", "auth.bogus": "wrong-key", "auth.missing": "missing-key"}
)
_OTHER = "parameter"


@dataclass(frozen=True, slots=True)
class ErrorResponses:
    """Shapes by name with a schema each, and what was seen of each kind of refusal, as contract.toml tells it."""

    envelopes: tuple[Envelope, ...] = ()
    schemas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def error_responses_of(answers: Sequence[Answer]) -> ErrorResponses:
    """Learn from every refusal among answers."""
    refused = [answer for answer in answers if answer.kind is AnswerKind.ERROR_RESPONSE and answer.case.rule]
    shaped: dict[str, list[Answer]] = {}
    for answer in refused:
        if name := _shape(answer):
            shaped.setdefault(name, []).append(answer)
    envelopes = {name: _envelope(name, each, alone=len(shaped) == 1) for name, each in shaped.items()}
    return ErrorResponses(
        tuple(envelopes.values()),
        {name: schema_of([answer.parsed.value for answer in each]) for name, each in shaped.items() if name != "empty"},
        dict(_errors(refused, envelopes)),
    )


def _shape(answer: Answer) -> str:
    """Name the shape of a body, or return nothing where it has none that a contract can tell."""
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


def _errors(refused: Iterable[Answer], envelopes: Mapping[str, Envelope]) -> Iterator[tuple[str, dict[str, Any]]]:
    kinds: dict[str, list[Answer]] = {}
    for answer in refused:
        if answer.case.rule not in {"auth.malformed", "auth.blank"}:
            kinds.setdefault(_CASES.get(answer.case.rule, _OTHER), []).append(answer)
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
