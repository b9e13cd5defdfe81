"""What a run was asked to do, made of options and environment, or refused with the remedy."""

from __future__ import annotations

import difflib
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import pytest

from conformance.client.routes import is_loopback
from conformance.contract.folder import find
from conformance.contract.loading import contract_names, load
from conformance.errors import ContractError, TargetError, UsageError
from conformance.evidence.store import options_of
from conformance.model.contract import Auth, Contract
from conformance.model.depth import Depth
from conformance.model.options import PlanOptions, RunOptions
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, ExtraHeader, Limits, Query, Target
from conformance.model.waiver import Waiver
from conformance.plugin.base_url import BaseUrl, take_base_url
from conformance.plugin.extra_headers import take_extra_headers
from conformance.reports.terminal.progress import Progress
from pytest_embedding_conformance.options import DEFAULT_CONTRACT, DEFAULT_EXAMPLES, DEFAULT_SEED

if TYPE_CHECKING:
    from conformance.results.baseline import Baseline

__all__ = ["Settings", "key_for", "settings_of", "target_of"]

KEY_VARIABLE = "EMB_API_KEY"
_MOST_AT_ONCE = 32
_MOST = 10**9
"""Of anything an option counts or measures; a clock knows no more seconds than some such number."""

_DEFAULTS = RunOptions("", DEFAULT_CONTRACT, (), PlanOptions(DEFAULT_SEED, DEFAULT_EXAMPLES))
"""What is planned where neither options nor evidence say."""

_PLANNED_ANEW = "the contract it was recorded by, {}, is not there: what is judged is planned by this one"

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Settings:
    """A run as asked for, and what of it concerns this process alone.

    The base URL of the options is empty where the embedded reference service is to be judged.
    """

    contract: Contract
    options: RunOptions
    strict: bool
    results: Path
    resume: bool
    replay: Path | None
    """The evidence to judge instead of a target."""
    recorded: RunOptions | None
    """What that evidence says of its run."""
    waivers: tuple[Waiver, ...]
    draft: Path | None
    """Where a waivers file is to be drafted."""
    baseline: Baseline | None
    """The older run that it is held against."""
    client_limits: ClientLimits
    limits: Limits
    headers: tuple[ExtraHeader, ...] = ()
    query: Query | None = None
    """Of the base URL."""
    client_cert: Path | None = None
    price: float | None = None
    """Of a million input tokens, in place of the contract's."""
    language: str = "en"
    name: str = ""
    """What the target is called in reports."""
    progress: Progress = Progress.AUTO
    note: str = ""
    """What was mended in the user's input, in one sentence."""


def settings_of(config: pytest.Config) -> Settings:
    """Read the options. Raises UsageError for anything that cannot be."""
    option = config.option
    recorded = _recorded(config)
    before = recorded or _DEFAULTS
    client_limits = ClientLimits(
        timeout=_at_least("--emb-timeout", option.emb_timeout, 0.01),
        concurrency=_at_least("--emb-concurrency", option.emb_concurrency, 1),
    )
    contract = _contract(option.emb_contract or before.contract)
    parsed = take_base_url(config, contract)
    if recorded and parsed.url not in {"", recorded.base_url}:
        raise UsageError(f"{option.emb_replay} is evidence of {recorded.base_url}", "leave --base-url out")
    parsed = BaseUrl(recorded.base_url) if recorded else parsed
    base_url = parsed.url
    if option.emb_fault and base_url:
        raise UsageError("--emb-fault breaks the embedded service only", "leave --base-url out, or the fault")
    models = _models(contract, option.emb_model or before.models, embedded=not base_url)
    referenced = _referenced(contract, Path(option.emb_reference), models) if option.emb_reference else contract
    return Settings(
        contract=referenced,
        options=RunOptions(
            base_url=base_url,
            contract=_source(option.emb_contract or before.contract),
            models=models,
            plan=_plan(config, before.plan if recorded else _live(base_url, client_limits)),
            insecure=option.emb_insecure or before.insecure,
            faults=None if base_url else tuple(option.emb_fault),
        ),
        strict=option.emb_strict,
        results=Path(option.emb_results),
        resume=option.emb_resume,
        replay=Path(option.emb_replay) if option.emb_replay else None,
        recorded=recorded,
        waivers=_waivers(Path(option.emb_waivers), contract, models) if option.emb_waivers else (),
        draft=Path(option.emb_write_waivers) if option.emb_write_waivers else None,
        baseline=_baseline(Path(option.emb_baseline)) if option.emb_baseline else None,
        client_limits=client_limits,
        limits=_limits(config),
        headers=take_extra_headers(config),
        price=None if option.emb_price is None else _at_least("--emb-price", option.emb_price, 0.0),
        language=_language(option.emb_lang),
        name=" ".join(option.emb_name.split()),
        query=parsed.query,
        client_cert=Path(option.emb_client_cert) if option.emb_client_cert else None,
        progress=_progress(option.emb_progress),
        note=parsed.note or _contract_note(recorded),
    )


