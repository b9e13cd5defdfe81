"""The second layer of a verdict, in the terminal and on the audit page."""

from __future__ import annotations

from typing import Any

import pytest
from sample_audit import PAYLOAD
from sample_results import document

from conformance.reports.html import audit
from conformance.reports.summary.drop_in import drop_in_rows, drop_in_sentence
from conformance.reports.terminal.run_summary import summary
from conformance.reports.terminal.wrapping import terminal_width
from conformance.results.view import ResultsView


def row(check: str, verdict: str, model: str | None = "m", message: str = "seen") -> dict[str, Any]:
    """Return a result of the second layer."""
    finding = {"message": message, "expected": "", "observed": "", "pointer": "", "exchange": ""}
    kept = {"clauses": [], "level": "SHOULD", "title": "It holds.", "judged": 1, "reason": ""}
    return {"id": check, "model": model, "verdict": verdict, "findings": [finding], **kept}


def with_layer(verdict: str, *rows: dict[str, Any]) -> ResultsView:
    """Return a results document with a second layer."""
    layer = {"contract": "openai-compatible", "verdict": verdict, "checks": 60, "results": list(rows)}
    return ResultsView.of({**document(), "drop_in": layer})


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("yes", "an OpenAI client works unchanged (60 checks)"),
        ("differences", "an OpenAI client works, but meets differences"),
        ("no", "an OpenAI client does not work unchanged"),
        ("unknown", "whether an OpenAI client works unchanged could not be judged whole"),
    ],
)
def test_each_verdict_has_its_sentence(verdict: str, told: str) -> None:
    """The terminal tells it in a line of its own before the verdict of the run."""
    assert str(drop_in_sentence(with_layer(verdict))) == told
    assert f"Drop-in: {told}" in " ".join(summary(with_layer(verdict)))


def test_what_a_client_meets_is_told_once_with_its_models() -> None:
    """A row for each check, failures first; what could not be judged is no row."""
    rows = drop_in_rows(
        with_layer(
            "no",
            row("errors.code", "advice"),
            row("vectors.finite", "fail", "a"),
            row("vectors.finite", "fail", "b"),
            row("usage.present", "inconclusive"),
        )
    )
    assert [(each.check, each.models) for each in rows] == [("vectors.finite", ("a", "b")), ("errors.code", ("m",))]


def test_documents_without_a_second_layer_say_nothing_of_it() -> None:
    """Older files are rendered as before."""
    assert drop_in_rows(ResultsView.of(document())) == []
    assert "drop-in" not in " ".join(summary(ResultsView.of(document())))
    assert "Drop-in" not in audit.render(ResultsView.of(document()))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_the_checks_and_nothing_the_target_wrote_as_markup(language: str) -> None:
    """Sentence, table and a message of the target's making."""
    told = audit.render(with_layer("differences", row("errors.code", "advice", None, PAYLOAD)), language)
    assert 'id="drop-in"' in told
    assert "errors.code" in told
    assert "<script>window.owned" not in told
    assert ("直接替换" if language == "zh" else "Drop-in") in told


def test_its_line_fits_the_terminal() -> None:
    """Many checks are wrapped, not cut."""
    lines = summary(with_layer("no", *(row(f"family.check-number-{at}", "fail") for at in range(9))))
    line = next(at for at, text in enumerate(lines) if text.startswith("Drop-in: "))
    assert max(map(terminal_width, lines[line:])) <= 80
    assert "family.check-number-8" in " ".join(lines[line:])
