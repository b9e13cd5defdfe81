"""What was forged in results is found by replaying the evidence."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from judged_run import MODEL

from conformance.contract.loading import load
from conformance.site.bundles.differences import differences, reworded
from conformance.site.bundles.replay import Replay, replay

Edit = Callable[[dict[str, Any]], Any]
FAILING = "ordering.index-set"


@pytest.fixture(scope="module")
def document(broken_run: Path) -> dict[str, Any]:
    """The results of the run."""
    read: dict[str, Any] = json.loads(broken_run.read_bytes())
    return read


@pytest.fixture(scope="module")
def again(broken_run: Path, document: dict[str, Any]) -> Replay:
    """What its evidence gives."""
    return replay(document, broken_run.with_name("evidence.jsonl"), load("dashscope"), None)


def test_how_a_version_words_it_is_no_difference(document: dict[str, Any], again: Replay) -> None:
    """Sentences are made of data, which are compared; that they are others is told apart."""
    edited = copy.deepcopy(document)
    _row(edited)["findings"][0].update(message="Something else.", expected="x", observed="y")
    edited["observations"][0]["statement"] = "something else"
    assert list(differences(edited, again)) == []
    assert reworded(edited, again)
    assert not reworded(document, again)


def test_what_clients_of_openai_get_is_compared_by_what_was_found(document: dict[str, Any], again: Replay) -> None:
    """At how many answers a check looks may change with a version; a verdict of the second layer is not so."""
    layer = {"verdict": "no", "results": [copy.deepcopy(_row(document))]}
    layered = replace(again, document={**again.document, "drop_in": copy.deepcopy(layer)})
    edited = {**document, "drop_in": layer}
    _row(layer)["judged"] += 1
    assert list(differences(edited, layered)) == []
    _row(layer)["verdict"] = "pass"
    (problem,) = differences(edited, layered)
    assert problem.startswith("what the bundle says of clients of OpenAI is not")


def _row(document: dict[str, Any], check: str = FAILING) -> dict[str, Any]:
    return next(row for row in document["results"] if row["id"] == check)


def test_results_that_nobody_touched_are_the_same(document: dict[str, Any], again: Replay) -> None:
    """To the last finding, cause and observation."""
    assert list(differences(document, again)) == []


def test_names_of_exchanges_are_nobodys_business(document: dict[str, Any], again: Replay) -> None:
    """They depend on which of several processes ended first."""
    text = json.dumps(document)
    renamed = json.loads(text.replace('"x1"', '"x0"'))
    assert list(differences(renamed, again)) == []


FORGED: dict[str, tuple[Edit, str]] = {
    "a verdict": (
        lambda document: _row(document).update(verdict="pass"),
        f"{FAILING} · {MODEL}: the bundle says pass, the evidence fail",
    ),
    "a finding": (
        lambda document: _row(document)["findings"].pop(),
        f"{FAILING} · {MODEL}: finding ",
    ),
    "all of a check": (
        lambda document: document["results"].remove(_row(document)),
        f"{FAILING} · {MODEL} is missing from a run that says it is whole",
    ),
    "a value": (
        lambda document: _row(document)["findings"][0]["values"].update(seen="nothing"),
        f"{FAILING} · {MODEL}: finding 1 ",
    ),
    "a level": (lambda document: _row(document).update(level="SHOULD"), "the bundle says SHOULD, the contract MUST"),
    "the verdict of the run": (
        lambda document: document["run"].update(verdict="conformant"),
        "the bundle says conformant, the evidence non-conformant",
    ),
    "an observation": (lambda document: document["observations"].pop(), "the observations of the bundle are not"),
    "a cause": (lambda document: document["causes"].pop(), "the causes of the bundle are not"),
    "an exchange": (
        lambda document: document["exchanges"]["x1"]["response"].update(status=503),
        "the exchanges of the bundle are not",
    ),
    "the target": (
        lambda document: document["target"].update(base_url="https://api.rival.example/v1"),
        "the base_url of the target is not",
    ),
    "the embedded service": (
        lambda document: document["target"].pop("embedded"),
        "the embedded of the target is not",
    ),
    "a check that is unknown": (lambda document: _row(document).update(id="ordering.unheard-of"), "is no check that"),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_was_forged_is_found(what: str, document: dict[str, Any], again: Replay) -> None:
    """With a sentence that names it."""
    edit, sentence = FORGED[what]
    edited = copy.deepcopy(document)
    edit(edited)
    assert [told for told in differences(edited, again) if sentence in told]
