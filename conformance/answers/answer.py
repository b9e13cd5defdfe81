"""An exchange as the checks see it: parsed once, validated once, its vectors in arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conformance.answers.element_vectors import floats_of, numbers_of, read_elements
from conformance.answers.filter_names import filter_named
from conformance.model import statuses
from conformance.model.case import Case, Expect
from conformance.model.contract import Contract, Excuse, Model
from conformance.model.elements import Elements
from conformance.model.envelope import Envelope
from conformance.model.exchange import Credential, Exchange, Failure, Response
from conformance.model.lesson import Lesson
from conformance.model.message import Message, Template, template
from conformance.model.pointer import ABSENT
from conformance.model.role import Role
from conformance.model.script import is_mostly_latin
from conformance.validation.numbers import plain_numbers
from conformance.validation.schema import SchemaJudge, Violation
from conformance.validation.strict_json import NOTHING, TOO_DEEP, Parsed, parse

__all__ = ["FAILURES", "Answer", "AnswerKind", "Reader", "Vector"]

Vector = NDArray[np.float64]


FAILURES: Mapping[Failure, Template] = MappingProxyType(
    {failure: template(f"failure.{failure.name.lower().replace('_', '-')}", failure.value) for failure in Failure}
)
"""How an attempt can fail, in words."""
_FAILED = template("answer.failed", "{failure}{attempts}")
_WITH_DETAIL = template("answer.failed-with-detail", "{failure}: {detail}")
_AFTER_RETRIES = template("answer.after-retries", "answered {status}{attempts}")
_IN_ATTEMPTS = template("answer.in-attempts", ", in {count} attempts")
_ATTEMPTS = template("answer.attempts", "; attempts: {ends}")
_REFUSED_ELSEWHERE = template(
    "answer.refused-elsewhere", "refused by the account or a filter, not by the endpoint: {reason}"
)
_UNDECODABLE = template("answer.undecodable", "{problem}")
_HEADER_MAY_BE_KEY = template("answer.header-may-be-key", "an extra header may have been its key")


class AnswerKind(StrEnum):
    """What sort of answer came back."""

    SUCCESS = "success"
    ERROR_RESPONSE = "refusal"
    SERVER_ERROR = "server error"
    STRANGE = "neither answer nor refusal"
    UNANSWERED = "unanswered"
    NOT_ATTRIBUTABLE = "excused"
    BESIDE = "of another path"
    """Whatever a server says of itself, and is judged by the few checks that ask for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One case with what came back for it.

    ``vectors`` has one entry per item of ``data``: a float64 array of shape ``(d,)``, decoded where base64 was asked
    and sent, or None where the item holds no vector. ``control_ok`` tells whether the case's control was answered;
    ``reproducible`` that the case failed on every attempt while its control was answered before and after.
    """

    case: Case
    exchange: Exchange
    kind: AnswerKind
    contract: Contract
    parsed: Parsed = NOTHING
    violations: tuple[Violation, ...] = ()
    vectors: tuple[Vector | None, ...] = ()
    squares: tuple[float, ...] = ()
    """The sum of squares of each vector, infinite where an element is not finite; 0 where there is no vector."""
    reason: Message | None = None
    """Why nothing is judged by it, where it is neither an answer nor an error response; else None."""
    envelope: Envelope | None = None
    """The documented shape of an error's body that this body has, or None."""
    control_ok: bool = True
    reproducible: bool = False
    learned: Lesson | None = None
    """What its refusal taught of the service, where that is not held against it."""
    filtered: bool = False
    """Whether a content filter stopped its texts, by the error's code or type."""
    latin_unread: bool = False
    """Whether its model was seen to read no word in Latin letters, where the document names no language."""
    settled: bool = False
    """Whether a limit that the contract leaves open cannot be its reason: the model answered as much elsewhere."""

    @property
    def expected(self) -> Expect:
        """What is expected of it, once limits in doubt are settled."""
        return Expect.ANSWER if self.settled else self.case.expect

    @property
    def settled_case(self) -> Case:
        """The case with what is expected once limits in doubt are settled."""
        return replace(self.case, expect=self.expected) if self.settled else self.case

    @property
    def model(self) -> Model:
        """The documented limits of the model that was called."""
        return self.contract.model(self.case.model)

    @property
    def key(self) -> str:
        """The key of the request: what a finding refers to."""
        return self.case.request.key

    @property
    def status(self) -> int:
        """The HTTP status, 0 where nothing came back."""
        return self.exchange.response.status if self.exchange.response else 0

    @property
    def response(self) -> Response:
        """The response; only to be asked of answers that have one."""
        assert self.exchange.response is not None
        return self.exchange.response

    @property
    def body(self) -> Mapping[str, Any]:
        """The parsed body where it is an object, else an empty mapping; its usage counts by OpenAI's names."""
        return self.contract.with_usual_counts(self.parsed.value) if isinstance(self.parsed.value, dict) else {}

    def claims(self, text: str) -> bool:
        """Tell whether the document claims the language of a text, and the model was not seen to read none of it."""
        return self.contract.claims(text) and not (self.latin_unread and is_mostly_latin(text))

    def error_part(self, part: str) -> Any:
        """Return a part of the error that the body tells of, by its name, or ABSENT."""
        return ABSENT if self.envelope is None else self.envelope.read(part, _bare(self.parsed, self.response))

    @property
    def items(self) -> list[Any]:
        """The members of ``data``, or none where it is no list."""
        data = self.body.get("data")
        return data if isinstance(data, list) else []

    @property
    def by_input(self) -> tuple[Vector | None, ...]:
        """The vectors in the order of the inputs: by ``index`` where that numbers the items, else as they stand."""
        indexes = [item.get("index") for item in self.items if isinstance(item, dict)]
        indices = [index for index in indexes if type(index) is int]
        if len(indices) != len(self.vectors) or sorted(indices) != list(range(len(indices))):
            return self.vectors
        return tuple(vector for _, vector in sorted(zip(indices, self.vectors, strict=True), key=itemgetter(0)))

    def with_control(self, *, control_ok: bool, reproducible: bool) -> Answer:
        """Return the same answer with what is known of its control."""
        return replace(self, control_ok=control_ok, reproducible=reproducible)


