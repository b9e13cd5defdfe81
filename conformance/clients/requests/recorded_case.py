"""The case a recorded request makes: what it asks, what is expected, which check decides."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from conformance.clients.requests.text_kind import differ_in_words
from conformance.clients.requests.violations import body_of, violated_rules
from conformance.contract.narrowing import narrow
from conformance.contract.sent_parameters import ignored_parameters
from conformance.generation.negative_case import texts_in
from conformance.model.case import Case, Expect
from conformance.model.contract import Auth, Contract, Model
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
_LIMITS: frozenset[str] = frozenset({RuleId.TEXT_OVER_LENGTH, RuleId.INPUT_TOTAL})
"""Rules that a parameter of the vendor's may lift: one that has texts cut."""


def recorded_case(contract: Contract, model: str, exchange: Exchange, title: Message) -> Case | None:
    """Return the case of a recorded call of one model, or None where the request is no call of the endpoint.

    A documented request with ordinary text must be answered; of any other the contract's policy for the rules it
    breaks decides. Raises ContractError where the contract does not allow the model.
    """
    request = exchange.request
    if request.method != "POST" or not contract.route.leads_here(request.path):
        return None
    rules = violated_rules(contract, model, request)
    sent = body_of(request)
    body = contract.parameters.in_usual_names(sent)
    schema, elements = narrow(contract.request_schema, model), contract.elements_asked(sent)
    further, query = _further(contract, schema, sent), request.path.partition("?")[2]
    made_otherwise = contract.unusual_elements_asked(sent) is not None
    strange = bool(contract.route.strange(request.path))
    varied = made_otherwise or strange or _asks_more(contract, schema, further)
    coded = {"encoding_format": body.get("encoding_format")} if elements is not None else {}
    read = texts_in(body.get("input"))
    doubtful = tuple(_in_doubt(contract.model(model), read or (), rules))
    expect, rule = _expected(contract, (*rules, *doubtful), {*doubtful, *(_LIMITS if varied else ())})
    texts = read if set(rules).isdisjoint(_UNREAD) else None
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
        elements=elements,
        varied=varied,
        variant=json.dumps([query, further, coded], sort_keys=True) if query or further or coded else "",
    )


def _further(contract: Contract, schema: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a call sends beside the usual parameters, and is not said to be ignored."""
    names = contract.parameters
    usual = {"model", "input", names.dimensions, names.encoding_format, *ignored_parameters(schema)}
    return {name: value for name, value in sent.items() if name not in usual}


def _asks_more(contract: Contract, schema: Mapping[str, Any], further: Mapping[str, Any]) -> bool:
    """Tell whether further parameters ask for anything beside what every call has, and what it has by default."""
    properties = {name: part for name, part in schema["properties"].items() if isinstance(part, Mapping)}
    default = {name: part["default"] for name, part in properties.items() if "default" in part}
    usual = {contract.parameters.element_type, *schema["required"]}
    return any(name not in default or default[name] != value for name, value in further.items() if name not in usual)


def _in_doubt(limits: Model, texts: Sequence[str], broken: Sequence[str]) -> Iterator[str]:
    """Yield the limits of tokens that may be exceeded or not, since only the model's own tokenizer counts them.

    A word is a token at least, and a token a byte.
    """
    words = max((len(text.split()) for text in texts), default=0)
    if RuleId.TEXT_OVER_LENGTH in broken and words <= (limits.max_tokens or 0):
        yield RuleId.TEXT_OVER_LENGTH
    together, most = sum(len(text.encode("utf-8", "replace")) for text in texts), limits.max_request_tokens
    if RuleId.INPUT_TOTAL not in broken and most is not None and together > most:
        yield RuleId.INPUT_TOTAL


def _expected(contract: Contract, rules: Sequence[str], doubtful: Collection[str]) -> tuple[Expect, str]:
    """Return what the violated rules together lead to, and the one that tells most."""
    if not rules:
        return Expect.ANSWER, ""
    refused = [rule for rule in rules if rule not in doubtful and _refused(contract, rule)]
    # A width nobody documents changes what the vectors may be, so it comes before anything else that is left open.
    ranked = refused or sorted(rules, key=lambda rule: subject_of(rule) != Subject.DIMENSIONS)
    answered = all(rule not in doubtful and contract.policy.get(rule) is Expect.ANSWER for rule in rules)
    return Expect.REFUSE if refused else Expect.ANSWER if answered else Expect.EITHER, ranked[0]


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
