"""What a contract asks of those who call: statements about requests, each standing for rules of the policy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

from conformance.errors import UsageError
from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.message import template
from conformance.model.rule import RuleId, Subject, subject_of
from conformance.model.rules import RULES, listed_parameter, rule_named
from conformance.model.verdict import Level

__all__ = ["REQUIREMENTS", "Requirement", "both_sides", "client_side", "known_rules", "requirement_of"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One statement about the requests of a sound client, under a permanent id.

    It stands for ``rules`` by name, and for all rules of a ``subject``. ``whole`` tells that it speaks of the client
    and not of its calls of one model.
    """

    id: str
    statement: str
    rules: tuple[RuleId, ...] = ()
    subject: Subject | None = None
    whole: bool = False
    implied: Clause | None = None
    """The clause that every contract implies, where none is to be found in its document."""

    def covers(self, rule: str) -> bool:
        """Tell whether a rule is one of its own."""
        return rule in self.rules or subject_of(rule) == self.subject

    def clauses(self, contract: Contract, model: str | None, rules: Collection[str] = ()) -> tuple[Clause, ...]:
        """Return the clauses that speak of these rules (of none: of any of its own) for a model (None: any).

        A clause that says how servers judge a rule says what clients may send.
        """
        named = (rule for rule in rules or RULES if rule in RULES or listed_parameter(rule))
        own = {rule_named(rule).check for rule in named if self.covers(rule_named(rule).id)} - {""}
        said = (clause for clause in contract.clauses if clause.concerns(model) and not own.isdisjoint(clause.checks))
        return (*([self.implied] if self.implied else ()), *said)


def _implied(name: str, level: Level, statement: str, locator: str, zh: tuple[str, str]) -> Clause:
    """Return a clause with statement and locator in both languages."""
    translations = tuple(zip(("statement", "locator"), zh, strict=True))
    return Clause(f"client.{name}", level, statement, locator, zh=translations)


_ALL = (
    Requirement(
        "requests.endpoint",
        "A call goes to the documented path, with the documented method.",
        (RuleId.QUERY_REQUIRED,),
        subject=Subject.ENDPOINT,
        whole=True,
        implied=_implied(
            "endpoint",
            Level.MUST,
            "Embeddings are asked for with POST at the documented path under the base URL.",
            "endpoint of the contract",
            ("向基础 URL 下文档载明的路径以 POST 方法请求向量。", "契约的 endpoint"),
        ),
    ),
    Requirement(
        "requests.key",
        "A call carries the key it was given, where and as documented.",
        subject=Subject.AUTH,
        whole=True,
    ),
    Requirement(
        "requests.content-type",
        "A call says that its body is JSON in UTF-8.",
        (RuleId.HEADERS_CONTENT_TYPE,),
        whole=True,
    ),
    Requirement(
        "requests.accept",
        "A call takes JSON for an answer.",
        (RuleId.HEADERS_ACCEPT,),
        whole=True,
        implied=_implied(
            "accept",
            Level.SHOULD,
            "A client accepts what it asks for.",
            "RFC 9110, section 12.5.1",
            ("客户端接受其所请求的内容。", "RFC 9110 第 12.5.1 节"),
        ),
    ),
    Requirement(
        "requests.body",
        "The body of a call is one JSON object, strictly written.",
        subject=Subject.BODY,
        whole=True,
    ),
    Requirement("requests.model", "A call names a documented model.", subject=Subject.MODEL, whole=True),
    Requirement(
        "requests.input-form",
        "The input has a documented form.",
        (
            RuleId.INPUT_REQUIRED,
            RuleId.INPUT_STRING,
            RuleId.INPUT_TYPE,
            RuleId.INPUT_NULL,
            RuleId.INPUT_ITEMS_TYPE,
        ),
    ),
    Requirement("requests.input-empty", "No input is empty.", (RuleId.INPUT_MIN_ITEMS, RuleId.INPUT_MIN_LENGTH)),
    Requirement(
        "requests.batch-size",
        "A call has no more inputs than documented.",
        (RuleId.INPUT_MAX_ITEMS, RuleId.INPUT_TOTAL),
    ),
    Requirement("requests.dimensions", "Only documented widths are asked for.", subject=Subject.DIMENSIONS),
    Requirement("requests.encoding", "Only documented encodings are asked for.", subject=Subject.ENCODING_FORMAT),
    Requirement(
        "requests.parameters",
        "Only documented parameters are sent.",
        (RuleId.UNKNOWN_PARAMETER, RuleId.PARAMETER_ENUM),
    ),
    Requirement(
        "requests.required-parameters",
        "Every required parameter is sent.",
        (RuleId.PARAMETER_REQUIRED,),
        implied=_implied(
            "required-parameters",
            Level.MUST,
            "What the contract requires beside model and input is sent.",
            "request.json of the contract > required",
            ("契约在 model 和 input 之外所要求的参数都会发送。", "契约的 request.json > required"),
        ),
    ),
    Requirement(
        "requests.retry-after",
        "What was refused for a time is not sent again before that time.",
        (RuleId.RETRY_EARLY,),
        whole=True,
        implied=_implied(
            "retry-after",
            Level.SHOULD,
            "A client waits as long as Retry-After asks.",
            "RFC 9110, section 10.2.3",
            ("客户端按 Retry-After 的要求等待。", "RFC 9110 第 10.2.3 节"),
        ),
    ),
    Requirement(
        "requests.no-blind-repeat",
        "What was refused for good is not sent again and again.",
        (RuleId.RETRY_BLIND,),
        whole=True,
        implied=_implied(
            "no-blind-repeat",
            Level.SHOULD,
            "A request that was refused with a 4xx status is not repeated unchanged.",
            "RFC 9110, section 15.5",
            ("以 4xx 状态码被拒绝的请求不会原样重发。", "RFC 9110 第 15.5 节"),
        ),
    ),
)

for _requirement in _ALL:
    template(f"statement.{_requirement.id}", _requirement.statement)

REQUIREMENTS: Mapping[str, Requirement] = MappingProxyType({requirement.id: requirement for requirement in _ALL})

_RULES = frozenset(str(rule) for rule in RULES if subject_of(rule) != Subject.TEXT)


def requirement_of(rule: str) -> Requirement | None:
    """Return the requirement that a violated rule falls under; None for texts, which are the user's.

    A parameter no requirement names belongs to the parameters.
    """
    if subject_of(rule) == Subject.TEXT:
        return None
    return next((requirement for requirement in _ALL if requirement.covers(rule)), REQUIREMENTS["requests.parameters"])


def known_rules(names: Iterable[str], contract: Contract) -> tuple[str, ...]:
    """Return the names of rules as given; raises UsageError for one that no client of a contract can break."""
    rules, further = tuple(names), contract.request_schema.get("properties", {}).keys() - set(Subject)
    for name in rules:
        if name not in _RULES and not ("." in name and subject_of(name) in further):
            near = get_close_matches(name, sorted(_RULES), n=1, cutoff=0.0)[0]
            raise UsageError(f"--intended {name!r} is no rule of a request", f"did you mean {near!r}?")
    return rules


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
    speaking = {requirement.id: requirement.clauses(contract, None) for requirement in REQUIREMENTS.values()}
    for clause in dict.fromkeys(clause for clauses in speaking.values() for clause in clauses):
        yield replace(clause, checks=tuple(name for name, clauses in speaking.items() if clause in clauses))
