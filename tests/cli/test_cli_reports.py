"""The commands that render results."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from conformance.cli import main

sys.path.insert(0, str(Path(__file__).parent.parent / "reports"))

from sample_audit import measured


@pytest.fixture
def results(tmp_path: Path) -> str:
    """A results file."""
    path = tmp_path / "results.json"
    path.write_text(json.dumps(measured()), "utf-8")
    return str(path)


def _status(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code


@pytest.mark.parametrize(
    ("name", "begins"),
    [("html", "<!DOCTYPE html>"), ("md", "## Non-conformant"), ("junit", "<testsuites"), ("csv", "target,contract")],
)
def test_results_are_rendered_in_every_format(name: str, begins: str, results: str, tmp_path: Path) -> None:
    """With -o into a file."""
    output = tmp_path / "out"
    assert _status("report", results, "--format", name, "-o", str(output)) == 0
    assert output.read_text("utf-8").startswith(begins)


def test_without_a_path_a_report_goes_to_standard_output(results: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It can be piped on."""
    assert _status("report", results, "--format", "md") == 0
    assert capsys.readouterr().out.startswith("## Non-conformant")


def test_several_results_are_one_table(results: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All formats but the page take more than one run."""
    assert _status("report", results, results, "--format", "csv") == 0
    once = measured()
    rows = sum(max(1, len(row["findings"])) for row in once["results"])
    assert len(capsys.readouterr().out.splitlines()) == 1 + 2 * rows


def test_results_are_compared(results: str, tmp_path: Path) -> None:
    """Two files make one page."""
    output = tmp_path / "compared.html"
    assert _status("compare", results, results, "-o", str(output)) == 0
    assert "No check says anything different" in output.read_text("utf-8")


def test_a_comparison_gates_where_it_is_asked_to(results: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Three sentences cannot tell whether the model is the same; as JSON, and as Markdown."""
    assert _status("compare", results, results, "--format", "json", "--gate") == 10
    assert json.loads(capsys.readouterr().out)["exit_status"] == 10
    assert _status("compare", results, results, "--format", "md") == 0
    assert "No check says anything different of the two." in capsys.readouterr().out


def test_a_page_can_be_chinese(results: str, tmp_path: Path) -> None:
    """The document's readers are."""
    output = tmp_path / "audit.html"
    assert _status("report", results, "--lang", "zh", "-o", str(output)) == 0
    assert '<html lang="zh-Hans">' in output.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[]", "no results file"),
        ('{"format": 3, "results": []}', "format 3"),
        ('{"format": 1, "results": []}', "is missing"),
    ],
)
def test_a_file_that_cannot_be_rendered_is_one_sentence(
    content: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other files, newer formats and incomplete results are refused without a traceback."""
    path = tmp_path / "results.json"
    path.write_text(content, "utf-8")
    assert _status("report", str(path)) == 4
    assert told in capsys.readouterr().err


def test_two_pages_at_once_are_refused_with_the_remedy(results: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A page shows one run; the message names compare."""
    assert _status("report", results, results) == 4
    assert "compare" in capsys.readouterr().err
