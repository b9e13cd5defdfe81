"""What HTTP and JSON themselves ask of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message as Headers

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks.registry import OutOfSightError, Selector, check, responses, successes
from conformance.model.case import Case, Expect
from conformance.model.excerpt import excerpt
from conformance.model.exchange import Connection, Failure
from conformance.model.finding import Finding, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.values import wire_text

_CUT = finding_kind(
    "transport.body-cut",
    "the body ended before its end on each of {attempts:attempt}",
    expected="{declared}",
    observed="{received:byte}",
)
_DECLARED = template("transport.declared-bytes", "{declared} bytes")
_LAST_CHUNK = template("transport.last-chunk", "the last chunk")
_OUT_OF_SIGHT = template(
    "transport.out-of-sight", "what follows a response could not be seen: a proxy that forwards writes it anew"
)
_SURPLUS = finding_kind(
    "transport.surplus",
    "a response is followed by more",
    expected="nothing before the next request",
    observed="{surplus:excerpt}",
)
_EMPTY_LINE = finding_kind(
    "transport.surplus-empty-line",
    "a response is followed by an empty line",
    expected="nothing before the next request",
    observed="{surplus:excerpt}",
)
_TWO_LENGTHS = finding_kind(
    "transport.two-lengths",
    "the length of a response is told in two ways",
    expected="one of them",
    observed="Content-Length: {lengths} and Transfer-Encoding: {coding}",
)
_UNDECODABLE = finding_kind(
    "transport.body-undecodable",
    "the body cannot be decoded as Content-Encoding says: {problem}",
    expected="a body coded as {coding:excerpt}",
    observed="{body:excerpt}",
)
_OTHER_SUCCESS = finding_kind(
    "transport.status-other", "embeddings come with the status {status}", expected="200", observed="{status}"
)
_NO_TYPE = finding_kind(
    "transport.no-content-type",
    "the answer is not labelled as JSON",
    expected="application/json",
    observed="no Content-Type",
)
_OTHER_TYPE = finding_kind(
    "transport.content-type-other",
    "the answer is not labelled as JSON",
    expected="application/json",
    observed="{media_type}",
)
_OTHER_CHARSET = finding_kind(
    "transport.charset-other",
    "another charset than UTF-8 is named",
    expected="utf-8 or none",
    observed="{charset}",
)
_NOT_JSON = finding_kind(
    "transport.not-strict-json",
    "the body is not strict JSON: {problem}",
    expected="JSON as RFC 8259 defines it",
    observed="{body:excerpt}",
)


def _always_incomplete(answer: Answer) -> bool:
    attempts = answer.exchange.attempts
    return len(attempts) > 1 and all(attempt.failure is Failure.INCOMPLETE for attempt in attempts)


def _must_answer(case: Case) -> bool:
    return case.expect is Expect.ANSWER


_complete_or_cut = Selector(
    picks=lambda answer: (
        answer.kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE, AnswerKind.BESIDE}
        or answer.reproducible
        or _always_incomplete(answer)
    ),
    wants=_must_answer,
)


@check("transport.complete", "The whole body that is declared arrives.", selector=_complete_or_cut)
def body_is_complete(answer: Answer) -> Iterator[Finding]:
    """A connection cut once is the network's; a body cut on every attempt is the server's."""
    if _always_incomplete(answer):
        partial = answer.exchange.response
        declared = partial.header("content-length") if partial else None
        received = partial.size if partial else 0
        expected = _DECLARED(declared=excerpt(declared)) if declared else _LAST_CHUNK()
        yield _CUT(attempts=len(answer.exchange.attempts), declared=expected, received=received)


_IDLE = re.compile(rb"HTTP/1\.[01] 408 ")
"""A server may say that nothing was asked of it for too long (RFC 9110, section 15.5.9) before it closes."""


def _watched(case: Case) -> bool:
    return case.request.connection is Connection.WATCHED


_seen_to_its_end = Selector(
    picks=lambda answer: (
        _watched(answer.case) and answer.kind not in {AnswerKind.UNANSWERED, AnswerKind.NOT_ATTRIBUTABLE}
    ),
    wants=lambda case: _watched(case) and case.expect is not Expect.EITHER,
)


@check(
    "transport.framing",
    "A response ends where its headers say, and nothing follows it.",
    selector=_seen_to_its_end,
    probes=(ProbeName.FRAMING, ProbeName.AUTH),
    whole_target=True,
)
def response_ends_where_it_says(answer: Answer) -> Iterator[Finding]:
    """RFC 9112 sections 6.2 and 6.3: on a kept connection, what follows is taken for the next response."""
    if (surplus := answer.response.surplus) is None:
        raise OutOfSightError(_OUT_OF_SIGHT())
    rest = surplus.strip(b"\r\n")
    if surplus and not _IDLE.match(rest):
        kind = _SURPLUS if rest else _EMPTY_LINE
        yield kind(surplus=repr(surplus[:200]), advisory=not rest)
    lengths = [value for name, value in answer.response.headers if name.lower() == "content-length"]
    coding = answer.response.header("transfer-encoding")
    if lengths and coding is not None:
        shown = tuple(map(excerpt, lengths))
        yield _TWO_LENGTHS(lengths=shown, coding=excerpt(coding), advisory=True)


@check("transport.content-coding", "The body is coded as Content-Encoding says.", selector=responses())
def body_matches_its_coding(answer: Answer) -> Iterator[Finding]:
    """RFC 9110 section 8.4: a recipient decodes what the header names."""
    if problem := answer.response.undecodable:
        coding = answer.response.header("content-encoding") or ""
        yield _UNDECODABLE(problem=problem, coding=coding, body=repr(answer.response.body[:40]))


_answered = successes()
_OK = 200


@check("transport.status-200", "Embeddings come with the status 200.", selector=_answered)
def embeddings_come_with_200(answer: Answer) -> Iterator[Finding]:
    """RFC 9110, sections 15.3.3 and 15.3.7: 202 says that nothing is done yet, 206 that it is a part of the answer."""
    if answer.status != _OK:
        yield _OTHER_SUCCESS(status=answer.status)


def _content_type(answer: Answer) -> Headers:
    message = Headers()
    message["Content-Type"] = answer.response.header("content-type") or ""
    return message


@check("transport.content-type", "A JSON answer says so in Content-Type.", selector=_answered)
def content_type_is_json(answer: Answer) -> Iterator[Finding]:
    """``application/json`` or a type with the suffix ``+json`` (RFC 6839), whatever the parameters."""
    header = answer.response.header("content-type")
    media_type = _content_type(answer).get_content_type()
    if header is None or not (media_type == "application/json" or media_type.endswith("+json")):
        yield _NO_TYPE() if header is None else _OTHER_TYPE(media_type=excerpt(header))


@check("transport.charset", "A charset, where one is named, is UTF-8.", selector=_answered)
def charset_is_utf8(answer: Answer) -> Iterator[Finding]:
    """RFC 8259 section 8.1: JSON between systems is UTF-8; the media type defines no charset parameter."""
    charset = _content_type(answer).get_param("charset")
    if charset is not None and str(charset).strip("\"'").lower() not in {"utf-8", "utf8", "us-ascii"}:
        yield _OTHER_CHARSET(charset=excerpt(str(charset)))


@check(
    "transport.json-strict",
    "The body is JSON in the strict sense: UTF-8, finite numbers, unique member names, nothing after it.",
    selector=_answered,
    after=("transport.content-coding",),
)
def body_is_strict_json(answer: Answer) -> Iterator[Finding]:
    """RFC 8259, and the parsers of other languages than Python."""
    if problem := answer.parsed.problem:
        yield _NOT_JSON(problem=problem, body=wire_text(answer.response.body))
