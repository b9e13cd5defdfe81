"""Requests as clients write them: whatever is equal as HTTP and JSON have it is answered alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from conformance.answers.answer import FAILURES, Answer, AnswerKind
from conformance.answers.comparison import compare_with_alone
from conformance.answers.embedding_space import EmbeddingSpace, rows_of
from conformance.checks.acceptance import error_words
from conformance.checks.registry import Scope, check, decided_by_check, responses
from conformance.checks.relations.comparing import AFTER, by_role, differing, differing_kind
from conformance.model.excerpt import excerpt
from conformance.model.exchange import Exchange, Framing, Request
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

_AS_PLAINLY = "embeddings, as for the same text sent plainly"
_REFUSED = finding_kind(
    "clients.refused",
    "{case}: status {status}, though the same text sent plainly is answered{habits}",
    expected=_AS_PLAINLY,
    observed="status {status}: {words:excerpt}",
)
_LOST = finding_kind(
    "clients.unanswered",
    "{case}: {failure}, though the same text sent plainly is answered{habits}",
    expected=_AS_PLAINLY,
    observed="{failure}",
)
_NO_CONTINUE = finding_kind(
    "clients.no-continue",
    "{case}: neither 100 Continue nor an answer came for a second; some clients wait for ever",
    expected="100 Continue before the body",
    observed="nothing before the body",
)
_FROM_PLAIN = differing_kind("clients.differs-from-plain", "the vector it has when it is sent plainly")
_NOT_ACCEPTED = finding_kind(
    "clients.coding-not-accepted",
    "the answer is coded as {coding}, which the request does not accept",
    expected="{accepted}",
    observed="{coding}",
)

_HABITS = template("clients.habits", "; all requests like it that fail, and none that is answered, have {habits}")

_Habit = tuple[Message, Callable[[Request], bool]]


def _has_header(start: str) -> Callable[[Request], bool]:
    return lambda request: any(name.lower().startswith(start) for name, _ in request.headers)


def _in_body(pattern: bytes) -> Callable[[Request], bool]:
    found = re.compile(pattern, re.IGNORECASE)
    return lambda request: found.search(request.body) is not None


_CHUNKS = template("clients.habit-chunks", "a body in chunks")()
_PROPOSAL = template("clients.habit-upgrade", "a proposal to speak HTTP/2")()
_OPTIONAL = frozenset({_CHUNKS, _PROPOSAL})
"""What many servers cannot read: a server may ask for a length (RFC 9110, section 15.5.12)."""

HABITS: tuple[_Habit, ...] = (
    (_CHUNKS, lambda request: request.framing is Framing.CHUNKED),
    (template("clients.habit-stainless", "X-Stainless headers")(), _has_header("x-stainless-")),
    (_PROPOSAL, _has_header("upgrade")),
    (
        template("clients.habit-charset", "a charset in Content-Type")(),
        lambda request: any("charset" in value for name, value in request.headers if name.lower() == "content-type"),
    ),
    (template("clients.habit-spaces", "white space in the JSON")(), _in_body(rb'":\s')),
    (template("clients.habit-line-ends", "line ends in the JSON")(), _in_body(rb'",?\r?\n\s')),
    (template("clients.habit-escapes", "letters written as \\uXXXX")(), _in_body(rb"\\u[0-9a-f]{4}")),
    (template("clients.habit-pairs", "pairs of \\uXXXX")(), _in_body(rb"\\ud[89ab]")),
    (template("clients.habit-slashes", "slashes written as \\/")(), _in_body(rb"\\/")),
    (template("clients.habit-input-first", "the input before the model")(), _in_body(rb'^\{\s*"input"')),
    (
        template("clients.habit-no-user-agent", "no User-Agent")(),
        lambda request: not _has_header("user-agent")(request),
    ),
)
"""What tells one client's requests from another's."""


def _is_well(answer: Answer) -> bool:
    """Tell whether a request was answered, or its proposal to speak another version of HTTP accepted."""
    return answer.kind is AnswerKind.SUCCESS or answer.status == _SWITCHING


_SWITCHING = 101


def _suspected(failed: Sequence[Answer], answers: Sequence[Answer]) -> tuple[Message, ...]:
    """Return what all the requests that failed have, and none of those that were answered."""
    well = [answer.case.request for answer in answers if _is_well(answer)]
    return tuple(
        habit for habit, has in HABITS if all(has(answer.case.request) for answer in failed) and not any(map(has, well))
    )


def _failures(answers: Sequence[Answer], *, advisory: bool) -> Iterator[Finding]:
    failed = [answer for answer in answers if not _is_well(answer)]
    habits = _suspected(failed, answers)
    message = _HABITS(habits=habits) if habits else None
    for answer in failed:
        control = answer.case.control
        shared: dict[str, Any] = {
            "of": answer.key,
            "beside": () if control is None else (Evidence(control.key, Part.CONTROL),),
            "advisory": advisory or any(has(answer.case.request) for habit, has in HABITS if habit in _OPTIONAL),
            "case": answer.case.title,
            "habits": message,
        }
        yield _lost(answer.exchange, shared) if answer.exchange.response is None else _refused(answer, shared)


def _lost(exchange: Exchange, shared: dict[str, Any]) -> Finding:
    assert exchange.last.failure is not None
    return _LOST(failure=FAILURES[exchange.last.failure](), **shared)


def _refused(answer: Answer, shared: dict[str, Any]) -> Finding:
    return _REFUSED(status=answer.status, words=error_words(answer), **shared)


_USUAL, _RARE = "clients.usual-forms-answered", "clients.rare-forms-answered"
_AFTER = ("errors.no-error-in-success",)


@check(
    _USUAL,
    "A request is answered in the form in which clients in use send it.",
    selector=decided_by_check(_USUAL),
    scope=Scope.ALL,
    after=_AFTER,
    probes=(ProbeName.CLIENTS,),
    whole_target=True,
)
def usual_forms_are_answered(answers: Sequence[Answer]) -> Iterator[Finding]:
    """White space, escapes, parameters of media types and unknown headers mean nothing to HTTP and JSON."""
    yield from _failures(answers, advisory=False)


@check(
    _RARE,
    "A valid request of a rare form is answered like any other.",
    selector=decided_by_check(_RARE),
    scope=Scope.ALL,
    after=_AFTER,
    probes=(ProbeName.CLIENTS, ProbeName.RARE_FORMS),
    whole_target=True,
)
def rare_forms_are_answered(answers: Sequence[Answer]) -> Iterator[Finding]:
    """Old proxies, tracing and gateways make such requests of usual ones; a server may refuse them."""
    yield from _failures(answers, advisory=True)
    for answer in answers:
        if answer.exchange.response is not None and answer.response.continued is False:
            yield _NO_CONTINUE(of=answer.key, advisory=True, case=answer.case.title)


@check(
    "clients.one-vector",
    "A text has one vector, whichever client sends it.",
    selector=by_role(Role.CLIENT, Role.RARE),
    scope=Scope.SPACE,
    after=AFTER,
    probes=(ProbeName.NOISE, ProbeName.CLIENTS, ProbeName.RARE_FORMS),
    whole_target=True,
)
def a_text_has_one_vector_for_all_clients(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """What escapes and charsets are read as shows in the vector alone; so does a model chosen by the client's name."""
    candidates = [row for answer in answers for row in rows_of(answer)]
    yield from differing(_FROM_PLAIN, compare_with_alone(candidates, space), space)


@check(
    "clients.coding-accepted",
    "A response is coded in no other way than its request accepts.",
    selector=responses(),
    after=("transport.content-coding",),
    probes=(ProbeName.CLIENTS,),
    whole_target=True,
)
def codings_are_accepted(answer: Answer) -> Iterator[Finding]:
    """RFC 9110, section 12.5.3: a client that accepts no coding reads the coded bytes as text."""
    accepted = _accepted(answer.exchange)
    coding = (answer.response.header("content-encoding") or "").strip().lower().removeprefix("x-")
    if accepted is not None and coding not in {"", "identity"} and not {coding, "*"} & _names(accepted):
        yield _NOT_ACCEPTED(advisory=True, coding=excerpt(coding), accepted=accepted)


def _accepted(exchange: Exchange) -> str | None:
    """Return what codings a request accepts, as it was sent; None where it says nothing, and so accepts any."""
    sent = exchange.request_headers or exchange.request.headers
    return next((value for name, value in sent if name.lower() == "accept-encoding"), None)


def _names(accepted: str) -> set[str]:
    return {part.partition(";")[0].strip().lower() for part in accepted.split(",")}
