"""Entries of a contract that no clause has judged: the reference service plays them, and nobody is held to them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from conformance.checks.registry import CHECKS
from conformance.contract import folder
from conformance.contract.narrowing import narrowed
from conformance.contract.sent_parameters import NO_EFFECT, ignored_parameters, required_parameters
from conformance.generation.contrasts import TWINS
from conformance.model.case import Expect
from conformance.model.contract import ANY_MODEL, Contract
from conformance.model.depth import Depth
from conformance.model.rule import ErrorCase, RuleId
from conformance.model.rules import RULES, rule_named
from conformance.probes.totals import untried_totals

__all__ = ["own_families", "unjudged_entries"]

_LIMITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "max_items": ("limits.items-at-cap", "limits.items-over-cap"),
        "max_tokens": ("limits.tokens-under", "limits.tokens-over"),
        "max_request_characters": ("limits.total-over",),
        "max_request_bytes": ("limits.total-over",),
        "dimensions": ("dimensions.documented-accepted", "dimensions.asked"),
        "default_dimensions": ("dimensions.default",),
    }
)
_TOTAL = "limits.total-over"
_OF_WRONG_KEYS: Mapping[str, str] = MappingProxyType({"status": "auth.wrong-key-status", "code": "auth.wrong-key-code"})
_OF_OTHERS: Mapping[str, str] = MappingProxyType(
    {"status": "errors.status-documented", "code": "errors.code-documented"}
)

_OF_PROMPTS = frozenset({"usage.prompt-tokens", "usage.total-equals-prompt", "usage.adds-up"})
_OF_IGNORED = "relations.ignored-changes-nothing"
_OF_ANY_MODEL = "noticed.model"
"""Sends a model that there is none of where any may be called; the check of documented models has nothing to send."""


def unjudged_entries(contract: Contract, path: str) -> Iterator[str]:
    """Yield each entry of a contract's own files that no clause has judged, and what would have it judged.

    What it inherits from another contract is left to that one.
    """
    found = folder.read(folder.find(path))
    own = tomllib.loads(found.file().read_text("utf-8"))
    named = {check for clause in contract.clauses for check in clause.checks}
    yield from _policy(contract, own.get("policy", {}), named)
    yield from _errors(contract, own.get("errors", {}), named)
    for row in own.get("models", ()):
        yield from _limits(f"models {row['name']!r}", row, named)
        yield from _totals(contract, row["name"], named)
    yield from _limits("other_models", own.get("other_models", {}), named)
    if "other_models" in own:
        yield from _totals(contract, ANY_MODEL, named)
    if lacking := [language for language in own.get("languages", ()) if language not in TWINS]:
        yield f"languages {', '.join(lacking)}: the suite has sentences in {' and '.join(TWINS)} alone"
    for entry, check in (("envelopes", "errors.envelope"), ("examples", "validation.examples-answered")):
        if entry in own and check not in named:
            yield f"{entry}: no clause names {check}"
    if "request.json" in found.files:
        yield from _parameters(contract, named)
    if "response.json" in found.files:
        yield from _usage(contract, named)
    if "envelopes" in own or "error.json" in found.files:
        yield from _error_parts(contract, named)


def own_families(contract: Contract, path: str) -> tuple[str, ...]:
    """Return the families of the checks that the clauses of a contract's own table name; of all, where it has none."""
    own = tomllib.loads(folder.read(folder.find(path)).file().read_text("utf-8")).get("clauses", ())
    rows = {row["id"] for row in own}
    clauses = [clause for clause in contract.clauses if clause.id in rows and clause.checks] or contract.clauses
    return tuple(dict.fromkeys(check.partition(".")[0] for clause in clauses for check in clause.checks))


def _policy(contract: Contract, own: Mapping[str, str], named: set[str]) -> Iterator[str]:
    for rule, expected in own.items():
        check = _OF_ANY_MODEL if rule == RuleId.MODEL_ENUM and contract.any_model else rule_named(rule).check
        wanted = (check, *((_OF_IGNORED,) if rule in contract.ignored else ()))
        for lacking in (name for name in wanted if name and expected != Expect.EITHER and name not in named):
            yield f'policy."{rule}" = "{expected}": no clause names {lacking}'
        if rule == RuleId.PARAMETER_REQUIRED and not any(_required(contract)):
            yield f'policy."{rule}": request.json requires no parameter beside model and input'
        width = contract.parameters.dimensions
        if rule == RuleId.DIMENSIONS_FORBIDDEN and expected != Expect.EITHER and all(_offers(contract, width)):
            yield f'policy."{rule}": request.json offers {width} to every model: let it stand in branches of some only'


