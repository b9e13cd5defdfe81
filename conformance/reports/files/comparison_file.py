"""A comparison of runs as JSON and as Markdown: what checks say of each, and how the vectors are related."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from conformance.model.exit_status import ExitStatus
from conformance.model.message import template
from conformance.model.verdict import Verdict
from conformance.reports.files.markdown import escaped
from conformance.reports.html.verdict_view import subject_of
from conformance.reports.i18n.language import Language
from conformance.reports.summary.comparison import Difference, ResultChange, changes
from conformance.reports.summary.comparison_matrix import LETTERS, Matrix, MatrixCell, against_first
from conformance.results.vector_comparison import VectorComparison, kinship_status, vector_comparisons
from conformance.results.view import ResultsView

__all__ = ["comparison_status", "render_json", "render_markdown"]

_CELL = template("comparison.cell", "{verdict} ({differing})")
_HEAD = template("comparison.head", "{first} and {second}")
_NO_VECTORS = template("comparison.no-vectors", "No texts were embedded by both.")
_NOTHING = template("comparison.nothing", "No check says anything different of the two.")
_VECTORS = template("comparison.vectors", "{name} ({models}): {why}. For an index: {index}.")


def comparison_status(views: Sequence[ResultsView]) -> ExitStatus:
    """Return how later runs stand to the first: 0 the same, 1 worse or of other vectors, 10 where it cannot be told."""
    worse = any(_gates(row) for other in views[1:] for row in changes(views[0], other))
    status = kinship_status([comparison for comparison in vector_comparisons(views) if comparison.runs[0] == 0])
    return ExitStatus.NON_CONFORMANT if worse else status


def _gates(row: Difference) -> bool:
    return row.change is ResultChange.WORSE and row.second == Verdict.FAIL


def render_json(views: Sequence[ResultsView]) -> str:
    """Return one JSON object: the runs, what differs from the first, and the vectors of each pair of models."""
    document = {
        "format": 1,
        "exit_status": int(comparison_status(views)),
        "runs": [
            {"base_url": view.target.base_url, "started": view.run.started, "verdict": str(view.run.verdict)}
            for view in views
        ],
        "matrix": _matrix(Matrix.of(views)),
        "differences": [
            {**_difference(row), "runs": [0, at]}
            for at, other in enumerate(views[1:], 1)
            for row in changes(views[0], other)
        ],
        "vectors": [_pair(comparison) for comparison in vector_comparisons(views)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _matrix(matrix: Matrix) -> dict[str, Any]:
    """Return what each family says of each run, and how each run differs from the first in what both judged."""
    rows = [
        {
            "family": row.name,
            "runs": list(map(_cell, row.cells)),
            "checks": [
                {"check": check.check, "level": check.level, "runs": list(map(_cell, check.cells))}
                for check in row.checks
            ],
        }
        for row in matrix.families
    ]
    return {"runs": list(map(_cell, matrix.whole)), "families": rows}


def _cell(cell: MatrixCell) -> dict[str, Any]:
    return {"verdict": cell.verdict, **{str(change): count for change, count in cell.differing.items()}}


def _difference(row: Difference) -> dict[str, Any]:
    return {
        "change": str(row.change),
        "check": row.check,
        "level": row.level,
        "models": list(row.models),
        "verdicts": [row.first, row.second],
        "found": row.sentence.english,
    }


def _pair(compared: VectorComparison) -> dict[str, Any]:
    likeness, verdict = compared.likeness, compared.verdict
    return {
        "runs": list(compared.runs),
        "models": list(compared.models),
        "kinship": str(verdict.kinship),
        "index": str(verdict.index),
        "sentence": str(verdict.message),
        "texts": compared.texts,
        "widths": list(compared.widths),
        "norms": list(compared.norms),
        "typical_distance": likeness.typical if likeness.texts else None,
        "largest_distance": likeness.largest if likeness.texts else None,
        "same_nearest": likeness.neighbours.nearest,
    }


def render_markdown(views: Sequence[ResultsView], language: str = "en") -> str:
    """Return the matrix of all runs, what differs of each from the first, and the vectors.

    Raises UsageError where there is no such language.
    """
    words = Language.named(language)
    pairs = (line for at in range(1, len(views)) for line in _against(views, at, words))
    return "\n".join([*_table(views, words), *pairs])


def _table(views: Sequence[ResultsView], words: Language) -> Iterator[str]:
    """Yield the matrix; in bold is what differs from the first run in what was asked of both."""
    matrix = Matrix.of(views)
    heads = [f"{letter} {subject_of(view, words)}" for letter, view in zip(LETTERS, views, strict=False)]
    yield _row(map(escaped, [words.say("Feature"), *heads]))
    yield _row(["---"] * (1 + len(views)))
    yield _row([words.say("Date"), *(escaped(view.run.started[:10]) for view in views)])
    yield _row([words.say("Verdict"), *(escaped(words.run_verdict(view.verdict_word)) for view in views)])
    yield _row([words.say("Against the first"), "", *(words.message(against_first(cell)) for cell in matrix.whole[1:])])
    for row in matrix.families:
        yield _row([escaped(row.name), *(_cell_words(cell, words) for cell in row.cells)])
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell_words(cell: MatrixCell, words: Language) -> str:
    verdict = escaped(words.verdict(cell.verdict)) if cell.verdict else "·"
    return f"**{words.message(_CELL(verdict=verdict, differing=cell.message))}**" if cell.message else verdict


def _against(views: Sequence[ResultsView], at: int, words: Language) -> Iterator[str]:
    first, second = views[0], views[at]
    yield f"## {escaped(words.message(_HEAD(first=first.target.base_url, second=second.target.base_url)))}"
    yield ""
    found = changes(first, second)
    for row in found:
        models = ", ".join(model or words.say("the target") for model in row.models)
        verdicts = f"{words.verdict(row.first) or '·'} → {words.verdict(row.second) or '·'}"
        found_told = f"{words.say(': ')}{escaped(words.sentence(row.sentence), 600)}" if row.sentence else ""
        yield f"- {escaped(row.check)} ({escaped(models)}): {escaped(verdicts)}{found_told}"
    if not found:
        yield escaped(words.message(_NOTHING()))
    yield ""
    pairs = [comparison for comparison in vector_comparisons(views) if comparison.runs == (0, at)]
    for pair in pairs:
        models = ", ".join(dict.fromkeys(pair.models))
        sentence = _VECTORS(name=pair.name, models=models, why=pair.verdict.why, index=pair.index)
        yield f"- {escaped(words.message(sentence), 600)}"
    if not pairs:
        yield escaped(words.message(_NO_VECTORS()))
    yield ""
