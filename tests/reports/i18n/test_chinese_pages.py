"""The pages in Chinese: everything that has data is told by it, and what has none is marked as English."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sample_audit import adversarial, measured

import conformance.checks  # noqa: F401  # declares what is said
from conformance.cli.reports import views
from conformance.errors import UsageError
from conformance.reports.html import audit, compare
from conformance.reports.html.pytest_html import detail_html, row_cells
from conformance.reports.html.summary_html import summary_html
from conformance.results.view import ResultsView

ROOT = Path(__file__).parents[3]
BROKEN = ROOT / "reports" / "examples" / "broken" / "results.json"
_OTHERS = {"code", "pre", "script", "style", "title", "option"}
"""Elements in which only ids, what was sent or received, and names stand."""
_QUOTED = re.compile(r"“[^”]*”|\{.*\}", re.DOTALL)
_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")
_SENTENCES = re.compile(r'<[uo]l class="sentences">.*?</[uo]l>', re.DOTALL)
_VOID = {"meta", "br", "input", "use", "path", "rect"}


class _Texts(HTMLParser):
    """The texts of a page that are ours."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.own: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; sentences that were embedded and words of a language of their own are not ours."""
        if tag not in _VOID:
            of_others = ("class", "sentences") in attrs or (tag == "span" and attrs[:1] and attrs[0][0] == "lang")
            self._open.append("code" if of_others else tag)

    def handle_endtag(self, tag: str) -> None:
        """Forget an element."""
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep a text, without what it quotes."""
        if not _OTHERS & set(self._open):
            self.own.append(_QUOTED.sub("", data))


def _audit(document: dict[str, Any]) -> str:
    return audit.render(ResultsView.of(document), "zh")


def _document(finding: dict[str, Any]) -> dict[str, Any]:
    return _told({"findings": [finding]})


def _told(members: dict[str, Any]) -> dict[str, Any]:
    """Return a document in which one result has a finding, a reason or another title."""
    document = measured()
    row = next(each for each in document["results"] if each["id"] == "ordering.index-position")
    row.update(members)
    return document


def test_pages_speak_the_language_asked_for() -> None:
    """Headings, verdicts and captions of both pages are Chinese."""
    view = ResultsView.of(measured())
    for page in (audit.render(view, "zh"), compare.render([view, view], "zh")):
        assert '<html lang="zh-Hans">' in page
        assert "不符合" in page
        assert "Observed behaviour" not in page


def test_the_first_words_count_causes_by_verdict() -> None:
    """The verdict, what it rests on, and how many causes there are."""
    page = _audit(measured())
    assert "2 项 MUST 检查未通过，涉及 3 个模型中的 3 个。归为 5 个可能原因" in page
    assert "1 个属于本套件的缺陷，2 个未通过，1 个警告，1 个已豁免。" in page


def test_a_finding_is_told_by_its_data() -> None:
    """Message, headline and what was found elsewhere are Chinese, and nothing marks them as English."""
    finding = {
        "kind": "judging.refused-for-load",
        "values": {"status": 503},
        "message": "refused for load with 503",
        "expected": "",
        "observed": "",
        "pointer": "",
        "exchange": "x1",
    }
    page = _audit(_told({"findings": [finding, finding]}))
    assert ">因负载被拒绝，状态码 503</h3>" in page
    assert "refused for load" not in page


def test_a_finding_without_data_is_marked_as_english() -> None:
    """A screen reader reads what an older file holds in its own language."""
    assert '<span lang="en">item 1 carries index 23</span>' in _audit(measured())
    assert '<span lang="en">' not in audit.render(ResultsView.of(measured()))


def test_a_headline_is_the_requirement_where_the_finding_is_told_in_english_only() -> None:
    """Who reads Chinese learns what is demanded, and below it what was found, in the words it has."""
    page = _audit(measured())
    requirement = "元素的 `index` 即其在 `data` 中的位置。"
    assert f">{requirement}</h3>" in page
    assert '<dd><span lang="en">item 0 carries index 24</span></dd>' in page


def test_reasons_and_observations_are_told_by_their_data() -> None:
    """What kept a check from judging, and the value that was observed."""
    because = {"kind": "judging.depends-on", "values": {"check": "structure.body-object"}}
    document = _told({"verdict": "inconclusive", "findings": [], "reason": "because", "reason_data": because})
    fact = document["observations"][0]
    fact.update(statement_data={"kind": "judging.control-failed", "values": {}})
    fact.update(value="timed out", value_data={"kind": "failure.timeout", "values": {}})
    page = _audit(document)
    for told in ("其所依据的 structure.body-object 在该处未通过", "对照请求同样没有返回结果", "超时"):
        assert told in page
    assert "timed out" not in page


def test_troubles_are_told_by_their_data() -> None:
    """What kept models from being judged stands at the top."""
    document = measured()
    document["run"]["troubles"] = ["the run ended"]
    document["run"]["troubles_data"] = [{"kind": "run.ended", "values": {}}]
    assert '<p class="notice">运行已结束</p>' in _audit(document)


def test_clauses_are_told_in_the_words_of_the_contract() -> None:
    """A clause that has Chinese words is told in them; one that has none stays in English."""
    document = measured()
    document["clauses"][0]["zh"] = {"statement": "成功的响应是一个 JSON 对象。"}
    document["target"]["zh"] = {"contract_title": "文本向量"}
    page = _audit(document)
    assert "<dd>文本向量<br>" in page
    assert "成功的响应是一个 JSON 对象。" in page
    assert document["clauses"][0]["statement"] not in page
    assert "counted from 0." in page


def test_the_log_of_pytest_speaks_the_language() -> None:
    """Verdict, facts and the grid above pytest's table are Chinese, and so is what stands below a row."""
    view = ResultsView.of(measured())
    told = "".join(summary_html(view, "audit.html", "zh"))
    assert all(word in told for word in ("不符合：", "被测服务", "审核页面", "无法判定"))
    assert "MUST check" not in told
    failing = next(result for result in view.results if result.verdict == "fail")
    (detail,) = detail_html(failing, view.exchanges, view.clauses, "zh")
    assert all(word in detail for word in ("另有 8 个问题", "x1 见上文", "<dt>预期</dt>"))
    cells = ["<td>Failed</td>"]
    row_cells(cells, failing, "zh")
    assert "未通过" in cells[1]