def _errors(contract: Contract, own: Mapping[str, Mapping[str, Any]], named: set[str]) -> Iterator[str]:
    for case, row in own.items():
        if case == ErrorCase.MISSING_KEY and row:
            yield f"errors.{case}: no check judges with what a request without a key is refused"
            continue
        judges = _OF_WRONG_KEYS if case == ErrorCase.WRONG_KEY else _OF_OTHERS
        for part in row:
            if judges[part] not in named:
                yield f"errors.{case}.{part}: no clause names {judges[part]}"
        rule = RuleId.MODEL_ENUM if case == ErrorCase.UNKNOWN_MODEL else case
        if row and rule in contract.policy and contract.policy.get(rule, Expect.REFUSE) is not Expect.REFUSE:
            yield f'errors.{case}: the policy leaves open whether it is refused: write "{rule}" = "refuse" there'


def _totals(contract: Contract, model: str, named: set[str]) -> Iterator[str]:
    """Yield the limits of all texts of a request that no run goes beyond, or that one does and no clause has judged."""
    place = "other_models" if model == ANY_MODEL else f"models {model!r}"
    usual, untried = (untried_totals(contract, model, depth) for depth in (Depth.STANDARD, Depth.DEEP))
    if _TOTAL in named:
        deeper = "only a run of the depth deep goes beyond it, since it takes many tokens"
        why = "no run goes beyond it, which would cost too much or take too many texts" if untried else deeper
        yield from (f"{place}.{limit}: {why}" for limit in untried or usual)
    elif contract.model(model).max_request_tokens is not None and not untried:
        yield f"{place}.max_request_tokens: no clause names {_TOTAL}"


def _limits(place: str, row: Mapping[str, Any], named: set[str]) -> Iterator[str]:
    for limit, checks in _LIMITS.items():
        if limit in row and named.isdisjoint(checks):
            yield f"{place}.{limit}: no clause names {' or '.join(checks)}"


def _parameters(contract: Contract, named: set[str]) -> Iterator[str]:
    standard = {"model", "input", contract.parameters.dimensions, contract.parameters.encoding_format}
    required = {name for names in _required(contract) for name in names}
    check = "validation.parameters-accepted"
    if (further := contract.request_schema["properties"].keys() - standard) and check not in named:
        yield f"request.json, {', '.join(sorted(further))}: no clause names {check}"
    ignored = {name for schema in narrowed(contract) for name in ignored_parameters(schema)}
    if ignored and _OF_IGNORED not in named:
        yield f"request.json, {NO_EFFECT} of {', '.join(sorted(ignored))}: no clause names {_OF_IGNORED}"
    check = RULES[RuleId.PARAMETER_REQUIRED].check
    if required and check not in named:
        yield f"request.json requires {', '.join(sorted(required))}: no clause names {check}"
    elif required and contract.policy[RuleId.PARAMETER_REQUIRED] is Expect.EITHER:
        rule = f'"{RuleId.PARAMETER_REQUIRED}" = "refuse"'
        yield f"request.json requires {', '.join(sorted(required))}: write {rule} in the policy, or it may be left out"


def _usage(contract: Contract, named: set[str]) -> Iterator[str]:
    """Yield the checks of a count of tokens that response.json does not have under the name that is known."""
    counts = contract.response_schema.get("properties", {}).get("usage", {}).get("properties", {})
    if contract.prompt_tokens not in counts and (lost := sorted(named & _OF_PROMPTS)):
        why = f"response.json has no usage.{contract.prompt_tokens}"
        yield f'{", ".join(lost)}: {why}; if it counts by another name: [usage] prompt_tokens = "…"'


def _error_parts(contract: Contract, named: set[str]) -> Iterator[str]:
    """Yield each check of parts of an error of which error.json demands nothing: no refusal fails it."""
    for check in sorted(named):
        claims = [claim.partition("!") for claim in getattr(CHECKS[check].judge, "parts", ())]
        if claims and not any(_demanded(contract, part, kind) for part, _, kind in claims):
            parts, clauses = ", ".join(dict.fromkeys(part for part, _, _ in claims)), contract.clauses_of(check)
            remedy = f"state the clause {clauses[0].id} with the checks that fit, or describe {parts}"
            yield f"{check}: by error.json nothing is wrong with {parts}: {remedy}"


def _demanded(contract: Contract, part: str, kind: str) -> bool:
    """Tell whether a part of an error, in any shape, has to be there, or where ``kind`` is wrong, is described."""
    for shape in contract.envelopes:
        schema: Any = contract.error_schema_of(shape)
        *above, name = (shape.place(part) or "").split("/")
        for step in above[1:]:
            schema = schema.get("items", {}) if step.isdecimal() else schema.get("properties", {}).get(step, {})
        missing, described = name in schema.get("required", ()), schema.get("properties", {}).get(name)
        if shape.place(part) is not None and (missing if kind == "missing" else described or not kind):
            return True
    return False


def _required(contract: Contract) -> Iterator[tuple[str, ...]]:
    yield from map(required_parameters, narrowed(contract))


def _offers(contract: Contract, name: str) -> Iterator[bool]:
    """Yield of each model whether the schema of its requests has a parameter."""
    yield from (schema["properties"].get(name, False) is not False for schema in narrowed(contract))
