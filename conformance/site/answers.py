"""What a run answers to a question: nothing but what was seen, each with where it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from conformance.model.message import Message
from conformance.model.verdict import Verdict
from conformance.reports.html.audit_tables import observed
from conformance.reports.summary.drop_in import drop_in_rows, drop_in_sentence
from conformance.reports.summary.statement import titled
from conformance.results.result_view import ResultView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight
from conformance.site.features import Feature
from conformance.site.replies import reply_to

__all__ = ["FactKind", "FeatureAnswer", "FeatureFact", "answer_of", "heaviest"]

_LEARNED = "learned."
"""What begins the ids of facts that say the most in one line."""
_COUNTED, _LIMIT = "structure.item-count", "learned.inputs"
"""Who answers a list with fewer items than texts has lost some: how many it answered with is no limit."""
_LAYER_VERDICTS = {"yes": Verdict.PASS, "differences": Verdict.ADVICE, "no": Verdict.FAIL}


class FactKind(StrEnum):
    """What sort of thing a fact is."""

    FOUND = "found"
    """What a check found amiss."""
    LAYER = "drop-in"
    """What clients of OpenAI would meet."""
    CALLER = "caller"
    """What the caller of a real client gets of recorded answers."""
    DOCUMENTED = "documented"
    """What the contract says, in numbers."""
    OBSERVED = "observed"
    OPEN = "open"
    """It could not be judged, for the reason that is given."""
    HELD = "held"
    """What a check looked for and did not find amiss."""


@dataclass(frozen=True, slots=True)
class FeatureFact:
    """One thing that was seen, of the models that it was seen of (none: of all, or of the service as a whole)."""

    kind: FactKind
    id: str
    """Of the check, or of the observation."""
    verdict: str
    """Empty for what was observed and not judged."""
    statement: Sentence
    value: Sentence | None = None
    """What was observed, where ``told`` says what was asked."""
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureAnswer:
    """What a run answers: its heaviest verdict, and what that rests on; no facts where nothing was asked."""

    verdict: str
    facts: tuple[FeatureFact, ...]
    """What tells most first."""
    reply: Message | None = None
    """What it comes to where no check found anything, and what was observed says more than that."""

    partial: bool = False
    """Whether it passed in partial runs alone: what others do not hold to may not have been asked."""

    @property
    def clear(self) -> bool:
        """Whether nothing was found, and nothing stayed open."""
        return self.verdict in {"", Verdict.PASS}


def answer_of(view: ResultsView, feature: Feature, documented: Mapping[str, Message]) -> FeatureAnswer:
    """Return what a run answers to a question; ``documented`` is what its contract says of that, by model."""
    results = [result for result in view.results if result.id in feature.checks]
    facts = [*_found(results, view.target.models), *((*_layer(view), *_callers(view)) if feature.drop_in else ())]
    facts += _others(results, Verdict.INCONCLUSIVE, FactKind.OPEN)
    facts += _documented(documented, view.target.models) if results else ()
    lost = any(fact.id == _COUNTED for fact in facts)
    seen = [fact for fact in _observed(view, feature.observations) if not (lost and fact.id == _LIMIT)]
    learned = [fact for fact in seen if fact.id.startswith(_LEARNED)]
    facts += [*learned, *(fact for fact in seen if fact not in learned), *_others(results, Verdict.PASS, FactKind.HELD)]
    answer = FeatureAnswer(
        heaviest(fact.verdict for fact in facts), tuple(sorted(facts, key=lambda fact: fact.id not in feature.leading))
    )
    if not answer.clear:
        return answer
    if feature.drop_in and view.drop_in is None and view.selection.expression:
        return FeatureAnswer("", ())  # the layer, which fails others, is of whole runs alone
    reply = reply_to(feature.id, ((fact.id, fact.value.data.id) for fact in seen if fact.value and fact.value.data))
    if reply:
        return FeatureAnswer("", answer.facts, reply)
    return replace(answer, partial=bool(answer.verdict and view.selection.expression))


def heaviest(verdicts: Iterable[str]) -> str:
    """Return the verdict that needs attention most; nothing where none was judged."""
    judged = [verdict for verdict in verdicts if verdict and verdict != Verdict.NOT_APPLICABLE]
    return min(judged, key=by_weight, default="")


def _found(results: Sequence[ResultView], models: Sequence[str]) -> Iterator[FeatureFact]:
    """Yield what was found, once for all models of which a check found the same, the gravest first."""
    rows: dict[tuple[str, str, str], list[ResultView]] = {}
    for result in sorted(results, key=lambda result: by_weight(result.verdict)):
        if result.verdict in {Verdict.FAIL, Verdict.ADVICE, Verdict.WAIVED, Verdict.ERROR}:
            message = result.findings[0].message if result.findings else result.reason
            rows.setdefault((result.id, str(result.verdict), message.identity), []).append(result)
    for (check, verdict, _), same in rows.items():
        message = same[0].findings[0].message if same[0].findings else same[0].reason
        yield FeatureFact(FactKind.FOUND, check, verdict, message, models=_some([row.model for row in same], models))


def _layer(view: ResultsView) -> Iterator[FeatureFact]:
    """Yield what clients of OpenAI would meet otherwise than there, else that they work, or may not."""
    sentence = drop_in_sentence(view)
    if sentence is None or view.drop_in is None:
        return
    breaking = [row for row in drop_in_rows(view) if row.verdict == Verdict.FAIL]
    for row in breaking:
        models = _some(row.models, view.target.models)
        yield FeatureFact(FactKind.LAYER, row.check, row.verdict, row.message, models=models)
    if not breaking:
        verdict = _LAYER_VERDICTS.get(view.drop_in.verdict, Verdict.INCONCLUSIVE)
        yield FeatureFact(FactKind.LAYER, "drop-in", verdict, Sentence.saying(sentence))


def _callers(view: ResultsView) -> Iterator[FeatureFact]:
    """Yield what callers of real clients get, once for all clients whose callers get the same."""
    by_client: dict[str, dict[str, None]] = {}
    for row in view.clients:
        by_client.setdefault(row.client, {})[row.got] = None
    for got in dict.fromkeys(tuple(sorted(seen)) for seen in by_client.values()):
        clients = ", ".join(client for client, seen in by_client.items() if tuple(sorted(seen)) == got)
        for outcome in got:
            yield FeatureFact(FactKind.CALLER, "clients", "", Sentence(clients), Sentence(outcome))


def _documented(documented: Mapping[str, Message], everybody: Sequence[str]) -> Iterator[FeatureFact]:
    """Yield what is documented, once for all models of which the same is."""
    by_message: dict[Message, list[str]] = {}
    for model, message in documented.items():
        by_message.setdefault(message, []).append(model)
    for message, models in by_message.items():
        yield FeatureFact(
            FactKind.DOCUMENTED, "documented", "", Sentence.saying(message), models=_some(models, everybody)
        )


def _observed(view: ResultsView, ids: frozenset[str]) -> Iterator[FeatureFact]:
    """Yield what was observed, once for all models that do the same."""
    for row in (row for row in observed(view) if row.id in ids):
        values: dict[str, list[str]] = {}
        statements: dict[str, Sentence] = {}
        for model, cell in zip(view.target.models, row.cells, strict=True):
            if cell is not None:
                values.setdefault(cell[0].identity, []).append(model)
                statements[cell[0].identity] = cell[0]
        for identity, models in values.items():
            some = _some(models, view.target.models)
            yield FeatureFact(FactKind.OBSERVED, row.id, "", row.statement, statements[identity], some)


def _others(results: Sequence[ResultView], verdict: Verdict, kind: FactKind) -> Iterator[FeatureFact]:
    """Yield what holds, or could not be judged, once a check."""
    for result in {result.id: result for result in results if result.verdict == verdict}.values():
        value = result.why if kind is FactKind.OPEN else None
        yield FeatureFact(kind, result.id, str(verdict), titled(result), value)


def _some(models: Sequence[str | None], everybody: Sequence[str]) -> tuple[str, ...]:
    """Return models by name, or none where they are all there are."""
    named = tuple(dict.fromkeys(model for model in models if model is not None))
    return () if set(named) >= set(everybody) else named
