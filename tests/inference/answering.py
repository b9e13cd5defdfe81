"""Answers to requests of any kind, made without a service."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from conformance.answers.answer import Answer, Reader
from conformance.contract.loading import load
from conformance.generation.negative_case import texts_in
from conformance.model.case import Case, Expect
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.message import plain

MODEL = "m"
READER = Reader(load("openai-compatible"))

REFUSED: dict[str, Any] = {"error": {"message": "too long", "type": "invalid", "param": "input", "code": None}}


def answered(
    given: Any,
    vectors: Sequence[Any] | None = ((1.0, 2.0),),
    *,
    rule: str = "",
    tokens: int | None = None,
    repeat: int = 0,
    status: int = 400,
    **parameters: Any,
) -> Answer:
    """Return an answer of vectors to an input, or a refusal for None; in doubt where a rule is named."""
    request = Request(json.dumps({"model": MODEL, "input": given, **parameters}).encode(), repeat=repeat)
    data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(vectors or ())]
    usage = {} if tokens is None else {"usage": {"prompt_tokens": tokens, "total_tokens": tokens}}
    body = REFUSED if vectors is None else {"object": "list", "data": data, "model": MODEL, **usage}
    case = Case(
        plain("a case"),
        "probe",
        "validation.list-accepted",
        MODEL,
        request,
        expect=Expect.EITHER if rule else Expect.ANSWER,
        rule=rule,
        texts=texts_in(given),
        single=isinstance(given, str),
        encoding=parameters.get("encoding_format"),
    )
    response = Response(status if vectors is None else 200, (), json.dumps(body).encode())
    return READER.read(case, Exchange(request, (Attempt(0.0, 0.1, response),)))
