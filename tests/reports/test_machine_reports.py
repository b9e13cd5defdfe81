"""Results for machines and for the pages of a CI service: Markdown, workflow commands, JUnit, CSV."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import sample_audit
from sample_results import ADVERSARIAL, MODELS

from conformance.errors import UsageError
from conformance.reports.files import badge, csv_table, ctrf, junit, markdown
from conformance.reports.finishing import finish
from conformance.results.view import ResultsView


def measured(**more: Any) -> ResultsView:
    """Return the measured sample as reports read it, some members replaced."""
    return ResultsView.of({**sample_audit.measured(), **more})


def adversarial() -> ResultsView:
    """Return the adversarial sample as reports read it."""
    return ResultsView.of(sample_audit.adversarial())


def test_a_summary_in_markdown_has_verdict_grid_and_findings() -> None:
    """The page of a workflow tells the same as the audit page, shorter."""
    told = markdown.render([measured()])
    assert told.startswith("## Non-conformant\\: 2 MUST checks fail, on 3 of 3 models\n")
    assert "| family | text-embedding-v1 | text-embedding-v2 | text-embedding-v3 | the target |" in told
    assert "\n5 causes\\: 1 is a bug of this suite, 2 fail, 1 is a warning, 1 is waived\n" in told
    assert "- **fail** ordering.index-position · Item 0 carries index 24" in told
    assert "  - response.index, MUST\\: \\`index\\` is the place" in told
    assert "<summary>curl</summary><pre>curl -sS" in told


def test_a_summary_in_markdown_tells_of_drop_in_and_of_what_could_not_be_judged() -> None:
    """What a client of OpenAI trips over by its checks, and each reason with the checks it holds for."""
    layer = {"verdict": "no", "checks": 2, "results": [{"id": "usage.present", "verdict": "fail", "model": None}]}
    told = markdown.render([measured(drop_in=layer)])
    assert "Drop-in\\: an OpenAI client does not work unchanged\\: usage.present." in told
    assert "Drop-in" not in markdown.render([measured()])
    unjudged = next(result for result in measured().results if result.verdict == "inconclusive")
    assert "- **inconclusive** " in told
    assert f"\n  - {unjudged.id}" in told


def test_a_summary_of_a_part_says_so() -> None:
    """A selection stands beside the verdict."""
    found = measured(selection={"must_clauses": 41, "must_judged": 39, "expression": "-m must"})
    assert "**Partial run (-m must)\\: 39 of 41 MUST clauses were judged.**" in markdown.render([found])


def test_a_summary_is_written_in_chinese() -> None:
    """What is ours is in the language asked for, what the target said is as it was."""
    told = markdown.render([measured()], "zh")
    assert told.startswith("## 不符合")
    assert "| 类别 |" in told
    assert "- **未通过** ordering.index-position · 元素的 \\`index\\` 即其在 \\`data\\` 中的位置。" in told
    assert "  - 发现：item 0 carries index 24" in told
    assert "| 未通过 1、通过 2 |" in told
    assert "（text-embedding-v1、text-embedding-v2" in told


@pytest.mark.parametrize(
    "text",
    [
        "[a](http://b)",
        "![a](b)",
        "<b>",
        "`a`",
        "*a*",
        "a | b",
        "# a",
        "http://b.c",
        "www.b.c",
        "@someone",
        "a\n\n# b",
        "~~a~~",
    ],
)
def test_text_of_a_target_is_no_markdown(text: str) -> None:
    """Links, images, mentions, cells, headings and markup of a target stay what it sent."""
    told = markdown.escaped(text)
    assert "\n" not in told
    for mark in ("[", "]", "<", "`", "*", "|", "#", "://", "www.", "@", "~"):
        assert mark not in told.replace(f"\\{mark}", "").replace("\\:", "").replace("\\.", "")


def test_a_hostile_summary_has_no_more_lines_than_a_clean_one() -> None:
    """No field of the results breaks out of its line."""
    clean, spoiled = (markdown.render([each]).split("\n") for each in (measured(), adversarial()))
    assert len(spoiled) <= len(clean) + 2
    assert not [line for line in spoiled if "<script" in line or "<img" in line]


def test_annotations_are_one_command_a_cause() -> None:
    """Failures are errors, advice is a warning, and no target gives commands of its own."""
    told = markdown.workflow_commands(measured())
    assert [line.partition(" ")[0] for line in told] == ["::error", "::error", "::error", "::warning"]
    assert "::error title=ordering.index-position (text-embedding-v1%2C text-embedding-v2)::item 0 carries" in told[1]
    assert all("\n" not in line and "\r" not in line for line in markdown.workflow_commands(adversarial()))


def test_a_clean_run_is_one_notice() -> None:
    """A workflow is told of success too."""
    found = measured(results=[], run={"verdict": "conformant"})
    assert markdown.workflow_commands(found) == ["::notice title=conformance::conformant in 39 of 41 MUST clauses"]
    assert "符合：可检验的 MUST 条款共 41 条" in markdown.workflow_commands(found, "zh")[0]


def test_junit_counts_what_its_cases_are() -> None:
    """Failures, errors and skips add up, a suite for each model."""
    root = ET.fromstring(junit.render([measured()]))  # noqa: S314 (our own text)
    results = measured().results
    assert root.get("tests") == str(len(results)) == str(len(root.findall(".//testcase")))
    assert [suite.get("name", "").rpartition(" ")[2] for suite in root] == [*MODELS, "target"]
    for member, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert root.get(member) == str(len(root.findall(f".//testcase/{tag}")))
        assert int(root.get(member, "0")) > 0


def test_junit_has_verdict_level_and_clauses_as_properties() -> None:
    """What JUnit has no outcome for is in properties."""
    root = ET.fromstring(junit.render([measured()]))  # noqa: S314 (our own text)
    case = root.find(".//testcase[@name='errors.type-and-param[target]']")
    assert case is not None
    told = [(each.get("name"), each.get("value")) for each in case.iter("property")]
    assert told == [("verdict", "advice"), ("level", "SHOULD"), ("clause", "errors.shape")]
    assert "advice" in (case.findtext("system-out") or "")


def test_junit_of_hostile_results_is_well_formed() -> None:
    """Characters XML has no place for are shown as escapes."""
    found = sample_audit.adversarial()
    found["results"][0]["findings"] = []
    found["results"][0]["reason"] = f"{ADVERSARIAL}\ud800\ufffe]]>"
    found["results"][0]["verdict"] = "error"
    assert ET.fromstring(junit.render([ResultsView.of(found)])).tag == "testsuites"  # noqa: S314 (our own text)


def test_a_table_has_a_row_for_each_finding() -> None:
    """Results without findings have one row, so that none is lost."""
    rows = list(csv.DictReader(io.StringIO(csv_table.render([measured()]))))
    assert tuple(rows[0]) == csv_table.COLUMNS
    assert len(rows) == sum(max(1, len(result.findings)) for result in measured().results)
    failing = [row for row in rows if row["check"] == "ordering.index-position" and row["model"] == MODELS[0]]
    assert len(failing) == 13
    assert failing[0]["observed"] == "24"


def test_no_cell_is_a_formula() -> None:
    """A spreadsheet opened on a hostile target's results computes nothing."""
    found = sample_audit.measured()
    found["results"][0].update(reason="=HYPERLINK(1)", title="x")
    rows = list(csv.DictReader(io.StringIO(csv_table.render([ResultsView.of(found)]))))
    assert rows[0]["reason"] == "'=HYPERLINK(1)"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


