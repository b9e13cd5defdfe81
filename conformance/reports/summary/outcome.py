"""What a run comes down to, in sentences that are messages: reports render them in their language."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model.message import Message, Template, template
from conformance.model.verdict import Level, RunVerdict, Verdict
from conformance.model.waiver import WaiverState
from conformance.results.result_view import ResultView
from conformance.results.view import ResultsView

__all__ = ["broken_waivers", "outcome", "partial_run", "replayed", "sentence", "unverified"]

_CONFORMANT = template("summary.conformant", "conformant in {judged} of {total} MUST clauses{waived}{warnings}")
_HOLDS = template("summary.holds", "holds in {judged} of {total} MUST clauses{waived}{warnings}")
_NO_MUST = template(
    "summary.no-must-judged",
    "nothing fails in {checks:check}{waived}{warnings}; of {total:MUST clause} none was judged in whole, so whether "
    "the contract holds was not seen",
)
_WARNINGS = template("summary.warnings", "; {count:check gives a warning|checks give warnings}")
_WAIVED = template("summary.waived", ", but for {count:check that is|checks that are} waived")
_NON_CONFORMANT = template("summary.non-conformant", "non-conformant: {outcome}")
_INCOMPLETE = template("summary.incomplete", "incomplete: {outcome}")
_UNKNOWN = template("summary.unknown-verdict", "{verdict}")
_FAILING = template("summary.failing", "{count:MUST check fails|MUST checks fail}{share}")
_SHARE = template("summary.share-of-models", ", on {failing} of {total} models")
_STRICT = template(
    "summary.warnings-fail", "{count:check gives a warning|checks give warnings}, which counts as failure"
)
_BROKEN_WAIVER = template("summary.broken-waiver", "no check fails, but a waiver is stale or expired")
_CRASHED = template("summary.crashed", "{count:check} crashed, which is a bug of this suite")
_NOTHING_JUDGED = template("summary.nothing-judged", "nothing could be judged")
_NOT_WHOLE = template("summary.not-whole", "nothing failed, but the run was not whole")
_UNDECIDED = template("summary.undecided", "{count:MUST check} could not be judged{because}, nothing failed")
_UNDECIDED_AND_FAILING = template(
    "summary.undecided-and-failing",
    "{count:MUST check} could not be judged{because}; {failing:MUST check fails|MUST checks fail} all the same",
)
_BECAUSE = template("summary.because", " ({reason})")
_REPLAYED = template("summary.replayed", "Recorded evidence was judged, and nothing was sent.{lacking}")
_LACKING = template("summary.replay-lacks", " {count:,} of the planned requests are not in it, the first: {title}.")
_LACKING_ALL = template("summary.replay-lacks-some", " {count:,} of the planned requests are not in it.")
_PARTIAL = template("summary.partial-run", "Partial run ({expression}): {judged} of {total} MUST clauses were judged.")
_STALE = template(
    "summary.waiver-stale", "The waiver of {check}{model} is stale, since nothing is amiss there: take it out."
)
_EXPIRED = template(
    "summary.waiver-expired", "The waiver of {check}{model} has expired on {day}: settle what it waives, or extend it."
)
_FOR_MODEL = template("summary.waiver-for", " for {model}")
_UNVERIFIED = template("markdown.tls-unverified", "TLS certificates were not verified.")
_SEVERAL = 2


def sentence(view: ResultsView) -> Message:
    """Return what the run comes down to, in one sentence."""
    match view.run.verdict:
        case RunVerdict.CONFORMANT:
            return _conformant(view, _CONFORMANT)
        case RunVerdict.NON_CONFORMANT:
            return _NON_CONFORMANT(outcome=outcome(view))
        case RunVerdict.INCOMPLETE:
            return _INCOMPLETE(outcome=outcome(view))
    return outcome(view)


def outcome(view: ResultsView) -> Message:
    """Return what the verdict of a run rests on, without the verdict; a verdict unknown to us is all there is."""
    match view.run.verdict:
        case RunVerdict.CONFORMANT:
            return _conformant(view, _HOLDS)
        case RunVerdict.NON_CONFORMANT:
            return _non_conformant(view)
        case RunVerdict.INCOMPLETE:
            return _incomplete(view)
    return _UNKNOWN(verdict=str(view.run.verdict))


def unverified(view: ResultsView) -> Message | None:
    """Return that certificates were not verified, or None where they were."""
    return _UNVERIFIED() if view.target.insecure else None


def partial_run(view: ResultsView) -> Message | None:
    """Return how much of the contract a selection let be judged, or None where nothing was left out."""
    selection = view.selection
    if not selection.expression:
        return None
    return _PARTIAL(expression=selection.expression, judged=selection.must_judged, total=selection.must_clauses)


def replayed(view: ResultsView) -> Message | None:
    """Return what a replay lacked of the requests it planned, or None where a target was asked."""
    replay = view.replay
    if replay is None:
        return None
    if not replay.lacking:
        return _REPLAYED(lacking=None)
    if not replay.titles:
        return _REPLAYED(lacking=_LACKING_ALL(count=replay.lacking))
    return _REPLAYED(lacking=_LACKING(count=replay.lacking, title=replay.titles[0].value))


def broken_waivers(view: ResultsView) -> Iterator[Message]:
    """Yield a sentence with the remedy for every waiver that is stale or expired."""
    for waiver in view.waivers:
        model = _FOR_MODEL(model=waiver.model) if waiver.model else None
        if waiver.state == WaiverState.STALE:
            yield _STALE(check=waiver.id, model=model)
        elif waiver.state == WaiverState.EXPIRED:
            yield _EXPIRED(check=waiver.id, model=model, day=waiver.expires)


def _conformant(view: ResultsView, template_: Template) -> Message:
    advice, waived, passed = (_checks(view, verdict) for verdict in (Verdict.ADVICE, Verdict.WAIVED, Verdict.PASS))
    exceptions = {
        "warnings": _WARNINGS(count=len(advice)) if advice else None,
        "waived": _WAIVED(count=len(waived)) if waived else None,
    }
    total, judged = view.selection.must_clauses, view.selection.must_judged
    if view.tells_nothing_of_must:
        return _NO_MUST(checks=len(advice | waived | passed), total=total, **exceptions)
    return template_(judged=judged, total=total, **exceptions)


def _non_conformant(view: ResultsView) -> Message:
    failing, warnings = (len(_checks(view, verdict)) for verdict in (Verdict.FAIL, Verdict.ADVICE))
    if failing:
        return _FAILING(count=failing, share=_share(view))
    return _STRICT(count=warnings) if warnings else _BROKEN_WAIVER()


def _incomplete(view: ResultsView) -> Message:
    if crashed := len(_checks(view, Verdict.ERROR)):
        return _CRASHED(count=crashed)
    if not any(result.judged for result in view.results):
        return _NOTHING_JUDGED()
    unjudged = [
        result for result in view.results if (result.verdict, result.level) == (Verdict.INCONCLUSIVE, Level.MUST)
    ]
    if not unjudged:
        return _NOT_WHOLE()
    count, because = len({result.id for result in unjudged}), _because(unjudged)
    if failing := len(_checks(view, Verdict.FAIL)):
        return _UNDECIDED_AND_FAILING(count=count, because=because, failing=failing)
    return _UNDECIDED(count=count, because=because)


def _because(unjudged: list[ResultView]) -> Message | None:
    """Return the one reason that all of them share, or None."""
    reasons = {result.why.identity: result.why for result in unjudged if result.why}
    return _BECAUSE(reason=next(iter(reasons.values())).value) if len(reasons) == 1 else None


def _share(view: ResultsView) -> Message | None:
    models = {result.model for result in view.results if result.model}
    failing = {result.model for result in view.results if result.verdict == Verdict.FAIL and result.model}
    return _SHARE(failing=len(failing), total=len(models)) if failing and len(models) >= _SEVERAL else None


def _checks(view: ResultsView, verdict: Verdict) -> set[str]:
    return {result.id for result in view.results if result.verdict == verdict}
