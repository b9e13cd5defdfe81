"""The registry of probes.

Registering verifies what a probe declares. All of these raise SuiteError, which says what is allowed:

- a name that is not kebab-case, or that another probe has
- a plan that does not take ``(context)``, or ``(context, answers)`` where the probe is adaptive
- an adaptive probe that needs no other probe, or (in ``arrange``) one that is not registered
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from types import MappingProxyType

from conformance.answers.answer import Answer
from conformance.errors import SuiteError
from conformance.model.case import Case, Manner
from conformance.model.depth import STANDARD, Share
from conformance.probes.plan_context import PlanContext

__all__ = ["PROBES", "Estimate", "Probe", "Stage", "adaptive_probe", "arrange", "manner_of", "probe"]


class Stage(IntEnum):
    """The order of probes: a check gets the answers of an earlier stage before those of a later one."""

    EXAMPLES = auto()
    """The document's worked examples."""
    NOISE = auto()
    """Repeats that measure noise."""
    FORMS = auto()
    """Every documented form of a request."""
    COMPARISONS = auto()
    """The same texts in other lists and formats."""
    NEGATIVE = auto()
    """Requests that violate a rule, and texts that may be refused."""
    CONTRASTS = auto()
    """Texts that differ in little, and texts that are alike."""
    SEQUENCES = auto()
    """Requests one after another."""
    LOAD = auto()
    """Requests at the same moment."""
    LENGTHS = auto()
    """Texts around the token limit."""
    RANDOM = auto()
    """Random examples."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an adaptive probe will send: a number of requests, and their input tokens as shares of the token limit.

    ``reserved`` says that it sends only where something fails, and then at most so much; ``unlimited``, that it sends
    only where the contract names no limit of a text; ``listed``, that the lengths are those of each text of the longest
    list.
    """

    requests: int
    lengths: float
    reserved: bool = False
    unlimited: bool = False
    listed: bool = False


NOTHING = Estimate(0, 0.0)


@dataclass(frozen=True, slots=True)
class Probe:
    """A plan of requests for one model, and its share in runs of each depth.

    An adaptive one plans from the answers to the probes it needs.
    """

    name: str
    stage: Stage
    plan: Callable[[PlanContext, Sequence[Answer]], Iterable[Case]]
    manner: Manner = Manner.FREE
    needs: tuple[str, ...] = ()
    decided: frozenset[str] = frozenset()
    estimate: Estimate = NOTHING
    share: Share = STANDARD

    @property
    def adaptive(self) -> bool:
        """Whether its plan depends on answers."""
        return bool(self.needs)


_probes: dict[str, Probe] = {}
PROBES: Mapping[str, Probe] = MappingProxyType(_probes)

_Plan = Callable[[PlanContext], Iterator[Case]]
_AdaptivePlan = Callable[[PlanContext, Sequence[Answer]], Iterator[Case]]

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EXAMPLE = """
    @probe("long-texts", Stage.LENGTHS)
    def plan_long_texts(context: PlanContext) -> Iterator[Case]: ..."""
_ADAPTIVE_EXAMPLE = """
    @adaptive_probe("cut-point", Stage.LENGTHS, needs=("long-texts",), decided=(), estimate=Estimate(6, 6.0))
    def plan_cut_point(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]: ..."""


def probe(
    name: str, stage: Stage, *, manner: Manner = Manner.FREE, share: Share = STANDARD
) -> Callable[[_Plan], _Plan]:
    """Register a probe whose plan is known before the first request; raises SuiteError for a wrong declaration."""

    def register(plan: _Plan) -> _Plan:
        _verify(name, plan, ("context",), _EXAMPLE)
        _add(Probe(str(name), stage, lambda context, _: plan(context), manner, share=share))
        return plan

    return register


def adaptive_probe(  # all that a probe declares, by name
    name: str,
    stage: Stage,
    *,
    needs: Sequence[str],
    decided: Sequence[str],
    estimate: Estimate,
    manner: Manner = Manner.FREE,
    share: Share = STANDARD,
) -> Callable[[_AdaptivePlan], _AdaptivePlan]:
    """Register a probe that plans from the answers to the probes it ``needs``; raises SuiteError as ``probe`` does."""

    def register(plan: _AdaptivePlan) -> _AdaptivePlan:
        _verify(name, plan, ("context", "answers"), _ADAPTIVE_EXAMPLE)
        if isinstance(needs, str) or not needs:
            problem = f"probe '{name}' is adaptive and needs {needs or 'none'}"
            raise SuiteError(
                f"{problem}: name the probes whose answers it plans from in a tuple, such as:{_ADAPTIVE_EXAMPLE}"
            )
        needed = tuple(map(str, needs))
        _add(Probe(str(name), stage, plan, manner, needed, frozenset(decided), estimate, share))
        return plan

    return register


def _verify(name: str, plan: Callable[..., Iterator[Case]], wanted: Sequence[str], example: str) -> None:
    """Raise SuiteError unless the name is kebab-case and the plan takes as many arguments as wanted."""
    if not _KEBAB.fullmatch(name):
        raise SuiteError(f"probe '{name}': a name is lower-case words with hyphens between, such as:{example}")
    try:
        inspect.signature(plan).bind(*wanted)
    except TypeError:
        taken = ", ".join(inspect.signature(plan).parameters)
        raise SuiteError(
            f"the plan of probe '{name}' takes ({taken}): it must take ({', '.join(wanted)}), such as:{example}"
        ) from None


def _add(entry: Probe) -> None:
    if entry.name in _probes:
        raise SuiteError(f"probe {entry.name!r} is registered twice: give one of them another name")
    _probes[entry.name] = entry


def manner_of(case: Case) -> Manner:
    """Return how a case goes out: as its probe does, or among others where it belongs to none."""
    return _probes[case.probe].manner if case.probe in _probes else Manner.FREE


def arrange() -> None:
    """Put the probes into the order of their stages; within one, the order of registration stays.

    Raises SuiteError where a probe needs one that is not registered.
    """
    for entry in sorted(_probes.values(), key=lambda entry: entry.stage):
        unknown = [name for name in entry.needs if name not in _probes]
        if unknown:
            raise SuiteError(f"probe {entry.name!r} needs {unknown[0]!r}: name one of {', '.join(sorted(_probes))}")
        _probes[entry.name] = _probes.pop(entry.name)
