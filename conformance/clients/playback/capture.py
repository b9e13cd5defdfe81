"""Calls that were recorded both ways, once for floats and once for base64, with the vectors they should bring."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.clients.requests.recorded_case import recorded_case
from conformance.clients.requests.violations import body_of
from conformance.contract.sent_parameters import sent_for
from conformance.model.contract import Contract
from conformance.model.exchange import Credential, Exchange, Request
from conformance.model.message import Message, template

__all__ = ["BASE64", "Capture", "Question", "find_captures", "question_of"]

BASE64 = "base64"
_CAPTURED = template("case.captured", "captured")
_FLOAT = "float"
_ASKED = frozenset({"model", "input", "dimensions", "encoding_format"})
"""The members of a body, by OpenAI's names, that a client can be asked to send."""
_ONE_TEXT = template("asked.one-text", "one text")
_LIST_OF = template("asked.list-of", "a list of {count}")
_WITH_DIMENSIONS = template("asked.with-dimensions", "{asked}, {dimensions:dimension}")


@dataclass(frozen=True, slots=True)
class Question:
    """What a caller wants: vectors of a text or of texts, from a model, in a width or in the default one."""

    model: str
    texts: str | tuple[str, ...]
    dimensions: int | None = None

    @property
    def alone(self) -> Self:
        """The same of a bare text, where it is of a list of one: by any contract both bring the same vector."""
        listed = isinstance(self.texts, tuple) and len(self.texts) == 1
        return replace(self, texts=self.texts[0]) if listed else self

    @property
    def message(self) -> Message:
        """What is asked for, in few words."""
        asked = _ONE_TEXT() if isinstance(self.texts, str) else _LIST_OF(count=len(self.texts))
        return asked if self.dimensions is None else _WITH_DIMENSIONS(asked=asked, dimensions=self.dimensions)


@dataclass(frozen=True, slots=True)
class Capture:
    """A question with the answers that were recorded, by the encoding asked for (None: none was named).

    ``truth`` is an (n, d) float64 array: the vectors of the answer in floats, in the order of the texts.
    """

    question: Question
    answers: Mapping[str | None, Exchange]
    truth: NDArray[np.float64]

    def answer(self, encoding: str | None) -> Exchange | None:
        """Return what came for an encoding; floats are what comes where none is named."""
        order = {None: (None, _FLOAT), _FLOAT: (_FLOAT, None)}.get(encoding, (encoding,))
        return next((self.answers[name] for name in order if name in self.answers), None)


def question_of(contract: Contract, request: Request) -> tuple[Question, str | None] | None:
    """Return what a request asks for, and the encoding it names; None where it is no plain question."""
    route, path = contract.route, request.path
    as_documented = route.leads_here(path) and not route.lacking(path) and not route.strange(path)
    if request.method != "POST" or not as_documented or request.credential is not Credential.VALID:
        return None
    body = contract.parameters.in_usual_names(body_of(request))
    model, texts, width, encoding = (body.get(name) for name in ("model", "input", "dimensions", "encoding_format"))
    if isinstance(texts, list) and texts and all(isinstance(text, str) for text in texts):
        texts = tuple(texts)
    model = route.model_in(path) if route.names_model else model
    if type(width) not in {int, type(None)} or encoding not in {None, _FLOAT, BASE64}:
        return None
    if isinstance(model, str) and isinstance(texts, str | tuple):
        sent = sent_for(contract, model)
        plain = _ASKED.union(sent).issuperset(body) and sent.items() <= {name: body.get(name) for name in sent}.items()
        return (Question(model, texts, width), encoding) if plain else None
    return None


def find_captures(contract: Contract, models: Collection[str], exchanges: Iterable[Exchange]) -> list[Capture]:
    """Return, for each of some models, the first question of each form that floats and base64 were both asked for."""
    asked: dict[Question, dict[str | None, Answer]] = {}
    reader = Reader(contract)
    for exchange in exchanges:
        question, encoding = question_of(contract, exchange.request) or (None, None)
        if question is None or question.model not in models or encoding in asked.get(question, {}):
            continue
        case = recorded_case(contract, question.model, exchange, _CAPTURED())
        answer = reader.read(case, exchange) if case else None
        if answer is not None and answer.kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE}:
            asked.setdefault(question, {})[encoding] = answer
    forms: dict[tuple[Any, ...], Capture] = {}
    for capture in _both_ways(asked):
        question = capture.question
        forms.setdefault((question.model, isinstance(question.texts, str), question.dimensions), capture)
    return list(forms.values())


def _both_ways(asked: Mapping[Question, Mapping[str | None, Answer]]) -> Iterator[Capture]:
    for question, answers in asked.items():
        floats = answers.get(_FLOAT) or answers.get(None)
        truth = _truth(question, floats) if floats and BASE64 in answers else None
        if truth is not None:
            yield Capture(question, {encoding: answer.exchange for encoding, answer in answers.items()}, truth)


def _truth(question: Question, answer: Answer) -> NDArray[np.float64] | None:
    """Return the vectors of an answer, one for each text and all of one width; None where it has others."""
    vectors = [vector for vector in answer.by_input if vector is not None and vector.size]
    count = 1 if isinstance(question.texts, str) else len(question.texts)
    if len(vectors) != count or len({vector.size for vector in vectors}) != 1:
        return None
    rows = np.stack(vectors)
    return rows if np.isfinite(rows).all() else None
