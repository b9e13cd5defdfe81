"""The order in which a plan goes out: what tells most that is not yet told goes first.

A request tells the checks that want its answer, the rule it breaks, and the part it plays in a comparison. Each is
worth a fifth every time it is told again, so that the second request of a kind waits for the first of all the
others. What tells something only beside other requests, such as a batch beside its texts alone, costs those too.
"""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

from conformance.checks import CHECKS, Scope
from conformance.model.case import Case, Expect, Manner
from conformance.model.depth import PlanBudget
from conformance.model.role import Role
from conformance.probes import PROBES, Probe
from conformance.probes.registry import manner_of

__all__ = ["Step", "as_answered", "by_telling", "most_telling"]

_AGAIN = 0.2
_KEEPS_WAITING = 2
"""A step of a sequence costs as much as so many other requests, since next to nothing goes out beside it."""
_A_PART = 1.0
"""A check, a rule, or a part in a comparison."""
_A_FORM = 0.5
"""What a documented request alone decides, that of being answered: next to all services do."""
_BY_DEFAULT = 2.0
"""What clients ask for unless told otherwise, base64 by official SDKs and nothing else: most see the service so."""
_IN_DOUBT = 0.7
"""What may be refused, and is then compared with nothing, or is in a script that not every model knows."""
_LESS_COMMON = 0.94
"""What a list of pairs is worth beside the one before it: the pairs of a probe begin with what is most common."""
_A_DOUBLING = 0.25
"""Each doubling of the length of two texts that begin alike: at any of them one may be cut, or taken for the other."""

_MEANWHILE = 8
"""Requests that go out while an adaptive probe is planned from what came before them."""

_MOST_OF_TOKENS = 0.5
"""What one request of a part may take of its tokens: a very long list would stand in the place of all others."""

_VERY_LONG = 256
"""A list of so many texts takes a small server many times as long as any other request."""

Weights = Mapping[Hashable, float]


@dataclass(frozen=True, slots=True)
class Step:
    """Cases that go out one after another, or an adaptive probe that is planned when they are answered."""

    cases: tuple[Case, ...] = ()
    probe: Probe | None = None
    alone: bool = False
    """Whether nothing else may be in flight: what keeps a slow server busy for long would make all others wait."""

    @property
    def follows_failures(self) -> bool:
        """Whether it is planned from all answers, since it asks only where something failed."""
        return self.probe is not None and self.probe.estimate.reserved


@dataclass(frozen=True, slots=True)
class _Unit:
    """What goes out as one: a request with all the cases it serves, a whole sequence or burst, an adaptive probe."""

    step: Step
    keys: frozenset[str]
    requests: int
    needs: frozenset[str]
    """Keys of requests without whose answers it tells nothing."""
    tells: Weights

    @property
    def cost(self) -> int:
        """What it costs, in requests that others could send meanwhile."""
        waiting = any(manner_of(case) is Manner.SEQUENCE for case in self.step.cases)
        return self.requests * (_KEEPS_WAITING if waiting else 1)


def by_telling(cases: Iterable[Case], later: Iterable[Probe], wanted: Collection[str]) -> tuple[Step, ...]:
    """Return cases and adaptive probes in the order in which they tell most; random examples come last, as drawn."""
    cases, wanted = tuple(cases), [check for check in CHECKS if check in wanted]
    long = _longest([case for case in cases if not case.random])
    enumerated = [case for case in cases if not case.random and case.request.key not in long]
    units = [*_units(enumerated, wanted), *_adaptive(enumerated, later, wanted)]
    waiting = _Waiting(units)
    steps = [unit.step for unit in _with_time_to_plan((*waiting.most_needed(), *waiting.in_order()))]
    rest = tuple(case for case in cases if case.random)
    last = tuple(case for case in cases if not case.random and case.request.key in long)
    return (*_joined(steps), *([Step(rest)] if rest else []), *([Step(last, alone=True)] if last else []))


