"""Results files of format 1, which hold sentences alone, are rendered, compared and added to as ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.reports.files import csv_table, junit, markdown, results_file
from conformance.reports.html import audit, compare
from conformance.reports.summary.causes import causes
from conformance.reports.summary.comparison import ResultChange, changes
from conformance.reports.terminal.run_summary import summary
from conformance.results.view import ResultsView

SAMPLE = Path(__file__).parents[1] / "data" / "format-1" / "results.json"


@pytest.fixture(scope="module")
def view() -> ResultsView:
    """The sample as reports read it."""
    return ResultsView.of(results_file.read(SAMPLE))


def test_its_sentences_are_told_as_they_are_stored(view: ResultsView) -> None:
    """There is no data to render them from, in whatever language."""
    finding = next(result.findings[0] for result in view.results if result.findings)
    assert (finding.kind, finding.message.data) == ("", None)
    for page in (audit.render(view), audit.render(view, "zh")):
        assert "ordering.index-set" in page
        assert "depends on" not in page


def test_each_failing_check_is_a_cause_by_itself(view: ResultsView) -> None:
    """Causes were found from sentences then, and are not in the file; what a check masks is known still."""
    assert view.causes == ()
    found = {cause.id: cause for cause in causes(view)}
    assert all(cause.checks == (cause.id,) for cause in found.values())
    assert [result.id for result in found["ordering.index-set"].shadowed] == ["ordering.index-position"] * 2


@pytest.mark.parametrize("render", [junit.render, csv_table.render, markdown.render])
def test_every_file_can_be_made_of_it(render: Any, view: ResultsView) -> None:
    """Each failing check is in each."""
    told = render([view])
    assert "ordering.index-set" in told.replace("\\", "") or "carries" in told


def test_the_terminal_tells_it(view: ResultsView) -> None:
    """The grid, every failure and the verdict."""
    lines = summary(view)
    assert sum(line.startswith("FAIL ") for line in lines) == 6
    assert lines[-1].startswith("non-conformant: 6 MUST checks fail")


def test_it_is_compared_with_a_run_of_today(view: ResultsView) -> None:
    """A check that passes now is better, whatever format tells so."""
    document = results_file.read(SAMPLE)
    passing = [{**row, "verdict": "pass", "findings": [], "reason": ""} for row in document["results"]]
    today = ResultsView.of({**document, "format": 2, "causes": [], "results": passing})
    found = changes(view, today)
    assert {change.check for change in found if change.change is ResultChange.BETTER} >= {"ordering.index-set"}
    assert "ordering.index-set" in compare.render([view, today])


def test_the_command_renders_and_compares_it(tmp_path: Path) -> None:
    """A file of an older version is no mistake of the user."""
    for command in (["report", str(SAMPLE)], ["compare", str(SAMPLE), str(SAMPLE)]):
        with pytest.raises(SystemExit) as ended:
            main([*command, "-o", str(tmp_path / "page.html")])
        assert ended.value.code == 0


def test_it_is_written_as_it_was_read(tmp_path: Path) -> None:
    """What adds to a file keeps its format."""
    document = results_file.read(SAMPLE)
    results_file.write(document, tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text("utf-8"))["format"] == 1
