"""Sends requests to one model one at a time, through the client, the store and the limits of every run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from conformance.answers.answer import Answer, AnswerKind, Reader
from conformance.discovery.seen import seen_facts
from conformance.engine.dispatcher import Dispatcher
from conformance.errors import ConformanceError
from conformance.generation.negative_case import texts_in
from conformance.inference.model_facts import facts_of
from conformance.model.case import Case
from conformance.model.exchange import Failure
from conformance.model.facts import Facts
from conformance.model.message import Message
from conformance.model.probe_name import ProbeName
from conformance.probes import PlanContext

__all__ = ["Asker", "EndedError", "numbers_in"]

_DECIDED_BY = "validation.ordinary-text-accepted"
_USUAL = frozenset({"dimensions", "encoding_format"})
_NUMBER = re.compile(r"(?<![\w.])\d{1,7}(?![\w.]*\d)")
_MOST_NUMBERS = 24


class EndedError(ConformanceError):
    """Raised when nothing more may be sent, or the target stopped answering; its text says why."""


class Asker:
    """Asks one model for embeddings; a request that was answered is not sent again."""

    def __init__(self, context: PlanContext, reader: Reader, dispatcher: Dispatcher, element_type: str = "") -> None:
        self.context = context
        self.element_type = element_type
        """What the service calls the parameter for the type of elements, where that was told."""
        self._reader = reader
        self._dispatcher = dispatcher
        self._answers: list[Answer] = []

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was answered so far."""
        return tuple(self._answers)

    @property
    def facts(self) -> Facts:
        """What is known of the model so far."""
        return seen_facts(facts_of(self.context.model.name, self._answers), self._answers)

    def ask(self, title: Message, input_: str | Sequence[object], *, repeat: int = 0, **parameters: object) -> Answer:
        """Return the answer to an input with parameters; raises EndedError where it is not to be had."""
        case = self._case(title, input_, repeat, parameters)
        exchange = self._dispatcher.exchange(case.request)
        if exchange.last.failure in {Failure.BUDGET, Failure.STOPPED}:
            raise EndedError(exchange.last.detail)
        answer = self._reader.read(case, exchange)
        self._answers.append(answer)
        return answer

    def _case(self, title: Message, input_: str | Sequence[object], repeat: int, parameters: dict[str, object]) -> Case:
        width, encoding = parameters.get("dimensions"), parameters.get("encoding_format")
        request = self.context.request(input_, **parameters)  # type: ignore[arg-type]  # token IDs are tried as well
        return Case(
            title=title,
            probe=ProbeName.DISCOVERY,
            decided_by=_DECIDED_BY,
            model=self.context.model.name,
            request=replace(request, repeat=repeat),
            texts=texts_in(input_ if isinstance(input_, str) else list(input_)),
            single=isinstance(input_, str),
            dimensions=width if isinstance(width, int) else None,
            encoding=encoding if isinstance(encoding, str) else None,
            varied=not parameters.keys() <= _USUAL,
        )


def numbers_in(answer: Answer) -> tuple[int, ...]:
    """Return the whole numbers in the body of an error response: many servers name the limit that was exceeded."""
    if answer.exchange.response is None or answer.kind is AnswerKind.SUCCESS:
        return ()
    text = answer.response.body[:4096].decode("utf-8", "replace")
    return tuple(dict.fromkeys(map(int, _NUMBER.findall(text))))[:_MOST_NUMBERS]
