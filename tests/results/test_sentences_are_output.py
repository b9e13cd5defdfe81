"""Sentences are output: nothing that is found, grouped, ordered or counted depends on how a template is worded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from broken_run import BrokenRun, broken_run

from conformance.model import message
from conformance.reports.files import csv_table, junit, markdown
from conformance.reports.html import audit
from conformance.reports.summary.causes import causes
from conformance.reports.terminal.run_summary import summary
from conformance.results.view import ResultsView

_OF_OTHERS = ("plain", "plain-finding")
"""Templates of words that are not ours; what they say is the target's or the user's own."""
_WIDE = 100_000
_TAG = re.compile(r"<[a-z0-9]+")
_LANGUAGE = re.compile('<span lang="[^"]*">')
_MARK = re.compile(r"( *- (\*\*\w+\*\*)?|\||#+)?")


@pytest.fixture(scope="module")
def run() -> BrokenRun:
    """One run of a service with several faults."""
    return broken_run()


@pytest.fixture(scope="module")
def told(run: BrokenRun) -> dict[str, Any]:
    """Its document as anyone reads it."""
    return run.document()


@pytest.fixture
def bare(run: BrokenRun, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The same document, in which every sentence is the bare id of its template; reports have no other words either."""
    for name, text in message.TEMPLATES.items():
        if text and name.partition(".")[0] not in _OF_OTHERS:
            monkeypatch.setitem(message._templates, name, name)
    return run.document()


def _without_sentences(value: Any) -> Any:
    """Return a part of a document without what is told in it."""
    spoken = {"message", "expected", "observed", "reason", "title", "statement", "value", "titles", "troubles"}
    if isinstance(value, dict):
        return {name: _without_sentences(each) for name, each in value.items() if name not in spoken}
    return [_without_sentences(each) for each in value] if isinstance(value, list) else value


def test_the_document_differs_in_nothing_but_its_sentences(told: dict[str, Any], bare: dict[str, Any]) -> None:
    """Verdicts, exit status, data, evidence, what masks what, and causes are the same."""
    assert told["results"] != bare["results"]
    assert (bare["run"]["verdict"], bare["run"]["exit_status"]) == ("non-conformant", 1)
    assert _without_sentences(told) == _without_sentences(bare)


def test_the_run_shows_what_this_is_about(told: dict[str, Any]) -> None:
    """There are causes that several checks share, and results that others keep from being judged."""
    assert any(len(cause["checks"]) > 1 for cause in told["causes"])
    assert any(result.get("masked_by") for result in told["results"])
    assert {finding["cause"] for result in told["results"] for finding in result["findings"]} == {
        cause["id"] for cause in told["causes"]
    }


def _causes(view: ResultsView) -> list[Any]:
    return [
        (cause.id, cause.verdict, cause.checks, cause.models, cause.status, [each.id for each in cause.shadowed])
        for cause in causes(view)
    ]


def _terminal(view: ResultsView) -> list[str]:
    """Return the lines that begin an entry, each up to its sentence, without those that sum up at the end."""
    lines = summary(view, _WIDE)
    end = max(at for at, line in enumerate(lines) if not line)
    return [line.partition(": ")[0] for line in lines[:end] if not line.startswith(" ")]


def _junit(view: ResultsView) -> list[Any]:
    return [
        (each.tag, {name: value for name, value in each.attrib.items() if name != "message"})
        for each in ET.fromstring(junit.render([view])).iter()  # noqa: S314 (our own text)
    ]


def _table(view: ResultsView) -> list[Any]:
    spoken = {"message", "expected", "observed", "reason"}
    rows = csv.DictReader(io.StringIO(csv_table.render([view])))
    return [[cell for name, cell in row.items() if name not in spoken] for row in rows]


def _markdown(view: ResultsView) -> list[str]:
    """Return the mark that each line begins with, of a cause with its verdict."""
    return [found.group() for line in markdown.render([view]).split("\n") if (found := _MARK.match(line))]


def _page(view: ResultsView) -> list[str]:
    """Return the elements of the page, but for those that say the language of what a sentence quotes."""
    return _TAG.findall(_LANGUAGE.sub("", audit.render(view)))


@pytest.mark.parametrize("structure", [_causes, _terminal, _junit, _table, _markdown, _page])
def test_every_report_keeps_its_structure(
    structure: Callable[[ResultsView], object], told: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    """Entries, their order, their groups and their counts are the same, whatever the sentences say."""
    before = structure(ResultsView.of(told))
    assert structure(ResultsView.of(request.getfixturevalue("bare"))) == before
