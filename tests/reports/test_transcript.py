"""Tests of one exchange shown as folded HTML."""

from __future__ import annotations

from typing import Any

from sample_results import document

from conformance.reports.html.transcript import transcript
from conformance.reports.i18n.language import Language
from conformance.results.exchange_view import ExchangeView

ENGLISH, CHINESE = Language.named("en"), Language.named("zh")


def _exchange(name: str, **changes: Any) -> ExchangeView:
    return ExchangeView.of(name, {**document()["exchanges"][name], **changes})


def test_request_response_curl_and_attempts_are_shown() -> None:
    """A reader sees what was sent, what came back, how to repeat it and what failed before."""
    shown = transcript(_exchange("x1"), ENGLISH)
    assert "<summary>Exchange x1: POST answered 200 after 2 attempts</summary>" in shown
    for part in (
        "<h3>curl</h3><pre>curl -sS",
        "<h3>Request</h3><pre>POST http://127.0.0.1:8080/compatible-mode/v1/embeddings&#10;",
        "Bearer $DASHSCOPE_API_KEY",
        "<h3>Response</h3><pre>HTTP/1.1 200&#10;content-type: application/json",
        "… 1534 more]",
        "(whole body: sha256:9f86",
        "<h3>Attempts</h3><pre>1. 10:23:19Z  1.000 s  connection reset (peer)&#10;2. 10:23:20Z  0.182 s  200</pre>",
    ):
        assert part in shown


def test_an_exchange_without_response_says_so() -> None:
    """A dead connection is no empty answer."""
    shown = transcript(_exchange("x1", response=None), ENGLISH)
    assert "POST failed after 2 attempts" in shown
    assert "<h3>Response</h3><pre>no response</pre>" in shown


def test_markup_of_the_target_is_text() -> None:
    """Nothing a body holds becomes an element."""
    shown = transcript(_exchange("x3"), ENGLISH)
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert shown.count("</pre>") == 4


def test_it_is_one_line_of_source() -> None:
    """pytest-html paints log lines that begin with E; a transcript has no lines of its own."""
    assert "\n" not in transcript(_exchange("x1", curl="a\nError b"), ENGLISH)


def test_its_labels_are_told_in_the_language_of_the_report() -> None:
    """What is the exchange's own stays, the words around it are Chinese."""
    shown = transcript(_exchange("x1"), CHINESE)
    assert "<summary>x1：POST 返回状态码 200，共尝试 2 次</summary>" in shown
    assert "<h3>请求</h3>" in shown
    assert "连接被重置 (peer)" in shown
    assert "answered" not in shown
