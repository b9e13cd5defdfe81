"""Whether what is documented is answered, and what is not allowed refused.

One judge serves every check here: a case names the check that decides on it as its aim, and carries what the contract
expects of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks.registry import check, decided_by_check
from conformance.checks.wording import shown, text_shown
from conformance.model.case import Expect
from conformance.model.finding import Finding

__all__ = ["STATEMENTS", "answered_or_refused"]

STATEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "validation.examples-answered": "The document's worked examples are answered.",
        "validation.string-accepted": "A string is accepted as input.",
        "validation.list-accepted": "A list of strings is accepted as input.",
        "validation.languages-accepted": "Chinese, English and mixed text is accepted.",
        "validation.ordinary-text-accepted": "Ordinary text of any kind is accepted.",
        "validation.tokens-accepted": "A list of token numbers is accepted as input.",
        "validation.token-lists-accepted": "A list of lists of token numbers is accepted as input.",
        "validation.parameters-accepted": "Every documented parameter may be sent.",
        "validation.duplicates-accepted": "One text may stand in a list several times.",
        "validation.input-required": "A request without `input` is refused, unless that is left open.",
        "validation.input-type": "An `input` of an undocumented type is refused, unless that is left open.",
        "validation.optional-type": "An optional parameter of a wrong type is refused or ignored.",
        "validation.unknown-parameter": "An unknown parameter is refused or ignored.",
        "validation.null-optional": "A null for an optional parameter is refused or taken as absent.",
        "validation.numeric-string": "A number written as a string is refused or understood.",
        "validation.content-type": "A request labelled as something else than JSON is refused or answered.",
        "validation.empty-input": "Empty and blank inputs are refused or answered.",
        "validation.odd-text": "Odd text (control characters, lone surrogates, special tokens) is refused or answered.",
        "dimensions.documented-accepted": "Every documented width may be asked for.",
        "dimensions.outside-refused": "A width outside the documented set is refused, unless that is left open.",
        "dimensions.unoffered": "`dimensions` on a model that does not offer it is refused or answered.",
        "encoding.float-accepted": '`encoding_format` "float" is accepted.',
        "encoding.base64-accepted": '`encoding_format` "base64" is accepted.',
        "encoding.other-value": "An unknown `encoding_format` is refused or answered.",
        "limits.batch-sizes": "Lists of every size within the limit are answered.",
        "limits.items-at-cap": "A list of as many items as documented is answered.",
        "limits.items-over-cap": "A list of more items than documented is refused, unless that is left open.",
        "limits.tokens-under": "A text just under the documented length is answered.",
        "limits.tokens-over": "A text clearly over the documented length is refused, answered or cut, as documented.",
    }
)

_OF_THE_TARGET: Mapping[str, str] = MappingProxyType(
    {
        "validation.model-required": "A request without `model` is refused, unless that is left open.",
        "validation.model-type": "A `model` that is no string is refused, unless that is left open.",
        "validation.model-unknown": "An unknown model is refused, unless that is left open.",
        "validation.body-malformed": "A body that is no JSON object is refused, unless that is left open.",
        "auth.wrong-key-refused": "A wrong key is refused.",
        "auth.missing-key-refused": "A request without a key is refused.",
        "auth.malformed-key-refused": "A malformed Authorization header is refused.",
    }
)


def answered_or_refused(answer: Answer) -> Iterator[Finding]:
    """Hold an answer against what the contract expects of its case."""
    expect = answer.case.expect
    if answer.reproducible:
        yield Finding(
            f"{answer.case.title}: {answer.reason}, while its control was answered before and after",
            expected=_EXPECTED[expect],
            observed=answer.reason,
            advisory=expect is Expect.EITHER,
        )
    elif answer.kind not in _RIGHT[expect]:
        yield Finding(
            f"{answer.case.title}: {_told(answer)}",
            expected=_EXPECTED[expect],
            observed=_told(answer),
            advisory=expect is Expect.EITHER,
        )


_RIGHT = {
    Expect.ANSWER: {AnswerKind.SUCCESS},
    Expect.REFUSE: {AnswerKind.ERROR_RESPONSE},
    Expect.EITHER: {AnswerKind.SUCCESS, AnswerKind.ERROR_RESPONSE},
}
_EXPECTED = {
    Expect.ANSWER: "embeddings",
    Expect.REFUSE: "a refusal with a 4xx status",
    Expect.EITHER: "a refusal with a 4xx status, or embeddings",
}


def _told(answer: Answer) -> str:
    """Say how a case was answered, with the error's own words where it has some."""
    if answer.kind is AnswerKind.SUCCESS:
        return f"answered with {answer.status} and {len(answer.items)} embeddings"
    error = answer.body.get("error") or (None if answer.envelope is None else answer.parsed.value)
    words = shown(error) if error else text_shown(answer.response.body[:120].decode("utf-8", "replace"))
    return f"status {answer.status}" + (f": {words}" if words else "")


_AFTER = ("errors.no-error-in-success",)

for _id, _statement in STATEMENTS.items():
    check(_id, _statement, selector=decided_by_check(_id), after=_AFTER, probes=())(answered_or_refused)

for _id, _statement in _OF_THE_TARGET.items():
    check(_id, _statement, selector=decided_by_check(_id), after=_AFTER, probes=(), whole_target=True)(
        answered_or_refused
    )