def _live(base_url: str, limits: ClientLimits) -> PlanOptions:
    """Return how a live target is asked: 8 at once, up to 32 where that was asked for or the target is local."""
    is_local = not base_url or is_loopback(base_url)
    most = _MOST_AT_ONCE if is_local else min(max(limits.concurrency, _DEFAULTS.plan.burst), _MOST_AT_ONCE)
    return replace(_DEFAULTS.plan, burst=most)


def _plan(config: pytest.Config, before: PlanOptions) -> PlanOptions:
    option = config.option
    examples = before.examples if option.emb_examples is None else option.emb_examples
    seed = before.seed if option.emb_seed is None else option.emb_seed
    depth = _depth(option.emb_depth) if option.emb_depth else before.depth
    return replace(before, seed=seed, examples=_at_least("--emb-examples", examples, 0), depth=depth)


def _depth(asked: str) -> Depth:
    try:
        return Depth(asked)
    except ValueError:
        raise UsageError(f"--emb-depth {asked!r} is no depth of a run", f"give one of {', '.join(Depth)}") from None


def _recorded(config: pytest.Config) -> RunOptions | None:
    """Read what the evidence to be replayed says of its run; None where a target is to be asked."""
    option = config.option
    if not option.emb_replay:
        return None
    if option.emb_resume:
        raise UsageError("--emb-resume asks a target, and --emb-replay asks nobody", "give one of the two")
    if option.emb_fault:
        raise UsageError("--emb-replay judges what was recorded, and breaks nothing", "leave --emb-fault out")
    recorded = options_of(Path(option.emb_replay))
    if not option.emb_contract and not _is_there(recorded.contract):
        problem = f"{option.emb_replay} was recorded by the contract {recorded.contract}, which is not there"
        raise UsageError(problem, "name the contract to judge by with --emb-contract")
    return recorded


def _contract_note(recorded: RunOptions | None) -> str:
    if recorded is None or _is_there(recorded.contract):
        return ""
    return _PLANNED_ANEW.format(recorded.contract)


def _is_there(contract: str) -> bool:
    try:
        find(contract)
    except ContractError:
        return False
    return True


def _limits(config: pytest.Config) -> Limits:
    option = config.option
    limits = Limits(
        requests=_limit("--emb-max-requests", option.emb_max_requests),
        tokens=_limit("--emb-max-tokens", option.emb_max_tokens),
        per_second=_rate("--emb-rate", option.emb_rate, "5/s or 100/m"),
        tokens_per_second=_rate("--emb-token-rate", option.emb_token_rate, "100000/m"),
    )
    if limits != Limits() and getattr(option, "numprocesses", None):
        raise UsageError("limits hold for one process and -n starts several", "leave -n out, or the limits")
    return limits


def _limit(option: str, value: int | None) -> int | None:
    return None if value is None else _at_least(option, value, 1)


def _rate(option: str, value: str | None, like: str) -> float | None:
    """Return a rate such as 5/s or 100/m in so many a second, or None where none is given."""
    if not value:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)/(s|m)", value)
    if match is None or not float(match[1]):
        raise UsageError(f"{option} {value} is no rate", f"write it like {like}")
    return float(match[1]) / (60 if match[2] == "m" else 1)


def _contract(name: str) -> Contract:
    """Load a contract; one of the user's may name checks that do not exist, and is refused."""
    contract = load(name)
    if name not in contract_names():
        from conformance.checks.contract_names import refuse_unknown_checks  # noqa: PLC0415  # brings numpy with it

        refuse_unknown_checks(contract)
    return contract


def _waivers(path: Path, contract: Contract, models: Sequence[str]) -> tuple[Waiver, ...]:
    from conformance.waivers import reading  # noqa: PLC0415  # as above

    return reading.read(path, contract, models)


