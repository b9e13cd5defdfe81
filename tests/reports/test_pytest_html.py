"""Tests of what pytest-html's hooks put into its report."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

from sample_results import ADVERSARIAL, document

from conformance.reports.html.pytest_html import detail_html, header_cells, row_cells, summary_html, title
from conformance.results.result_view import ResultView
from conformance.results.view import ResultsView

HEADER = ['<th class="sortable" data-column-type="result">Result</th>', "<th>Test</th>", "<th>Duration</th>"]


def _cells(node: str = "suite/test_contract.py::test_check[m-a.b]") -> list[str]:
    return [
        '<td class="col-result">Failed</td>',
        f'<td class="col-testId">{node}</td>',
        '<td class="col-duration">2 ms</td>',
        '<td class="col-links"></td>',
    ]


def _result(verdict: str, **changes: Any) -> ResultView:
    found = next(result for result in document()["results"] if result["verdict"] == verdict)
    return ResultView.of({**found, **changes})


def _summary(run: dict[str, Any], audit: str = "", language: str = "en") -> str:
    return "".join(summary_html(ResultsView.of(run), audit, language))


class _Elements(HTMLParser):
    """Notes the tags and attributes a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def _elements(source: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Elements()
    parser.feed(source)
    return parser.seen


def test_columns_come_after_result_and_can_be_sorted() -> None:
    """Verdict, Level and Clause stand between Result and Test."""
    cells = list(HEADER)
    header_cells(cells)
    assert [re.sub("<.*?>", "", cell) for cell in cells] == [
        "Result", "Verdict", "Level", "Clause", "Test", "Duration",
    ]  # fmt: skip
    assert all('class="sortable"' in cell for cell in cells[1:4])


def test_a_row_tells_verdict_level_and_clause() -> None:
    """The verdict is text that can be searched, not colour alone."""
    cells = _cells()
    row_cells(cells, _result("fail"))
    assert [re.sub("<.*?>", "", cell) for cell in cells] == [
        "Failed", "fail", "MUST", "response.index", "m-a.b", "2 ms", "",
    ]  # fmt: skip


def test_rows_without_result_keep_the_columns_in_line() -> None:
    """Another project's tests in the same report get empty cells."""
    header, cells = list(HEADER), _cells()
    header_cells(header)
    row_cells(cells, None)
    assert len(cells) == len(header) + 1
    assert [re.sub("<.*?>", "", cell) for cell in cells[1:4]] == ["", "", ""]
    assert "suite/test_contract.py::test_check[m-a.b]</td>" in cells[4]


def test_verdicts_sort_by_weight() -> None:
    """pytest-html sorts by the source of a cell, which begins with the place of the verdict."""
    sources = {}
    for verdict in ("pass", "fail", "advice", "error", "not-applicable", "inconclusive", "waived"):
        cells = _cells()
        row_cells(cells, _result(verdict))
        match = re.search(r"<td.*?>(.*?)</td>", cells[1])
        assert match
        sources[match[1]] = verdict
    assert [sources[key] for key in sorted(sources)] == [
        "error", "fail", "advice", "inconclusive", "waived", "pass", "not-applicable",
    ]  # fmt: skip


def test_cells_hold_no_elements() -> None:
    """A click anywhere in a row folds it, since pytest-html looks at the clicked element's parent."""
    cells = _cells("t.py::t[<img src=x onerror=alert(1)>]")
    row_cells(cells, _result("advice", clauses=[ADVERSARIAL], level="<b>"))
    assert {tag for cell in cells for tag, _ in _elements(cell)} == {"td"}
    assert all("\n" not in cell for cell in cells)


def test_details_show_every_finding_and_each_exchange_once() -> None:
    """Thirteen findings of one exchange give thirteen messages and one transcript; eight are folded."""
    run = ResultsView.of(document())
    (detail,) = detail_html(_result("fail"), run.exchanges, run.clauses)
    assert detail.count('<section class="emb-finding">') == 13
    assert detail.count('<details class="emb-exchange">') == 1
    assert detail.count("Exchange x1, shown above") == 12
    assert "<summary>8 more findings</summary>" in detail
    for part in ("item 12 carries index 12", "<dt>Expected</dt><dd>0</dd>", "<dt>Where</dt><dd>/data/0/index</dd>"):
        assert part in detail
    assert "<b>response.index</b>" in detail
    assert "counted from 0. <cite>返回参数 &gt; data[x].index</cite>" in detail


def test_details_of_a_result_without_findings_give_the_reason() -> None:
    """What could not be judged says why."""
    (detail,) = detail_html(_result("inconclusive"), {})
    assert "429 four times in a row" in detail
    assert "41 exchanges judged" in detail


def test_an_exchange_that_was_not_kept_is_said_to_be_missing() -> None:
    """A dangling name is no crash."""
    assert "Exchange x1, not kept in the results" in detail_html(_result("fail"), {})[0]


def test_hostile_text_makes_no_element_and_no_attribute() -> None:
    """Whatever a target sends, the only elements are ours, and none has a handler."""
    run = document()
    for result in run["results"]:
        result.update(id=f"a.{ADVERSARIAL}", title=ADVERSARIAL, model=ADVERSARIAL, reason=ADVERSARIAL)
    run["target"].update(base_url="javascript:alert(1)//" + ADVERSARIAL, contract=ADVERSARIAL, models=[ADVERSARIAL])
    run["observations"][0]["value"] = ADVERSARIAL
    view = ResultsView.of(run)
    source = "".join(summary_html(view) + [part for each in view.results for part in detail_html(each, view.exchanges)])
    elements = _elements(source)
    assert not {"script", "img", "style", "iframe"} & {tag for tag, _ in elements}
    assert {name for _, attributes in elements for name in attributes} <= {
        "class", "content", "href", "name", "rel", "scope", "id",
    }  # fmt: skip
    assert all(str(attributes["href"]).startswith("#result-") for _, attributes in elements if "href" in attributes)
    assert re.search("[\x00-\x1f\x7f-\x9f\u202e]", source) is None


def test_the_summary_tells_whom_what_and_how_it_ended() -> None:
    """Verdict, target, contract with digest, models, seed, requests and grid are above the table."""
    source = _summary(document())
    assert '<p class="emb-verdict emb-non-conformant">non-conformant: 2 MUST checks fail' in source
    text = html.unescape(re.sub("<.*?>", " ", source))
    for part in (
        "http://127.0.0.1:8080/compatible-mode/v1", "dashscope", "sha256:0123456789ab", "seed 20241122",
        "412 requests sent, 1,630 reused, 3 retried", "text-embedding-v1, text-embedding-v2", "1 fail", "1 observation",
    ):  # fmt: skip
        assert part in text


def test_the_contracts_date_is_shown_where_known() -> None:
    """A report can be laid beside the version of the document it judges by."""
    run = document()
    run["target"]["contract_date"] = "2024"
    assert "</code> · 2024" in _summary(run)


def test_what_needs_attention_links_to_its_row() -> None:
    """Every link in the summary finds the cell that carries its id."""
    run = document()
    links = {str(attributes["href"])[1:] for tag, attributes in _elements(_summary(run)) if tag == "a"}
    anchors = set()
    for result in ResultsView.of(run).results:
        cells = _cells()
        row_cells(cells, result)
        anchors |= {attributes.get("id") for cell in cells for _, attributes in _elements(cell)}
    assert len(links - anchors) == 1, "only the target's own address leads elsewhere"


def test_the_report_is_named_after_what_is_judged() -> None:
    """A target goes by its address, the embedded service by its name, in either language."""
    assert title("http://h/v1") == "Conformance of http://h/v1"
    assert title("") == "Conformance of the embedded reference service"
    assert title("", "zh") == "内置参考服务 的符合性"


def test_only_web_addresses_become_links() -> None:
    """A target that is no address a browser opens safely is shown as text."""
    for address in ("javascript:alert(1)", "http://[", "data:text/html,x"):
        run = document()
        run["target"]["base_url"] = address
        links = [attributes["href"] for tag, attributes in _elements(_summary(run)) if tag == "a"]
        assert all(str(link).startswith("#result-") for link in links)


def test_the_summary_leads_to_the_audit_page_where_there_is_one() -> None:
    """The engineer's log names the paper that is forwarded."""
    assert '<a href="audit.html">' in _summary(document(), "audit.html")
    assert "audit.html" not in _summary(document())