CTRF: dict[str, Any] = {
    "type": "object",
    "required": ["results", "reportFormat", "specVersion"],
    "properties": {
        "reportFormat": {"const": "CTRF"},
        "specVersion": {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
        "results": {
            "required": ["tool", "summary", "tests"],
            "properties": {
                "summary": {"additionalProperties": {"type": "integer"}},
                "tests": {
                    "items": {
                        "required": ["name", "status", "duration"],
                        "properties": {
                            "status": {"enum": ["passed", "failed", "skipped", "pending", "other"]},
                            "duration": {"type": "integer"},
                            "suite": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                            "tags": {"type": "array", "items": {"type": "string"}},
                        },
                    }
                },
            },
        },
    },
}
"""What the specification asks of the members that are written."""


def test_ctrf_holds_every_result_with_its_verdict() -> None:
    """The statuses are those of the format, and the raw status is our verdict, which no plugin of pytest knows."""
    view = measured()
    document = json.loads(ctrf.render([view, adversarial()]))
    jsonschema.validate(document, CTRF)
    tests, summary = document["results"]["tests"], document["results"]["summary"]
    assert [test["rawStatus"] for test in tests[: len(view.results)]] == [result.verdict for result in view.results]
    assert summary["tests"] == len(tests) == sum(summary[name] for name in ("passed", "failed", "skipped", "other"))
    assert {test["status"] for test in tests if test["rawStatus"] == "inconclusive"} == {"other"}
    assert 0 < summary["start"] <= summary["stop"]


def test_a_badge_of_a_part_without_must_clauses_is_not_green() -> None:
    """Where no MUST clause was judged, it does not say conformant."""
    selection = {"must_clauses": 41, "must_judged": 0, "expression": "-m should"}
    found = measured(selection=selection, run={"verdict": "conformant"})
    told = badge.badge(found)
    assert told["message"] == "dashscope partial 0/41"
    assert told["color"] == badge.badge(measured(run={"verdict": "unheard of"}))["color"]


@pytest.mark.parametrize("view", [measured(), adversarial()], ids=["measured", "adversarial"])
def test_a_badge_says_contract_and_verdict(view: ResultsView) -> None:
    """In words as well as in colour, as a picture and as the JSON that badge services read."""
    told = json.loads(badge.render_json(view))
    assert told["schemaVersion"] == 1
    assert str(view.run.verdict) in told["message"]
    picture = ET.fromstring(badge.render_svg(view))  # noqa: S314 (our own text)
    title = picture.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == f"{told['label']}: {told['message']}"


def test_the_end_of_a_run_leaves_the_page_and_nothing_else(tmp_path: Path) -> None:
    """Without a CI service there is a page, and nothing to print."""
    assert finish(measured(), tmp_path / "results.json", {}) == []
    assert [path.name for path in tmp_path.iterdir()] == ["audit.html"]


def test_in_a_workflow_the_summary_is_appended_and_annotations_are_returned(tmp_path: Path) -> None:
    """What an earlier step wrote to the summary stays."""
    summary = tmp_path / "summary.md"
    summary.write_text("earlier\n", "utf-8")
    environment = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTIONS": "true"}
    assert finish(measured(), tmp_path / "results.json", environment)[0].startswith("::error")
    assert summary.read_text("utf-8").startswith("earlier\n## Non-conformant")


def test_a_summary_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A user's mistake shows no traceback."""
    with pytest.raises(UsageError, match="cannot be written"):
        finish(measured(), tmp_path / "results.json", {"GITHUB_STEP_SUMMARY": str(tmp_path)})