class Reader:
    """Makes answers of exchanges under one contract.

    ``authenticated_by_header`` says that requests carried headers of the user's, any of which may be as good as a key.
    """

    def __init__(self, contract: Contract, *, authenticated_by_header: bool = False) -> None:
        self._contract = contract
        self._authenticated_by_header = authenticated_by_header
        self._responses = SchemaJudge(contract.response_schema)
        self._errors = {shape: SchemaJudge(contract.error_schema_of(shape)) for shape in contract.envelopes}

    def read(self, case: Case, exchange: Exchange, other: Answer | None = None) -> Answer:
        """Parse and validate the last response of an exchange.

        What the reader of another contract made of it is neither parsed nor are its vectors taken out again.
        """
        if other is not None and (
            other.parsed is NOTHING or other.contract.default_elements != self._contract.default_elements
        ):
            other = None
        response, failure = exchange.response, exchange.last.failure
        if response is None or failure is not None:
            return Answer(case, exchange, AnswerKind.UNANSWERED, self._contract, reason=describe_failure(exchange))
        parsed = _parse(case, response) if other is None else other.parsed
        envelope = self._contract.envelope_of(response.status, _bare(parsed, response))
        own = case.request.credential is Credential.VALID
        excuse = self._excuse(response.status, parsed, envelope) if own else None
        kind, reason = self._classify(exchange, response.status, excuse)
        if not case.embeds and kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE}:
            return Answer(case, exchange, AnswerKind.BESIDE, self._contract, parsed)
        if kind is AnswerKind.SUCCESS and self._authenticated_by_header and not own:
            return Answer(
                case,
                exchange,
                AnswerKind.NOT_ATTRIBUTABLE,
                self._contract,
                reason=_HEADER_MAY_BE_KEY(),
            )
        vectors: tuple[Vector | None, ...] = ()
        if kind is AnswerKind.SUCCESS:
            elements = case.elements or self._contract.default_elements
            vectors = _take_vectors(parsed.value, case, elements) if other is None else other.vectors
        try:
            violations = self._violations(kind, parsed, envelope)
        except RecursionError:
            parsed, violations = Parsed(problem=TOO_DEEP()), ()
        return Answer(
            case=case,
            exchange=exchange,
            kind=kind,
            contract=self._contract,
            parsed=parsed,
            violations=violations,
            vectors=vectors,
            squares=_squares(vectors) if other is None else other.squares,
            reason=reason,
            envelope=envelope,
            filtered=excuse is not None and excuse.of_text and kind is AnswerKind.NOT_ATTRIBUTABLE,
        )

    def refused_on_the_way(self, answer: Answer) -> Iterator[Answer]:
        """Yield the refusals for load among an exchange's attempts, to be held to the documented shape of an error.

        That they came says nothing against the target. Those that hold no error object are left out: they may be those
        of a gateway before it, which no contract speaks of. So are those of requests with a wrong key, which checks of
        keys would take for the refusal of that.
        """
        if answer.case.request.credential is not Credential.VALID or not answer.case.embeds:
            return
        for number, attempt in enumerate(answer.exchange.attempts, 1):
            response = attempt.response
            if response is None or response.status not in statuses.LOAD or response.undecodable:
                continue
            parsed = parse(response.body, _most(answer.case))
            envelope = self._contract.envelope_of(response.status, _bare(parsed, response))
            if envelope is None or not envelope.nested:
                continue
            yield Answer(
                case=replace(
                    answer.case, decided_by="", rule="", expect=Expect.EITHER, control=None, group="", role=Role.NONE
                ),
                exchange=replace(answer.exchange, attempts=answer.exchange.attempts[:number]),
                kind=AnswerKind.ERROR_RESPONSE,
                contract=self._contract,
                parsed=parsed,
                violations=self._violations(AnswerKind.ERROR_RESPONSE, parsed, envelope),
                envelope=envelope,
            )

    def _violations(self, kind: AnswerKind, parsed: Parsed, envelope: Envelope | None) -> tuple[Violation, ...]:
        if parsed.problem or (kind is AnswerKind.ERROR_RESPONSE and envelope is None):
            return ()
        if kind is AnswerKind.SUCCESS:
            found = self._responses.violations(parsed.value)
            return tuple(replace(one, location=self._contract.usual_place(one.location)) for one in found)
        return (
            self._errors[envelope].violations(parsed.value)
            if kind is AnswerKind.ERROR_RESPONSE and envelope is not None
            else ()
        )

    def _classify(self, exchange: Exchange, status: int, excuse: Excuse | None) -> tuple[AnswerKind, Message | None]:
        if status in statuses.TRANSIENT:
            return AnswerKind.UNANSWERED, _AFTER_RETRIES(status=status, attempts=_describe_attempts(exchange))
        if statuses.is_success(status):
            return AnswerKind.SUCCESS, None
        if excuse is not None:
            return AnswerKind.NOT_ATTRIBUTABLE, _REFUSED_ELSEWHERE(reason=excuse.reason_message)
        if statuses.is_client_error(status):
            return AnswerKind.ERROR_RESPONSE, None
        return (AnswerKind.SERVER_ERROR if statuses.is_server_error(status) else AnswerKind.STRANGE), None

    def _excuse(self, status: int, parsed: Parsed, envelope: Envelope | None) -> Excuse | None:
        names = [envelope.read(part, parsed.value) for part in ("code", "type")] if envelope else []
        names = [name for name in names if name is not ABSENT and name]
        for excuse in self._contract.excuses:
            if any(name in excuse.codes for name in names) or (not names and status in excuse.statuses):
                return excuse
        return None if statuses.is_success(status) else filter_named(parsed.value, names, self._contract.filters)