def most_telling(cases: Iterable[Case], wanted: Collection[str], budget: PlanBudget) -> tuple[Case, ...]:
    """Return, in their own order, the cases that tell most within a budget, with all they need; none that is random.

    Of each probe no more are chosen than its share of a smoke run; of a sequence or a burst the first.
    """
    shares = {name: entry.share.in_smoke for name, entry in PROBES.items()}
    cases = tuple(_shortened((case for case in cases if not case.random), shares))
    waiting = _Waiting([*_units(cases, [check for check in CHECKS if check in wanted], of_part=True)])
    part = _Part(budget, shares)
    for unit in chain(waiting.most_needed(), waiting.in_order(part.takes)):
        part.tokens.update(_tokens_of([unit]))
    return tuple(_complete(cases, part.tokens))


def _complete(cases: Sequence[Case], chosen: Collection[str]) -> Iterator[Case]:
    """Give the cases whose request, and whatever they need to tell something, is among those chosen."""
    planned, own = {case.request.key for case in cases}, _own_requests(cases)
    needed = ({case.request.key, *_needs(case, own)} & planned for case in cases)
    lacking = [not needs <= {*chosen} for needs in needed]
    partial = {(case.probe, case.group) for case, lacks in zip(cases, lacking, strict=True) if lacks and case.group}
    for case, lacks in zip(cases, lacking, strict=True):
        if not lacks and (case.probe, case.group) not in partial:
            yield case


def _shortened(cases: Iterable[Case], shares: Mapping[str, int]) -> Iterator[Case]:
    """Give cases without what of a sequence or a burst is beyond the share of its probe."""
    steps: dict[tuple[str, str], dict[str, None]] = {}
    for case in cases:
        if manner_of(case) is not Manner.FREE:
            sent = steps.setdefault((case.probe, case.group), {})
            if case.request.key not in sent and len(sent) == shares[case.probe]:
                continue
            sent[case.request.key] = None
        yield case


class _Part:
    """The part of a plan that is chosen: ``tokens`` by request, and how many more of each probe may be chosen."""

    def __init__(self, budget: PlanBudget, shares: Mapping[str, int]) -> None:
        self.tokens: dict[str, int] = {}
        self._budget = budget
        self._left = Counter(shares)

    def takes(self, units: Sequence[_Unit]) -> bool:
        """Tell whether a unit, the last of those that it needs and are not chosen yet, is chosen; note it if it is."""
        more, unit = _tokens_of(units), units[-1]
        tokens = self.tokens | more
        if len(tokens) > self._budget.requests or sum(tokens.values()) > self._budget.tokens:
            return False
        if max(more.values(), default=0) > _MOST_OF_TOKENS * self._budget.tokens:
            return False
        probe = next((case.probe for case in unit.step.cases if self._left[case.probe] >= unit.requests), None)
        if probe is None:
            return False
        self._left[probe] -= unit.requests
        return True


def _tokens_of(units: Iterable[_Unit]) -> dict[str, int]:
    return {case.request.key: case.tokens for unit in units for case in unit.step.cases}


def _longest(cases: Iterable[Case]) -> frozenset[str]:
    """Return the keys of the lists that are longest, where they are very long; those of a sequence keep their place."""
    lists = [case for case in cases if case.texts and len(case.texts) >= _VERY_LONG and manner_of(case) is Manner.FREE]
    most = max((len(case.texts or ()) for case in lists), default=0)
    return frozenset(case.request.key for case in lists if 2 * len(case.texts or ()) > most)


def _units(cases: Sequence[Case], wanted: Collection[str], *, of_part: bool = False) -> Iterator[_Unit]:
    """Make units of what is planned, or of what a part of it is chosen from, of a sequence or a burst as a whole."""
    together: dict[Hashable, list[Case]] = {}
    for case in cases:
        alone = manner_of(case) is Manner.FREE and not (of_part and case.group)
        together.setdefault(case.request.key if alone else (case.probe, case.group), []).append(case)
    own, rank = _own_requests(cases), _ranks(cases)
    for members in together.values():
        keys = frozenset(case.request.key for case in members)
        # A request serves several cases, and tells something as soon as one of them needs nothing more.
        needs = min(({*_needs(case, own)} for case in members), key=len)
        tells = dict(pair for case in members for pair in _tells(case, wanted, rank.get(case.request.key, 0)))
        if of_part:
            tells |= {what: _A_PART for case in members for what in _held_against(case, wanted)}
        yield _Unit(Step(tuple(members)), keys, len(keys), frozenset(needs - keys), tells)


