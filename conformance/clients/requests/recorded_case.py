"""The case a recorded request makes: what it asks, what is expected, which check decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.clients.requests.text_kind import differ_in_words
from conformance.clients.requests.violations import body_of, violated_rules
from conformance.generation.negative_case import texts_in
from conformance.model.case import Case, Expect
from conformance.model.contract import Auth, Contract
from conformance.model.exchange import Exchange
from conformance.model.message import Message
from conformance.model.probe_name import ProbeName
from conformance.model.rule import RuleId, Subject, subject_of
from conformance.model.rules import RULES, listed_parameter, rule_named

__all__ = ["recorded_case"]

_OF_TEXTS: frozenset[str] = frozenset(
    {RuleId.TEXT_BLANK, RuleId.TEXT_ODD, RuleId.TEXT_SURROGATE, RuleId.TEXT_OVER_LENGTH, RuleId.INPUT_MIN_LENGTH}
)
_UNREAD: frozenset[str] = frozenset({RuleId.BODY_LENIENT, RuleId.HEADERS_CONTENT_TYPE})
"""Rules after whose violation nobody knows which texts the server reads."""


def recorded_case(contract: Contract, model: str, exchange: Exchange, title: Message) -> Case | None:
    """Return the case of a recorded call of one model, or None where the request is no call of the endpoint.

    A documented request with ordinary text must be answered; of any other the contract's policy for the rules it
    breaks decides. Raises ContractError where the contract does not allow the model.
    """
    request = exchange.request
    if request.method != "POST" or not contract.route.leads_here(request.path):
        return None
    rules = violated_rules(contract, model, request)
    body = contract.parameters.in_usual_names(body_of(request))
    expect, rule = _expected(contract, rules)
    texts = texts_in(body.get("input")) if set(rules).isdisjoint(_UNREAD) else None
    return Case(
        title=title,
        probe=ProbeName.TRAFFIC,
        decided_by=_check_of(rule) if rule else _aim(body),
        model=model,
        request=request,
        expect=expect,
        rule=rule,
        texts=texts,
        ordinary=bool(texts) and _OF_TEXTS.isdisjoint(rules) and differ_in_words(texts or ()),
        single=isinstance(body.get("input"), str),
        dimensions=_width(body, rules),
        encoding=body["encoding_format"] if isinstance(body.get("encoding_format"), str) else None,
    )


def _expected(contract: Contract, rules: Sequence[str]) -> tuple[Expect, str]:
    """Return what the violated rules together lead to, and the one that tells most."""
    if not rules:
        return Expect.ANSWER, ""
    refused = [rule for rule in rules if _refused(contract, rule)]
    # A width nobody documents changes what the vectors may be, so it comes before anything else that is left open.
    ranked = refused or sorted(rules, key=lambda rule: subject_of(rule) != Subject.DIMENSIONS)
    return Expect.REFUSE if refused else Expect.EITHER, ranked[0]


def _refused(contract: Contract, rule: str) -> bool:
    if subject_of(rule) == Subject.AUTH:
        return contract.auth is Auth.REQUIRED
    return contract.policy.get(rule) is Expect.REFUSE


def _check_of(rule: str) -> str:
    """Return the check that decides on a rule; none for a parameter that only this vendor knows."""
    return rule_named(rule).check if rule in RULES or listed_parameter(rule) else ""


def _aim(body: Mapping[str, Any]) -> str:
    if "dimensions" in body:
        return "dimensions.documented-accepted"
    if "encoding_format" in body:
        return "encoding.float-accepted"
    return f"validation.{'string' if isinstance(body['input'], str) else 'list'}-accepted"


def _width(body: Mapping[str, Any], rules: Sequence[str]) -> int | None:
    """Return the width asked for where it is one that is documented."""
    width = body.get("dimensions")
    broken = any(subject_of(rule) == Subject.DIMENSIONS for rule in rules)
    return width if type(width) is int and not broken else None
