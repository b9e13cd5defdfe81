"""One request of a client, and the rules it violates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from conformance.clients.requests.violations import body_of, violated_rules
from conformance.model.case import Expect
from conformance.model.contract import Auth, Contract
from conformance.model.exchange import Exchange
from conformance.model.rule import RuleId, Subject, subject_of

__all__ = ["ClientCall", "calls"]

_WORDS = frozenset({"embedding", "embeddings"})
_NO_CALLS = frozenset({"OPTIONS", "HEAD"})
_OF_ONE_MODEL: frozenset[str] = frozenset({RuleId.INPUT_MAX_ITEMS, RuleId.INPUT_TOTAL, Subject.DIMENSIONS})
"""Rules that mean nothing where the model is not known."""
_OPEN: Mapping[Auth, frozenset[str]] = MappingProxyType(
    {
        Auth.REQUIRED: frozenset(),
        Auth.OPTIONAL: frozenset({RuleId.AUTH_MISSING, RuleId.AUTH_BOGUS}),
        Auth.NONE: frozenset({RuleId.AUTH_MISSING, RuleId.AUTH_BOGUS, RuleId.AUTH_MISPLACED}),
    }
)
"""Rules of keys that mean nothing where a key is optional, or where none is wanted."""


@dataclass(frozen=True, slots=True)
class ClientCall:
    """A call of the endpoint, or what was meant for one; ``model`` is None where the contract knows none of the name.

    ``rules`` are named as in the contract's policy, with those of the endpoint itself beside them, and none that
    it says is answered; ``forbidden`` are those of them that the document rules out. Of the others it says nothing: a
    client merely has no right to an answer.
    """

    exchange: Exchange
    model: str | None
    rules: tuple[str, ...]
    forbidden: tuple[str, ...]
    body: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The key of the request: what a finding refers to."""
        return self.exchange.request.key


def calls(contract: Contract, exchanges: Iterable[Exchange]) -> Iterator[ClientCall]:
    """Yield the calls among the requests of a client; others (a list of models, a preflight) are no calls."""
    for exchange in exchanges:
        if _is_call(contract, exchange):
            body = body_of(exchange.request)
            model = _model(contract, body, exchange.request.path)
            rules = tuple(dict.fromkeys(_broken(contract, model, exchange)))
            yield ClientCall(exchange, model, rules, tuple(rule for rule in rules if _forbids(contract, rule)), body)


def _is_call(contract: Contract, exchange: Exchange) -> bool:
    """Tell whether a request was meant for the endpoint, wherever it went.

    Other endpoints take an ``input`` too, and models have names like it; so a part of the path must be the word, or the
    path be missing.
    """
    request = exchange.request
    path = request.path.partition("?")[0]
    if request.method in _NO_CALLS:
        return False
    parts = {part.lower() for part in path.split("/")}
    return (
        contract.route.leads_here(path)
        or not parts.isdisjoint(_WORDS)
        or (request.method == "POST" and parts <= {"", "."})
    )


def _model(contract: Contract, body: Mapping[str, Any], path: str) -> str | None:
    named = contract.route.model_in(path) if contract.route.names_model else body.get("model")
    is_listed = contract.any_model or any(model.name == named for model in contract.models)
    return named if isinstance(named, str) and named and is_listed else None


def _broken(contract: Contract, model: str | None, exchange: Exchange) -> Iterator[str]:
    request = exchange.request
    if not contract.route.leads_here(request.path):
        yield RuleId.ENDPOINT_PATH
    elif contract.route.names_model and model is None:
        yield RuleId.MODEL_ENUM
    if request.method != "POST":
        yield RuleId.ENDPOINT_METHOD
        return
    stand_in = model or (contract.models[-1].name if contract.models else "any")
    for rule in violated_rules(contract, stand_in, request):
        if rule in _OPEN[contract.auth] or contract.policy.get(rule) is Expect.ANSWER:
            continue
        if model is not None or _OF_ONE_MODEL.isdisjoint({rule, subject_of(rule)}):
            yield rule


def _forbids(contract: Contract, rule: str) -> bool:
    if subject_of(rule) == Subject.ENDPOINT:
        return True
    if subject_of(rule) == Subject.AUTH:
        return contract.auth is Auth.REQUIRED
    return contract.policy.get(RuleId.BODY_JSON if rule == RuleId.BODY_LENIENT else rule) is Expect.REFUSE
