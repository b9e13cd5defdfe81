"""Whether what is documented is answered, and what is not allowed refused.

One judge serves every check here: a case names the check that decides on it, and carries what the contract expects of
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks.registry import check, decided_by_check, is_stopped_as_odd
from conformance.model.case import Expect
from conformance.model.excerpt import excerpt, json_excerpt
from conformance.model.exchange import Request
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.lesson import Lesson
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.values import wire_text

__all__ = ["STATEMENTS", "answered_or_refused", "error_words"]

STATEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "validation.examples-answered": "The document's worked examples are answered.",
        "validation.string-accepted": "A string is accepted as input.",
        "validation.list-accepted": "A list of strings is accepted as input.",
        "validation.languages-accepted": "Chinese, English and mixed text is accepted.",
        "validation.ordinary-text-accepted": "Ordinary text of any kind is accepted.",
        "validation.tokens-accepted": "A list of token IDs is accepted as input.",
        "validation.token-lists-accepted": "A list of lists of token IDs is accepted as input.",
        "validation.parameters-accepted": "Every documented parameter may be sent.",
        "validation.duplicates-accepted": "One text may stand in a list several times.",
        "validation.input-required": "A request without `input` is refused, unless that is left open.",
        "validation.input-type": "An `input` of an undocumented type is refused, unless that is left open.",
        "validation.optional-type": "An optional parameter of a wrong type is refused or ignored.",
        "validation.parameter-required": "A request without a required parameter is refused, unless that is left open.",
        "validation.parameter-value": "An unlisted value of a further parameter is refused or ignored, as documented.",
        "validation.unknown-parameter": "An unknown parameter is refused or ignored.",
        "validation.null-optional": "A null for an optional parameter is refused or taken as absent.",
        "validation.numeric-string": "A number written as a string is refused or understood.",
        "validation.content-type": "A request labelled as something else than JSON is refused or answered.",
        "validation.empty-input": "Empty and blank inputs are refused or answered.",
        "validation.odd-text": "Odd text (control characters, lone surrogates, special tokens) is refused or answered.",
        "dimensions.documented-accepted": "Every documented number of dimensions may be asked for.",
        "dimensions.outside-refused": "Dimensions outside the documented set are refused, unless that is left open.",
        "dimensions.unoffered": "`dimensions` on a model that does not offer it is refused or answered.",
        "encoding.float-accepted": '`encoding_format` "float" is accepted.',
        "encoding.base64-accepted": '`encoding_format` "base64" is accepted.',
        "encoding.other-value": "An unknown `encoding_format` is refused or answered.",
        "elements.accepted": "Every documented type of elements may be asked for.",
        "clients.plain-call-answered": "A call of model, input and bearer token is answered where no more is due.",
        "limits.batch-sizes": "Lists of every size within the limit are answered.",
        "limits.items-at-cap": "A list of as many items as documented is answered.",
        "limits.items-over-cap": "A list of more items than documented is refused, unless that is left open.",
        "limits.total-over": "Texts that are too much together are refused, unless that is left open.",
        "limits.tokens-under": "A text just under the documented length is answered.",
        "limits.tokens-over": "A text clearly over the documented length is refused, answered or cut, as documented.",
    }
)

_OF_THE_TARGET: Mapping[str, str] = MappingProxyType(
    {
        "validation.model-required": "A request without `model` is refused, unless that is left open.",
        "validation.model-type": "A `model` that is no string is refused, unless that is left open.",
        "validation.model-unknown": "An unknown model is refused, unless that is left open.",
        "validation.query-required": "A call without the query of every call is refused, unless that is left open.",
        "validation.body-malformed": "A body that is no JSON object is refused, unless that is left open.",
        "auth.wrong-key-refused": "A wrong key is refused.",
        "auth.missing-key-refused": "A request without a key is refused.",
        "auth.malformed-key-refused": "A key that is malformed or blank is refused.",
    }
)


_BESIDE_CONTROL = finding_kind(
    "acceptance.fails-beside-control",
    "{case}: {reason}, while its control was answered before and after",
    expected="{expected}",
    observed="{reason}",
)
_ANSWERED = finding_kind(
    "acceptance.answered",
    "{case}: answered with {status} and {embeddings:embedding}",
    expected="{expected}",
    observed="answered with {status} and {embeddings:embedding}",
)
_NO_JSON = finding_kind(
    "acceptance.answered-without-json",
    "{case}: answered with {status} and a body that is not JSON",
    expected="{expected}",
    observed="{body:excerpt}",
)
_REFUSED = finding_kind(
    "acceptance.refused", "{case}: status {status}{words}", expected="{expected}", observed="status {status}{words}"
)
_FAILED = finding_kind(
    "acceptance.failed", "{case}: status {status}{words}", expected="{expected}", observed="status {status}{words}"
)
_LEARNED = finding_kind(
    "acceptance.limit-learned",
    "{learned}, which the document does not say",
    expected="what clients usually send is answered",
    observed="{case}: status {status}{words}",
)
_WORDS = template("acceptance.words", ": {words:excerpt}")
_EXPECTED: Mapping[Expect, Message] = MappingProxyType(
    {
        Expect.ANSWER: template("acceptance.expected-embeddings", "embeddings")(),
        Expect.REFUSE: template("acceptance.expected-error", "an error response with a 4xx status")(),
        Expect.EITHER: template("acceptance.expected-either", "an error response with a 4xx status, or embeddings")(),
    }
)
_RIGHT: Mapping[Expect, frozenset[AnswerKind]] = MappingProxyType(
    {
        Expect.ANSWER: frozenset({AnswerKind.SUCCESS}),
        Expect.REFUSE: frozenset({AnswerKind.ERROR_RESPONSE}),
        Expect.EITHER: frozenset({AnswerKind.SUCCESS, AnswerKind.ERROR_RESPONSE}),
    }
)


def answered_or_refused(answer: Answer) -> Iterator[Finding]:
    """Hold an answer against what the contract expects of its case; the control is named beside it."""
    if answer.learned is not None and answer.learned.shown:
        yield _learned(answer, answer.learned)
    elif answer.reproducible:
        yield _BESIDE_CONTROL(reason=answer.reason, **_shared(answer))
    elif answer.kind in _RIGHT[answer.expected] or is_stopped_as_odd(answer):
        return
    elif answer.kind is AnswerKind.SUCCESS and answer.parsed.problem:
        yield _NO_JSON(status=answer.status, body=wire_text(answer.response.body), **_shared(answer))
    elif answer.kind is AnswerKind.SUCCESS:
        yield _ANSWERED(status=answer.status, embeddings=len(answer.items), **_shared(answer))
    else:
        kind = _REFUSED if answer.kind is AnswerKind.ERROR_RESPONSE else _FAILED
        yield kind(status=answer.status, words=_words(answer), **_shared(answer))


def _learned(answer: Answer, learned: Lesson) -> Finding:
    """Tell what was learned of the service: a warning, since no document says otherwise."""
    case, words = answer.case.title, _words(answer)
    return _LEARNED(advisory=True, learned=learned.reason, case=case, status=answer.status, words=words)


def _shared(answer: Answer) -> dict[str, Any]:
    """Return what every finding about an answer says and rests on."""
    case = answer.case
    return {
        "case": case.title,
        "expected": _EXPECTED[answer.expected],
        "advisory": answer.expected is Expect.EITHER,
        "beside": tuple(Evidence(control.key, Part.CONTROL) for control in _controls(answer)),
    }


def _controls(answer: Answer) -> Iterator[Request]:
    """Give the control of a case, and where the case failed between two answers to it, the control sent again."""
    control, again = answer.case.control, answer.case.control_again
    if control is not None:
        yield control
    if again is not None and answer.reproducible:
        yield again


def _words(answer: Answer) -> Message | None:
    words = error_words(answer)
    return _WORDS(words=words) if words else None


def error_words(answer: Answer) -> str:
    """Return the error's own words, or the beginning of the body; nothing where it has no bytes."""
    error = answer.body.get("error") or (None if answer.envelope is None else answer.parsed.value)
    return json_excerpt(error) if error else excerpt(answer.response.body[:120].decode("utf-8", "replace"))


_AFTER = ("errors.no-error-in-success",)

for _id, _statement in STATEMENTS.items():
    check(_id, _statement, selector=decided_by_check(_id), after=_AFTER, probes=())(answered_or_refused)

_WHOLE_PROBES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"auth.wrong-key-refused": (ProbeName.KEY_AFTER_WRONG,)}
)
"""Probes of which a check needs what others decide on, too: the right key comes before the wrong one."""

for _id, _statement in _OF_THE_TARGET.items():
    _probes = _WHOLE_PROBES.get(_id, ())
    check(_id, _statement, selector=decided_by_check(_id), after=_AFTER, probes=_probes, whole_target=True)(
        answered_or_refused
    )
