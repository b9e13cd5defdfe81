"""What a contract asks of those who call: statements about requests, each standing for rules of the policy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

from conformance.clients.requests.recorded_case import DECIDING_CHECK
from conformance.errors import UsageError
from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.verdict import Level

__all__ = ["REQUIREMENTS", "Requirement", "both_sides", "client_side", "known_rules", "requirement_of"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One statement about the requests of a sound client, under a permanent id.

    ``rules`` are the rules of the contract's policy that it stands for, by name or, with a dot at the end, by how they
    begin. ``whole`` tells that it speaks of the client and not of its calls of one model.
    """

    id: str
    statement: str
    rules: tuple[str, ...]
    whole: bool = False
    implied: Clause | None = None
    """The clause that every contract implies, where none is to be found in its document; its text may name places."""

    def covers(self, rule: str) -> bool:
        """Tell whether a rule is one of its own."""
        return any(rule == own or (own.endswith(".") and rule.startswith(own)) for own in self.rules)

    def clauses(self, contract: Contract, model: str | None, rules: Collection[str] = ()) -> tuple[Clause, ...]:
        """Return the clauses that speak of these rules (of none: of any of its own) for a model (None: any).

        A clause that says how servers judge a rule says what clients may send.
        """
        own = {check for rule, check in DECIDING_CHECK.items() if self.covers(rule) and (rule in rules or not rules)}
        said = (each for each in contract.clauses if each.concerns(model) and not own.isdisjoint(each.checks))
        return (*([self.implied] if self.implied else ()), *said)


def _implied(name: str, level: Level, statement: str, locator: str) -> Clause:
    return Clause(f"client.{name}", level, statement, locator)


_ALL = (
    Requirement(
        "requests.endpoint",
        "A call goes to the documented path, with the documented method.",
        ("endpoint.path", "endpoint.method"),
        whole=True,
        implied=_implied(
            "endpoint",
            Level.MUST,
            "Embeddings are asked for with POST at the documented path under the base URL.",
            "endpoint of the contract",
        ),
    ),
    Requirement("requests.key", "A call carries the key it was given, as a bearer token.", ("auth.",), whole=True),
    Requirement(
        "requests.content-type", "A call says that its body is JSON in UTF-8.", ("headers.content-type",), whole=True
    ),
    Requirement(
        "requests.accept",
        "A call takes JSON for an answer.",
        ("headers.accept",),
        whole=True,
        implied=_implied("accept", Level.SHOULD, "A client accepts what it asks for.", "RFC 9110, section 12.5.1"),
    ),
    Requirement("requests.body", "The body of a call is one JSON object, strictly written.", ("body.",), whole=True),
    Requirement("requests.model", "A call names a documented model.", ("model.",), whole=True),
    Requirement(
        "requests.input-form",
        "The input has a documented form.",
        ("input.required", "input.string", "input.type", "input.null", "input.items.type"),
    ),
    Requirement("requests.input-empty", "No input is empty.", ("input.minItems", "input.minLength")),
    Requirement("requests.batch-size", "A call has no more inputs than documented.", ("input.maxItems",)),
    Requirement("requests.dimensions", "Only documented widths are asked for.", ("dimensions.",)),
    Requirement("requests.encoding", "Only documented encodings are asked for.", ("encoding_format.",)),
    Requirement("requests.parameters", "Only documented parameters are sent.", ("unknown-parameter",)),
    Requirement(
        "requests.retry-after",
        "What was refused for a time is not sent again before that time.",
        ("retry.early",),
        whole=True,
        implied=_implied(
            "retry-after", Level.SHOULD, "A client waits as long as Retry-After asks.", "RFC 9110, section 10.2.3"
        ),
    ),
    Requirement(
        "requests.no-blind-repeat",
        "What was refused for good is not sent again and again.",
        ("retry.blind",),
        whole=True,
        implied=_implied(
            "no-blind-repeat",
            Level.SHOULD,
            "A request that was refused with a 4xx status is not repeated unchanged.",
            "RFC 9110, section 15.5",
        ),
    ),
)

REQUIREMENTS: Mapping[str, Requirement] = MappingProxyType({each.id: each for each in _ALL})

_RULES = frozenset(rule for rule in DECIDING_CHECK if not rule.startswith("text.")) | frozenset(
    rule for each in _ALL for rule in each.rules if not rule.endswith(".")
)


def requirement_of(rule: str) -> Requirement | None:
    """Return the requirement that a broken rule falls under; None for texts, which are the user's and not the client's.

    A parameter no requirement names belongs to the parameters.
    """
    if rule.startswith("text."):
        return None
    return next((each for each in _ALL if each.covers(rule)), REQUIREMENTS["requests.parameters"])


def known_rules(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of rules as given; raises UsageError for one that no client can break."""
    given = tuple(names)
    for name in given:
        if name not in _RULES:
            near = get_close_matches(name, sorted(_RULES), n=1, cutoff=0.0)[0]
            raise UsageError(f"--intended {name!r} is no rule of a request", f"did you mean {near!r}?")
    return given


def client_side(contract: Contract) -> Contract:
    """Return the contract as it speaks to clients: its clauses about requests, judged by requirements."""
    return replace(contract, clauses=tuple(_clauses(contract)))


def both_sides(contract: Contract) -> Contract:
    """Return the contract with each clause judged by what judges it on either side."""
    ours = {clause.id: clause for clause in client_side(contract).clauses}
    added = {
        clause.id: replace(clause, checks=(*clause.checks, *ours[clause.id].checks))
        for clause in contract.clauses
        if clause.id in ours
    }
    implied = (clause for name, clause in ours.items() if name not in added)
    return replace(contract, clauses=(*implied, *(added.get(clause.id, clause) for clause in contract.clauses)))


def _clauses(contract: Contract) -> Iterator[Clause]:
    speaking = {each.id: each.clauses(contract, None) for each in REQUIREMENTS.values()}
    for clause in dict.fromkeys(clause for clauses in speaking.values() for clause in clauses):
        yield replace(clause, checks=tuple(name for name, clauses in speaking.items() if clause in clauses))
