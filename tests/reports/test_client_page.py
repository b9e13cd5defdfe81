"""The page of a client: which of its requests were wrong and where, and never a word of a target."""

from __future__ import annotations

from typing import Any

from sample_audit import of_client
from sample_results import document

from conformance.reports.files import markdown
from conformance.reports.html import results_page
from conformance.reports.terminal import run_summary
from conformance.results.view import ResultsView


def _page(found: dict[str, Any], language: str = "en") -> str:
    return results_page.render(ResultsView.of(found), language)


def test_each_wrong_request_is_told_with_its_number_and_place() -> None:
    """In the order in which they were sent: which of them, what is wrong, and where in it."""
    page = _page(of_client())
    section = page.partition('id="wrong"')[2].partition("</section>")[0]
    assert "2 of 7 requests are not as documented" in page
    assert section.index("the list holds more inputs than documented") < section.index("the call goes to another path")
    assert "3 of 7" in section
    assert "<code>/input</code>" in section
    assert "<code>POST /v1/embeddings</code>" in section
    assert "--intended input.maxItems" in section


def test_what_is_judged_is_the_client() -> None:
    """Page, terminal and Markdown name the client where something holds for all models; the service is only asked."""
    found = of_client()
    view = ResultsView.of(found)
    page = _page(found)
    assert "python indexer.py" in page
    assert "the target" not in page
    assert ">Target<" not in page
    assert "Service asked" in page
    lines = run_summary.summary(view, 80, colour=False)
    assert any(line.split()[-1:] == ["client"] for line in lines)
    assert not any("target" in line for line in lines)
    assert "the client" in markdown.render([view])
    assert "the target" not in markdown.render([view])


def test_what_the_service_answered_stands_apart() -> None:
    """Recorded traffic judges both sides: what the service did is not put down to the client."""
    found = of_client()
    found["results"] += document()["results"]
    page = _page(found)
    service = page.partition('id="service"')[2].partition("</section>")[0]
    assert "finding-ordering.index-position" in service
    assert "finding-ordering.index-position" not in page.partition('id="findings"')[2].partition("</section>")[0]
    assert "the client" not in service.partition("<article")[2]


def test_scenarios_are_told_with_what_the_caller_got() -> None:
    """Each with its verdict: other vectors have no tick, whatever they look like."""
    found = of_client()
    row = {"id": "scenarios.width", "kind": "right", "statement": "The width asked for is sent.", "model": "m"}
    got = {"verdict": "fail", "got": "other vectors", "detail": "vector 0 has 1,024 dimensions, not 512"}
    found["scenarios"] = [{**row, **got, "asked": "a list", "requests": 1, "seconds": 0.1}]
    page = _page(found)
    section = page.partition('id="scenarios"')[2].partition("</section>")[0]
    assert "in 1 of 1 scenario the caller got what it should not" in page
    assert "v-fail" in section
    assert "v-pass" not in section
    assert "other vectors: vector 0 has 1,024 dimensions, not 512" in section


def test_a_client_without_fault_is_told_so() -> None:
    """No list of wrong requests; what it was held to, and which forms it never used, all the same."""
    found = of_client()
    for row in found["results"]:
        row.update(verdict="pass", findings=[], found=0)
    found["run"].update(verdict="conformant", exit_status=0)
    page = _page(found)
    assert "All of 7 requests are as documented." in page
    assert "Requests that are wrong" not in page
    assert "What the client is held to" in page
    assert "input as one string" in page.partition('data-label="Never used"')[2][:200]


def test_the_page_speaks_chinese() -> None:
    """The client is judged in Chinese too."""
    page = _page(of_client(), "zh")
    assert "7 个请求中有 2 个不符合文档" in page
    assert "对客户端的要求" in page
    assert "被测服务" not in page