def test_the_log_in_a_language_there_is_none_of_is_refused() -> None:
    """The message names those there are."""
    with pytest.raises(UsageError, match="en, zh"):
        summary_html(ResultsView.of(measured()), "", "de")


def test_what_is_translated_is_escaped_as_ever() -> None:
    """Markup of a target in any field stays text on the Chinese page and in the Chinese log."""
    for told in (_audit(adversarial()), "".join(summary_html(ResultsView.of(adversarial()), "audit.html", "zh"))):
        assert "<img src=x" not in told
        assert "<svg/onload" not in told
        assert "&lt;img src=x" in told


def test_what_is_quoted_within_a_sentence_says_its_language() -> None:
    """English in a Chinese sentence, and Chinese in an English one; marks of the target's own do not pass for ours."""
    values = {"one": "the night bus is late", "other": "夜里下了一场大雪"}
    finding = {
        "kind": "relations.texts-share-vector",
        "values": values,
        "message": "«the night bus is late» and «夜里下了一场大雪», sent in different requests, have one vector",
        "expected": "",
        "observed": "",
        "pointer": "",
        "exchange": "x1",
    }
    chinese, english = (audit.render(ResultsView.of(_document(finding)), code) for code in ("zh", "en"))
    assert '“<span lang="en">the night bus is late</span>”与“夜里下了一场大雪”' in chinese
    assert '«the night bus is late» and «<span lang="zh">夜里下了一场大雪</span>»' in english


def test_the_page_of_a_broken_service_holds_no_english_sentence() -> None:
    """Of a run with a dozen faults nothing is told in English but what the target or a contract of others said."""
    (view,) = views([BROKEN])
    page = audit.render(view, language="zh")
    assert re.findall('(?<!“)<span lang="en">(?!<mark>)[^<]*', _SENTENCES.sub("", page)) == []
    assert [text for text in _Texts(page).own if _ENGLISH.search(text)] == []
