"""The second layer of a verdict in words: whether a client of OpenAI works unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.model.message import Message, template
from conformance.model.verdict import Verdict
from conformance.results.result_view import ResultView
from conformance.results.sentence import NOTHING, Sentence
from conformance.results.view import ResultsView

__all__ = ["DropInRow", "drop_in_line", "drop_in_rows", "drop_in_sentence"]

_TOLD = frozenset({Verdict.FAIL, Verdict.ADVICE})
_YES = template("drop-in.yes", "an OpenAI client works unchanged ({count:check})")
_SENTENCES = {
    "differences": template("drop-in.differences", "an OpenAI client works, but meets differences"),
    "no": template("drop-in.no", "an OpenAI client does not work unchanged"),
}
_UNKNOWN = template("drop-in.unknown", "whether an OpenAI client works unchanged could not be judged whole")
_DROP_IN = template("markdown.drop-in", "Drop-in: {sentence}.")
_TRIPPING = template("markdown.drop-in-checks", "Drop-in: {sentence}: {checks}.")


@dataclass(frozen=True, slots=True)
class DropInRow:
    """One check that a client of OpenAI trips over: what was seen first, and of which models (None: the target)."""

    check: str
    title: Sentence
    level: str
    verdict: str
    models: tuple[str | None, ...]
    message: Sentence


def drop_in_sentence(view: ResultsView) -> Message | None:
    """Return the sentence of the second layer, or None where a document has none."""
    layer = view.drop_in
    if layer is None:
        return None
    return _YES(count=layer.checks) if layer.verdict == "yes" else _SENTENCES.get(layer.verdict, _UNKNOWN)()


def drop_in_line(view: ResultsView) -> Message | None:
    """Return the sentence with the checks that such a client trips over, or None where a document has none."""
    said, checks = drop_in_sentence(view), tuple(row.check for row in drop_in_rows(view))
    if said is None:
        return None
    return _TRIPPING(sentence=said, checks=checks) if checks else _DROP_IN(sentence=said)


def drop_in_rows(view: ResultsView) -> list[DropInRow]:
    """Return what such a client trips over, a row for each check, the gravest first."""
    rows: dict[str, list[ResultView]] = {}
    for result in view.drop_in.results if view.drop_in else ():
        if result.verdict in _TOLD:
            rows.setdefault(result.id, []).append(result)
    return sorted(map(_row, rows.values()), key=lambda row: row.verdict != Verdict.FAIL)


def _row(results: Sequence[ResultView]) -> DropInRow:
    first = min(results, key=lambda result: result.verdict != Verdict.FAIL)
    return DropInRow(
        check=first.id,
        title=first.title,
        level=first.level or "",
        verdict=first.verdict,
        models=tuple(result.model for result in results),
        message=first.findings[0].message if first.findings else NOTHING,
    )
