"""The causes of a results document with the results they explain, and those they kept from being judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from conformance.model.message import Message, template
from conformance.model.verdict import Verdict
from conformance.results.causes import AMISS, status_of
from conformance.results.explanations import order_of
from conformance.results.finding_view import CauseView, FindingView
from conformance.results.result_view import ResultView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight

__all__ = ["Cause", "causes", "counted_causes"]

_ONE_STATUS = template("summary.one-status", "Requests are answered with status {status} ({found:time})")
_SUCH_AS = template(
    "summary.one-status-such-as", "Requests such as {case} are answered with status {status} ({found:time})"
)

_CAUSES = template("page.causes", "{count:cause}: {parts}")
_PARTS = {
    Verdict.ERROR: template("page.causes-errors", "{count:is a bug of this suite|are bugs of this suite}"),
    Verdict.FAIL: template("page.causes-failing", "{count:fails|fail}"),
    Verdict.ADVICE: template("page.causes-warnings", "{count:is a warning|are warnings}"),
    Verdict.WAIVED: template("page.causes-waived", "{count:is waived|are waived}"),
}
_AND = template("page.and", "{one}, {other}")


@dataclass(frozen=True, slots=True)
class Cause:
    """Results that probably have one cause, what needs attention most first, and those it kept from being judged."""

    results: tuple[ResultView, ...]
    shadowed: tuple[ResultView, ...] = ()
    least: FindingView | None = None
    """The finding of the smallest request, which shows best what brings an error about; None where it is not known."""

    @property
    def lead(self) -> ResultView:
        """The result that tells most."""
        return self.results[0]

    @property
    def id(self) -> str:
        """The check that tells most, which names the cause."""
        return self.lead.id

    @property
    def verdict(self) -> str:
        """The heaviest verdict among its results."""
        return self.lead.verdict

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that see it."""
        return tuple(dict.fromkeys(result.id for result in self.results))

    @property
    def models(self) -> tuple[str | None, ...]:
        """The models it is seen on; None stands for the target as a whole."""
        return tuple(dict.fromkeys(result.model for result in self.results))

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of what it violates."""
        return tuple(dict.fromkeys(result.level or "" for result in self.results))

    @property
    def families(self) -> tuple[str, ...]:
        """The families of its checks."""
        return tuple(dict.fromkeys(result.family for result in self.results))

    @property
    def found(self) -> int:
        """How often the check that tells most found it; others find the same in the same answers."""
        return sum(result.found for result in self.of(self.id))

    @property
    def example(self) -> FindingView | None:
        """The finding that tells most, or None where a check ended without one."""
        return next(iter(self.lead.findings), None)

    @property
    def status(self) -> int | None:
        """The status of the error that came in place of whatever was asked for, where several checks meet one."""
        findings = (finding for result in self.results for finding in result.findings)
        return status_of(findings) if len(self.checks) > 1 else None

    @property
    def headline(self) -> Sentence:
        """What is wrong: its first finding, or the one status that every request of it is answered with."""
        if self.status is not None:
            case = None if self.least is None else self.least.values.get("case")
            if isinstance(case, Message):
                return Sentence.saying(_SUCH_AS(case=case, status=self.status, found=self.found))
            return Sentence.saying(_ONE_STATUS(status=self.status, found=self.found))
        return self.example.message if self.example else self.lead.reason or self.lead.title

    def of(self, check: str) -> tuple[ResultView, ...]:
        """Return the results of one of its checks."""
        return tuple(result for result in self.results if result.id == check)


def causes(view: ResultsView) -> tuple[Cause, ...]:
    """Return the causes of all results that are not as they should be, what needs attention most first.

    What has no cause in the document, as nothing has in format 1 nor a check that crashed, is one by itself, a check
    each.
    """
    groups = [[view.results[place] for place in _results_of(cause, view)] for cause in view.causes]
    explained = {id(result) for group in groups for result in group}
    for result in view.results:
        if result.verdict in AMISS and id(result) not in explained:
            _join(groups, result)
    return tuple(sorted((_cause(group, view) for group in groups if group), key=_place))


def counted_causes(verdicts: Sequence[str]) -> Message | None:
    """Return how many causes of each verdict there are, given the verdict of each; None where there is none."""
    counts = Counter(verdicts)
    parts = [counted(count=counts[verdict]) for verdict, counted in _PARTS.items() if counts[verdict]]
    if not parts:
        return None
    return _CAUSES(count=len(verdicts), parts=reduce(lambda one, other: _AND(one=one, other=other), parts))


def _results_of(cause: CauseView, view: ResultsView) -> Iterable[int]:
    return dict.fromkeys(result for result, _ in cause.findings if 0 <= result < len(view.results))


def _join(groups: list[list[ResultView]], result: ResultView) -> None:
    """Put a result with those of its check, or by itself."""
    own = next((group for group in groups if any(member.id == result.id for member in group)), None)
    if own is None:
        groups.append([result])
    else:
        own.append(result)


def _cause(group: Sequence[ResultView], view: ResultsView) -> Cause:
    """Make a cause of results in the order in which they explain each other, what gates first."""
    checks = {result.id for result in group}
    shadowed = (
        result for result in view.results if result.verdict == Verdict.INCONCLUSIVE and checks & {*result.depends_on}
    )
    return Cause(tuple(sorted(group, key=_rank)), tuple(shadowed), _least(group, view))


def _least(group: Sequence[ResultView], view: ResultsView) -> FindingView | None:
    """Return the finding of the smallest request, of those that are told."""
    findings = [finding for result in group for finding in result.findings if finding.exchange in view.exchanges]
    return min(findings, key=lambda finding: len(view.exchanges[finding.exchange].request.body), default=None)


def _rank(result: ResultView) -> tuple[int, int, int]:
    return (by_weight(result.verdict), order_of(result.findings), -result.found)


def _place(cause: Cause) -> tuple[int, int, int, str]:
    return (by_weight(cause.verdict), -len(cause.models), -len(cause.checks), cause.id)