def _baseline(path: Path) -> Baseline:
    from conformance.contract.suite_schema import refuse_broken  # noqa: PLC0415  # as above
    from conformance.reports.files import results_file  # noqa: PLC0415  # as above
    from conformance.results.baseline import baseline_of  # noqa: PLC0415  # as above

    document = results_file.read(path)
    refuse_broken("results", document, path)
    return baseline_of(document)


def _referenced(contract: Contract, path: Path, models: Sequence[str]) -> Contract:
    """Return the contract with what a reference states of the model it was recorded of, or of the only one."""
    from conformance.reference.clauses import with_reference  # noqa: PLC0415  # brings numpy with it
    from conformance.reference.file import read_reference  # noqa: PLC0415  # as above

    reference = read_reference(path)
    if reference.model not in models and len(models) > 1:
        remedy = "name the one to hold against it with --emb-model"
        raise UsageError(f"{path} is of {reference.model!r}, which is none of {', '.join(models)}", remedy)
    return with_reference(contract, reference if reference.model in models else reference.of(models[0]))


def _language(code: str) -> str:
    from conformance.reports.i18n.language import LANGUAGES  # noqa: PLC0415  # brings what a list needs not

    if code not in LANGUAGES:
        raise UsageError(f"--emb-lang {code!r} is no language of reports", f"give one of {', '.join(LANGUAGES)}")
    return code


def _progress(asked: str) -> Progress:
    try:
        return Progress(asked)
    except ValueError:
        remedy = f"give one of {', '.join(Progress)}"
        raise UsageError(f"--emb-progress {asked!r} is no way of telling how far a run is", remedy) from None


def _source(name: str) -> str:
    """Return a contract's name as it is, and a path as the absolute one of its folder or single file."""
    return name if name in contract_names() else str(find(name).resolve())


def target_of(settings: Settings) -> Target:
    """Return the target of a run against a base URL; raises TargetError where a key is needed and none is set."""
    key, variable = key_for(settings.contract, settings.options.base_url)
    return Target(
        settings.options.base_url,
        key,
        variable,
        settings.client_limits,
        settings.limits,
        settings.headers,
        settings.options.insecure,
        settings.query,
        settings.client_cert,
    )


def key_for(contract: Contract, base_url: str) -> tuple[Secret | None, str]:
    """Return the key of the environment and its variable; the contract's own key goes to the contract's hosts only.

    Raises TargetError where a key is needed and none is set.
    """
    host = urlsplit(base_url).hostname or ""
    variable = KEY_VARIABLE
    key = os.environ.get(KEY_VARIABLE, "")
    if not key and contract.names_host(host):
        variable = contract.key_variable or KEY_VARIABLE
        key = os.environ.get(variable, "")
    if not key and contract.auth is Auth.REQUIRED:
        named = f"{KEY_VARIABLE} or {variable}" if variable != KEY_VARIABLE else KEY_VARIABLE
        own = contract.key_variable
        if own and variable != own and os.environ.get(own):
            problem = (
                f"the contract {contract.name} wants a key, and {own} goes to its hosts alone, of which {host} is none"
            )
            raise TargetError(
                problem, f"put it into {KEY_VARIABLE}, or name the host in hosts, as *.host for all under it"
            )
        raise TargetError(f"the contract {contract.name} wants a key, and none is set", f"put it into {named}")
    return (Secret(key) if key else None), variable


def _models(contract: Contract, asked: Sequence[str], *, embedded: bool) -> tuple[str, ...]:
    names = tuple(model.name for model in contract.models)
    if not asked:
        if names or embedded:
            return names or ("reference-model",)
        raise UsageError(f"the contract {contract.name} names no models", "name those to judge with --emb-model")
    for name in asked:
        if names and not contract.any_model and name not in names:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.0)
            raise UsageError(f"the contract {contract.name} has no model {name!r}", f"did you mean {near[0]!r}?")
    return tuple(dict.fromkeys(asked))


def _at_least(option: str, value: Number, least: Number) -> Number:
    if not math.isfinite(value) or value > _MOST:
        raise UsageError(f"{option} {value} is no number to go by", f"give {least:g} or more, within reason")
    if value < least:
        raise UsageError(f"{option} {value} is too small", f"give {least:g} or more")
    return value