def describe_failure(exchange: Exchange) -> Message:
    """Return how the last attempt failed, and how those before it ended."""
    last = exchange.last
    if last.why is not None:
        return last.why
    assert last.failure is not None
    failure = FAILURES[last.failure]()
    return _FAILED(
        failure=_WITH_DETAIL(failure=failure, detail=last.detail) if last.detail else failure,
        attempts=_describe_attempts(exchange),
    )


def _describe_attempts(exchange: Exchange) -> Message | None:
    """Return of several attempts how many there were, and how each ended where that differs; None of one."""
    ends = [attempt.failure or (attempt.response.status if attempt.response else 0) for attempt in exchange.attempts]
    if len(ends) == 1:
        return None
    if len(set(ends)) == 1:
        return _IN_ATTEMPTS(count=len(ends))
    return _ATTEMPTS(ends=tuple(FAILURES[end]() if isinstance(end, Failure) else end for end in ends))


def _parse(case: Case, response: Response) -> Parsed:
    if response.undecodable:
        return Parsed(problem=_UNDECODABLE(problem=response.undecodable))
    return parse(response.body, _most(case))


def _bare(parsed: Parsed, response: Response) -> Any:
    """Return what an envelope is looked for in: the parsed body, ABSENT where there are no bytes."""
    return parsed.value if response.size else ABSENT


def _most(case: Case) -> int:
    """Return how many objects and arrays an answer may hold: two for each input are documented."""
    return 1000 + 16 * len(case.texts or ())


def _take_vectors(body: Any, case: Case, elements: Elements | None) -> tuple[Vector | None, ...]:
    """Put arrays in place of the vectors of a fresh body: lists of floats are large."""
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list):
        return ()
    return tuple(_take_vector(item, case, elements) for item in data)


def _take_vector(item: Any, case: Case, elements: Elements | None) -> Vector | None:
    embedding = item.get("embedding") if isinstance(item, dict) else None
    if elements is not None:
        if (numbers := numbers_of(embedding, elements)) is not None and not isinstance(embedding, str):
            item["embedding"] = numbers
        return None if numbers is None else read_elements(numbers, elements)
    if isinstance(embedding, str):
        return floats_of(embedding) if case.encoding == "base64" else None
    if (vector := plain_numbers(embedding)) is not None:
        item["embedding"] = vector
    return vector


def _squares(vectors: tuple[Vector | None, ...]) -> tuple[float, ...]:
    """Look at every number once, so that the checks need not."""
    with np.errstate(all="ignore"):
        return tuple(0.0 if vector is None else float(vector @ vector) for vector in vectors)
