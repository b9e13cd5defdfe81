"""Tests of one exchange shown as folded HTML."""

from __future__ import annotations

from sample_results import document

from conformance.reports.html.transcript import transcript


def test_request_response_curl_and_attempts_are_shown() -> None:
    """A reader sees what was sent, what came back, how to repeat it and what failed before."""
    shown = transcript("x1", document()["exchanges"]["x1"])
    assert "<summary>Exchange x1: POST answered 200 after 2 attempts</summary>" in shown
    for part in (
        "<h4>curl</h4><pre>curl -sS",
        "<h4>Request</h4><pre>POST http://127.0.0.1:8080/compatible-mode/v1/embeddings&#10;",
        "Bearer $DASHSCOPE_API_KEY",
        "<h4>Response</h4><pre>HTTP/1.1 200&#10;content-type: application/json",
        "… 1534 more]",
        "(whole body: sha256:9f86",
        "<h4>Attempts</h4><pre>1. 10:23:19Z  1.000 s  connection reset (peer)&#10;2. 10:23:20Z  0.182 s  200</pre>",
    ):
        assert part in shown


def test_an_exchange_without_response_says_so() -> None:
    """A dead connection is no empty answer."""
    exchange = {**document()["exchanges"]["x1"], "response": None}
    shown = transcript("x1", exchange)
    assert "POST failed after 2 attempts" in shown
    assert "<h4>Response</h4><pre>no response</pre>" in shown


def test_markup_of_the_target_is_text() -> None:
    """Nothing a body holds becomes an element."""
    shown = transcript("x3", document()["exchanges"]["x3"])
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert shown.count("</pre>") == 4


def test_it_is_one_line_of_source() -> None:
    """pytest-html paints log lines that begin with E; a transcript has no lines of its own."""
    exchange = {**document()["exchanges"]["x1"], "curl": "a\nError b"}
    assert "\n" not in transcript("x1", exchange)