def _ranks(cases: Sequence[Case]) -> Mapping[str, int]:
    """Return how many lists of pairs stand before each in its probe, which begins with what is most common."""
    by_role = (dict.fromkeys(case.request.key for case in cases if case.role is role) for role in _PAIRED)
    return {key: rank for keys in by_role for rank, key in enumerate(keys)}


_Own = Mapping[tuple[str, int | None], str]


def _own_requests(cases: Iterable[Case]) -> _Own:
    """Return the keys of the requests that send texts alone, by text and dimensions."""
    alone = (case for case in cases if case.role is Role.ALONE and case.texts)
    return {(text, case.dimensions): case.request.key for case in alone for text in case.texts or ()}


def _needs(case: Case, own: _Own) -> Iterator[str]:
    """Give the keys of a case's control and, for a comparison, of its texts alone."""
    if case.control is not None:
        yield case.control.key
    if case.role not in {Role.NONE, Role.ALONE} and manner_of(case) is not Manner.SEQUENCE:
        texts = ((text, case.dimensions) for text in case.texts or ())
        yield from (own[text] for text in texts if text in own)


def as_answered(case: Case) -> Case:
    """Return a case as it stands once a service is seen to answer what it may refuse."""
    return replace(case, expect=Expect.ANSWER) if case.expect is Expect.EITHER else case


def _tells(case: Case, wanted: Collection[str], rank: int) -> Iterator[tuple[Hashable, float]]:
    is_form = case.role is Role.NONE and case.expect is Expect.ANSWER
    yield (case.decided_by, case.rule), _A_FORM if is_form else _A_PART
    comparing = _comparing(as_answered(case) if case.role else case, wanted)
    part = _IN_DOUBT if case.expect is Expect.EITHER else _A_PART
    # Twins in the default dimensions are there for those in others to be held against.
    if case.role is not Role.ALONE and (case.role is not Role.DIMENSIONS or case.dimensions is not None):
        yield from (((check, case.role), part) for check in comparing)
        if case.role not in _ALIKE:
            yield from (((check, case.role, case.request.key), part) for check in comparing)
    for check in wanted:
        decides = case.decided_by == check
        wants = decides or CHECKS[check].selector.wants(case)
        if wants and CHECKS[check].scope is not Scope.SPACE and not (is_form and decides):
            yield check, _A_PART
    if case.role in _PAIRED and comparing:
        pair = _IN_DOUBT if case.role is Role.SCRIPTS else part
        yield from (((case.role, text), pair * _LESS_COMMON**rank) for text in (case.texts or ())[::2])
    if case.role is Role.PREFIXES:
        yield from (((case.role, doubling), _A_DOUBLING) for doubling in range(case.tokens.bit_length()))
    if case.role is Role.BASE64:
        yield case.role, _BY_DEFAULT
    if case.single and case.encoding is None and case.dimensions is None and case.expect is Expect.ANSWER:
        yield "without format", _BY_DEFAULT


def _held_against(case: Case, wanted: Collection[str]) -> Iterator[Hashable]:
    """Give the comparisons that a text alone is there for; by itself it tells nothing of them."""
    if case.role is Role.ALONE:
        yield from ((check, case.role) for check in _comparing(case, wanted))


def _comparing(case: Case, wanted: Collection[str]) -> list[str]:
    return [check for check in wanted if CHECKS[check].scope is Scope.SPACE and CHECKS[check].selector.wants(case)]


_PAIRED = frozenset({Role.SCRIPTS, Role.CLEANED, Role.LIKE})
"""Roles of lists of pairs, each of which tells of something that no other does, be the list one that may be refused."""
_ALIKE = frozenset({Role.ALONE, Role.BATCH, Role.LIST_OF_ONE, Role.NOISE, Role.LOAD, Role.SCRIPTS, Role.CLEANED})
"""Roles whose cases are many of one kind."""


