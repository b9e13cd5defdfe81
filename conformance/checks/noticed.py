"""What is asked is honoured or refused, never ignored in silence: a client that relies on it gets wrong rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer, AnswerKind
from conformance.checks.acceptance import answered_or_refused
from conformance.checks.registry import OutOfSightError, Scope, Selector, check, decided_by_check
from conformance.inference.sent_request import form_of, sent_body, sent_model
from conformance.model.case import Case
from conformance.model.excerpt import excerpt
from conformance.model.exchange import Credential
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId

_AN_ERROR = "an error response"
_DIMENSIONS = finding_kind(
    "noticed.dimensions-ignored",
    "{wanted:dimension} asked for: answered with {dimensions}, as if nothing had been asked",
    expected="{wanted:dimension}, or an error response",
    observed="{dimensions:dimension}",
)
_MODEL = finding_kind(
    "noticed.model-ignored",
    "the model «{name}», which does not exist, is answered for, with {embeddings:embedding}",
    expected=_AN_ERROR,
    observed="status {status} and {embeddings:embedding}",
)
_KEY = finding_kind(
    "noticed.wrong-key-answered",
    "a wrong key is answered, though a request without one is refused with {refused}",
    expected=_AN_ERROR,
    observed="status {status}",
)
_AS_TEXTS = finding_kind(
    "noticed.token-ids-as-texts",
    "{case}: answered with {embeddings:embedding}, where the token IDs are those of {texts:text}",
    expected="{texts:embedding}, or an error response",
    observed="{embeddings:embedding}",
)
_NO_KEY_NEEDED = template("noticed.no-key-needed", "a request without a key is answered, so that none is needed")

_LONGEST_NAME = 60
_ANSWERED = frozenset({AnswerKind.SUCCESS, AnswerKind.ERROR_RESPONSE})
_AFTER = ("errors.no-error-in-success",)


@check(
    "noticed.dimensions",
    "`dimensions` that are not documented are refused or honoured, not ignored in silence.",
    selector=decided_by_check("noticed.dimensions"),
    after=_AFTER,
    probes=(ProbeName.FORMS, ProbeName.OPEN_DIMENSIONS),
)
def dimensions_are_noticed(answer: Answer) -> Iterator[Finding]:
    """Clients size the column of a table by what they asked for."""
    wanted = sent_body(answer).get("dimensions")
    sizes = [vector.size for vector in answer.vectors if vector is not None]
    if answer.kind is not AnswerKind.SUCCESS:
        yield from answered_or_refused(answer)
    elif type(wanted) is int and sizes and sizes[0] != wanted:
        yield _DIMENSIONS(at="/data/0/embedding", wanted=wanted, dimensions=sizes[0])


@check(
    "noticed.model",
    "A model that does not exist is refused.",
    selector=decided_by_check("noticed.model"),
    after=_AFTER,
    probes=(),
    whole_target=True,
)
def an_unknown_model_is_noticed(answer: Answer) -> Iterator[Finding]:
    """A misspelt name fills a table with the vectors of whatever model there is."""
    if answer.kind is AnswerKind.SUCCESS:
        name = excerpt(sent_model(answer), _LONGEST_NAME)
        yield _MODEL(name=name, embeddings=len(answer.items), status=answer.status)
    else:
        yield from answered_or_refused(answer)


def _is_about_keys(case: Case) -> bool:
    return case.request.credential in {Credential.BOGUS, Credential.MISSING}


@check(
    "noticed.wrong-key",
    "Where a key is needed, a wrong one is refused.",
    selector=Selector(
        picks=lambda answer: _is_about_keys(answer.case) and answer.kind in _ANSWERED,
        wants=lambda case: case.decided_by == "noticed.wrong-key",
    ),
    scope=Scope.ALL,
    after=_AFTER,
    probes=(ProbeName.NOTICED,),
    whole_target=True,
)
def a_wrong_key_is_noticed(answers: Sequence[Answer]) -> Iterator[Finding]:
    """Whether one is needed shows where there is none: servers that need none are given any by clients that must."""
    without = [answer for answer in answers if answer.case.request.credential is Credential.MISSING]
    refused = next((answer for answer in without if answer.kind is AnswerKind.ERROR_RESPONSE), None)
    if refused is None:
        raise OutOfSightError(_NO_KEY_NEEDED())
    for answer in answers:
        if answer.case.request.credential is Credential.BOGUS and answer.kind is AnswerKind.SUCCESS:
            beside = (Evidence(refused.key, Part.COMPARED_WITH),)
            yield _KEY(of=answer.key, beside=beside, refused=refused.status, status=answer.status)


def _texts_of_token_ids(case: Case) -> int:
    """Return of how many texts the token IDs of an undocumented input are; 0 where it holds none."""
    if case.rule != RuleId.INPUT_ITEMS_TYPE:
        return 0
    form, texts = form_of(json.loads(case.request.body).get("input"))
    return texts if form in {"tokens", "token-lists"} else 0


@check(
    "noticed.token-ids",
    "Token IDs that are not documented are refused, or taken for the texts that they are of.",
    selector=Selector(
        picks=lambda answer: _texts_of_token_ids(answer.case) > 0 and answer.kind in _ANSWERED,
        wants=lambda case: _texts_of_token_ids(case) > 0,
    ),
    after=("structure.data",),
    probes=(ProbeName.BROKEN,),
)
def token_ids_are_noticed(answer: Answer) -> Iterator[Finding]:
    """Clients that split texts into tokens themselves take the first rows for those of their texts."""
    texts = _texts_of_token_ids(answer.case)
    if answer.kind is AnswerKind.SUCCESS and len(answer.items) != texts:
        yield _AS_TEXTS(at="/data", case=answer.case.title, embeddings=len(answer.items), texts=texts)
