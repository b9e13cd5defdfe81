"""What clients see of a target, as page and terminal put it together."""

from __future__ import annotations

from typing import Any

import pytest
from sample_audit import measured
from sample_results import ADVERSARIAL

from conformance.reports.html import audit
from conformance.reports.summary.client_rows import Sight, client_lines, client_rows
from conformance.results.sentence import NOTHING, Sentence
from conformance.results.view import ResultsView

SHORT = "vector 0 has 256 numbers, not 1024"


def _row(client: str, model: str, asked: str, got: str, detail: str = "", exchange: str = "x1") -> dict[str, Any]:
    return {"client": client, "model": model, "asked": asked, "got": got, "detail": detail, "exchange": exchange}


@pytest.fixture
def seen() -> ResultsView:
    """A results document in which two clients were shown answers of two of its models."""
    document = {
        **measured(),
        "clients": [
            _row("one", "text-embedding-v1", "one text", "its vectors"),
            _row("one", "text-embedding-v1", "a list of 2", "other vectors", SHORT, "x2"),
            _row("one", "text-embedding-v1", "a list of 3", "other vectors", SHORT, "x3"),
            _row("other", "text-embedding-v3", "one text", "an error", ADVERSARIAL, ""),
        ],
    }
    return ResultsView.of(document)


def test_what_is_alike_is_told_once_and_what_is_amiss_first(seen: ResultsView) -> None:
    """Each client has a cell for every model, empty where it was shown nothing of it."""
    one, other = client_rows(seen)
    assert one.cells[0] == (
        Sight("other vectors", Sentence(SHORT), (Sentence("a list of 2"), Sentence("a list of 3")), "x2"),
        Sight("its vectors", NOTHING, (Sentence("one text"),), "x1"),
    )
    assert (one.cells[1], other.cells[0]) == ((), ())


def test_lines_are_of_a_terminals_width_and_harmless(seen: ResultsView) -> None:
    """What a client said cannot move the cursor."""
    lines = client_lines(seen)
    assert f"    text-embedding-v1: OTHER VECTORS for a list of 2; a list of 3: {SHORT}"[:60] in "\n".join(lines)
    assert "    text-embedding-v1: its vectors for 1 question" in lines
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in "".join(lines)


def test_the_page_shows_each_client_and_the_answer_it_was_given(seen: ResultsView) -> None:
    """An outcome is told in words; what a client said is text."""
    page = audit.render(seen)
    assert '<h2 id="clients-title">What clients see</h2>' in page
    assert SHORT in page
    assert 'href="#exchange-x2"' in page
    assert "<script>alert" not in page
    assert "客户端所见" in audit.render(seen, "zh")


def test_without_clients_nothing_is_said_of_them() -> None:
    """A run is no less a run."""
    assert client_lines(ResultsView.of(measured())) == []
    assert "What clients see" not in audit.render(ResultsView.of(measured()))
