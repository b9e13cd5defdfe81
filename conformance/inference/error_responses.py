"""The error responses of a service: the shapes of their bodies, their statuses and their codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.inference.schema_inference import schema_of
from conformance.model.envelope import PARTS, Envelope
from conformance.model.pointer import ABSENT
from conformance.model.rules import error_cases_of

__all__ = ["ErrorResponses", "error_responses_of"]

_IDENTIFIER = re.compile(r"[A-Za-z]+([_.-]?[A-Za-z]+)*")
"""A word of letters: numbers of requests and the like have digits."""


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
        return "array" if body and _holder(body[0]) else ""
    if not isinstance(body, Mapping):
        return ""
    if "detail" in body:
        return "detail"
    return "nested" if _holder(body) else "flat" if {"message", "error"} & body.keys() or _has_sentence(body) else ""


def _holder(value: Any) -> str:
    """Return the member that holds the error: ``error`` where that is an object, else the only one, if it tells."""
    if not isinstance(value, Mapping):
        return ""
    objects = [name for name, member in value.items() if isinstance(member, Mapping)]
    if "error" in objects:
        return "error"
    return objects[0] if len(objects) == 1 and _has_sentence(value[objects[0]]) else ""


def _has_sentence(error: Mapping[str, Any]) -> bool:
    return any(map(_is_sentence, error.values()))


def _is_sentence(value: Any) -> bool:
    return isinstance(value, str) and " " in value.strip()


def _is_word(value: Any) -> bool:
    return type(value) is int or (isinstance(value, str) and bool(value) and not _is_sentence(value))


def _envelope(name: str, answers: Sequence[Answer], *, alone: bool) -> Envelope:
    statuses = () if alone else tuple(sorted({answer.status for answer in answers}))
    if name == "empty":
        return Envelope(name, statuses=statuses)
    if name in {"detail", "string"}:
        return Envelope(name, message="/detail" if name == "detail" else "", statuses=statuses)
    outer = [answer.parsed.value[0] if name == "array" else answer.parsed.value for answer in answers]
    holder = "" if name == "flat" else _holder(outer[0])
    bodies = [body[holder] if holder else body for body in outer if not holder or isinstance(body.get(holder), Mapping)]
    root = f"{'/0' if name == 'array' else ''}{f'/{holder}' if holder else ''}"
    return Envelope(name, **{part: f"{root}/{member}" for part, member in _parts(bodies).items()}, statuses=statuses)


def _parts(bodies: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the members that tell an error's parts: by OpenAI's names, else a sentence as message, a word as code."""
    parts = {part: part for part in PARTS if any(part in body for body in bodies)}
    others = [name for name in bodies[0] if name not in PARTS]
    if "message" not in parts:
        sentence = next((name for name in others if all(_is_sentence(body.get(name)) for body in bodies)), "message")
        parts["message"] = "error" if "error" in others else sentence
        if parts["message"] == sentence and "code" not in parts:
            code = next((name for name in others if all(_is_word(body.get(name)) for body in bodies)), "")
            parts |= {"code": code} if code else {}
    if "type" not in parts and (sort := _sort_among([name for name in others if name not in parts.values()], bodies)):
        parts["type"] = sort
    return parts


def _sort_among(names: Iterable[str], bodies: Sequence[Mapping[str, Any]]) -> str:
    """Return the member that tells what sort of error each is: a word of few, several, each of more than one error."""
    for name in names:
        words = [body.get(name) for body in bodies]
        if all(isinstance(word, str) and _IDENTIFIER.fullmatch(word) for word in words):
            counts = Counter(words)
            if len(counts) > 1 and 2 * len(counts) <= len(words):
                return name
    return ""


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