def _adaptive(cases: Sequence[Case], later: Iterable[Probe], wanted: Collection[str]) -> Iterator[_Unit]:
    """Make units of the adaptive probes; those that only follow a failure, and cost nothing else, come last."""
    for probe in later:
        needs = frozenset({case.request.key for case in cases if case.probe in probe.needs} | {*probe.needs})
        checks = [check for check in wanted if probe.name in CHECKS[check].probes or check in probe.decided]
        count = probe.estimate.requests
        tells: Weights = {(check, probe.name, at): _A_PART for check in checks for at in range(count)}
        yield _Unit(Step(probe=probe), frozenset({probe.name}), count, needs, tells)


class _Waiting:
    """The units that have not gone, by what each would tell now."""

    def __init__(self, units: Sequence[_Unit]) -> None:
        by_size = sorted(enumerate(units), key=lambda pair: len(pair[1].keys), reverse=True)
        place = {key: at for at, unit in by_size for key in unit.keys}  # of several, the unit that costs least
        self._units = units
        self._needs = [sorted({place[key] for key in unit.needs if key in place}) for unit in units]
        self._needing: dict[int, list[int]] = {}
        for at, needed in enumerate(self._needs):
            for other in needed:
                self._needing.setdefault(other, []).append(at)
        self._told: Counter[Hashable] = Counter()
        self._sent: set[int] = set()
        self._heap = [(-self._worth(at), at) for at in range(len(units))]
        heapq.heapify(self._heap)

    def most_needed(self) -> Iterator[_Unit]:
        """Let that go first on which most others rest, as the plainest request does."""
        if self._units:
            yield from self._take(max(range(len(self._units)), key=lambda at: len(self._needing.get(at, ()))))

    def in_order(self, takes: Callable[[Sequence[_Unit]], bool] = lambda _: True) -> Iterator[_Unit]:
        """Yield the others, each time the one that tells most for each request it costs, after those it needs.

        ``takes`` is handed what would be yielded next, and tells whether it is.
        """
        while self._heap:
            worth, at = heapq.heappop(self._heap)
            # What others told meanwhile makes a unit worth less.
            if at not in self._sent and (now := -self._worth(at)) > worth:
                heapq.heappush(self._heap, (now, at))
            elif at not in self._sent and takes([self._units[index] for index in self._with_needs(at)]):
                yield from self._take(at)

    def _take(self, at: int) -> Iterator[_Unit]:
        for index in self._with_needs(at):
            self._sent.add(index)
            self._told.update(self._units[index].tells.keys())
            yield self._units[index]
            for other in self._needing.get(index, []):
                heapq.heappush(self._heap, (-self._worth(other), other))

    def _worth(self, at: int) -> float:
        """Return what a unit tells for each request, with all it still needs."""
        together = self._with_needs(at)
        tells = {what: weight for index in together for what, weight in self._units[index].tells.items()}
        cost = sum(self._units[index].cost for index in together)
        return sum(weight * _AGAIN ** self._told[what] for what, weight in tells.items()) / cost if cost else 0.0

    def _with_needs(self, at: int, needing: frozenset[int] = frozenset()) -> list[int]:
        """Return the places of what a unit needs and has not, what those need first, and its own.

        Of two that need each other, as a string and a list of this one string may, each goes before the other.
        """
        found: dict[int, None] = {}
        for other in self._needs[at]:
            if other not in self._sent and other not in needing:
                found.update(dict.fromkeys(self._with_needs(other, needing | {at})))
        return [*found, at]


def _with_time_to_plan(units: Iterable[_Unit]) -> Iterator[_Unit]:
    """Put each adaptive probe behind the next few requests, which go out while it is planned."""
    sent, waiting = 0, deque[tuple[int, _Unit]]()
    for unit in units:
        while waiting and waiting[0][0] <= sent:
            yield waiting.popleft()[1]
        if unit.step.probe is None:
            sent += unit.requests
            yield unit
        else:
            waiting.append((sent + _MEANWHILE, unit))
    yield from (unit for _, unit in waiting)


def _joined(steps: Iterable[Step]) -> Iterator[Step]:
    """Join neighbouring steps that go out in one manner; an adaptive probe stays by itself."""
    for probe, group in groupby(steps, key=lambda step: step.probe or manner_of(step.cases[0])):
        if isinstance(probe, Probe):
            yield from group
        else:
            yield Step(tuple(case for step in group for case in step.cases))
