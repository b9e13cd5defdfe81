"""What a run answers to a question: what was found, else what it comes to, and nothing that was not asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from judged_run import MODEL

from conformance.results.view import ResultsView
from conformance.site.answers import FeatureAnswer, answer_of
from conformance.site.bundles.manifest import Manifest
from conformance.site.features import FEATURES
from conformance.site.pages.requirements import client_requirement_rows
from conformance.site.replies import reply_to
from conformance.site.subjects import JudgedRun, judged_of


def _answered(run: Path, question: str, **changed: Any) -> FeatureAnswer:
    document = {**json.loads(run.read_bytes()), **changed}
    feature = next(feature for feature in FEATURES if feature.id == question)
    return answer_of(ResultsView.of(document), feature, {})


def _seen(id_: str, kind: str) -> dict[str, Any]:
    value = {"value": "seen", "value_data": {"kind": kind, "values": {"items": 1, "form": ""}}}
    return {"id": id_, "model": MODEL, "statement": "asked", **value, "exchange": ""}


def test_what_was_observed_replies_where_no_check_found_anything(broken_run: Path) -> None:
    """Usage that counts characters is no pass; a finding outweighs what was observed."""
    rows = [_seen("learned.usage", "usage-unit.characters")]
    answer = _answered(broken_run, "usage", observations=rows)
    assert (answer.verdict, str(answer.reply)) == ("", "no: characters")
    assert _answered(broken_run, "usage", observations=[]).verdict == "pass"
    assert _answered(broken_run, "dimensions", observations=rows).reply is None


def test_a_wrong_key_is_told_as_answered_where_none_is_needed() -> None:
    """Both have to have been seen: who refuses a call without a key needs one."""
    wrong, none = ("open.auth.bogus", "open.answered"), ("open.auth.missing", "open.answered")
    assert str(reply_to("key", [wrong, none])) == "answered; it answers without a key too"
    assert reply_to("key", [wrong, ("open.auth.missing", "open.refused")]) is None


def test_a_partial_run_says_nothing_of_clients_of_openai_but_what_it_found(broken_run: Path) -> None:
    """What fails others is judged in whole runs alone."""
    document = json.loads(broken_run.read_bytes())
    assert document["selection"]["expression"]
    assert _answered(broken_run, "openai-client", results=[]).facts == ()
    right = [row for row in document["results"] if row["verdict"] == "pass"]
    assert _answered(broken_run, "openai-client", results=right) == FeatureAnswer("", ())
    whole = {**document["selection"], "expression": ""}
    assert _answered(broken_run, "openai-client", results=right, selection=whole).verdict == "pass"


def test_a_pass_of_partial_runs_alone_is_told_as_such(broken_run: Path) -> None:
    """What others do not hold to may not have been asked there; what was found was found."""
    selection = json.loads(broken_run.read_bytes())["selection"]
    assert _answered(broken_run, "usage", observations=[]).partial
    assert not _answered(broken_run, "usage", observations=[], selection={**selection, "expression": ""}).partial
    assert not _answered(broken_run, "dimensions").partial


def test_who_loses_texts_has_no_limit_of_texts(broken_run: Path) -> None:
    """One embedding for eight texts is a loss, and no list of at most one."""
    document = json.loads(broken_run.read_bytes())
    rows = [_seen("learned.inputs", "facts.input-limit")]
    kept = _answered(broken_run, "list-size", observations=rows)
    assert "learned.inputs" in {fact.id for fact in kept.facts}
    results = [
        {**row, "verdict": "fail", "findings": [{"kind": "", "message": "8 inputs, 1 item"}]}
        if row["id"] == "structure.item-count"
        else row
        for row in document["results"]
    ]
    lost = _answered(broken_run, "list-size", observations=rows, results=results)
    assert lost.verdict == "fail"
    assert "learned.inputs" not in {fact.id for fact in lost.facts}


def test_what_answers_the_question_itself_is_told_first(broken_run: Path) -> None:
    """Also where nothing is amiss with it, and something is with what is asked around it."""
    titles = {"validation.model-type": "fail", "validation.model-unknown": "pass"}
    row = json.loads(broken_run.read_bytes())["results"][0]
    rows = [{**row, "id": id_, "verdict": verdict, "findings": []} for id_, verdict in titles.items()]
    answer = _answered(broken_run, "unknown-model", results=rows)
    assert answer.verdict == "fail"
    assert [fact.id for fact in answer.facts] == ["validation.model-unknown", "validation.model-type"]


def test_what_is_of_several_calls_does_not_apply_to_a_client_that_made_one(broken_run: Path) -> None:
    """An error for all texts at once says nothing of what becomes of the second part."""
    document = json.loads(broken_run.read_bytes())
    asked = {"asked": "texts", "asked_data": {"kind": "asked.texts-for-parts", "values": {}}, "detail": ""}
    common = {
        "id": "scenarios.list",
        "kind": "open",
        "statement": "s",
        "model": MODEL,
        "got": "an error",
        "seconds": 0.1,
    }
    for requests, verdict, shown in ((1, "pass", "not-applicable"), (2, "pass", "pass"), (1, "fail", "fail")):
        document["scenarios"] = [{**common, **asked, "requests": requests, "verdict": verdict}]
        run = JudgedRun(ResultsView.of(document), Manifest((), {}), "bundle.zip", "broken")
        assert [str(row.verdict) for row in run.scenarios] == [shown]


def test_a_question_is_answered_in_short_by_clients_too(broken_run: Path) -> None:
    """Where a real client's caller gets other vectors, the server stands under what does not hold."""
    document = json.loads(broken_run.read_bytes())
    common = {"model": MODEL, "asked": "a text", "detail": "", "exchange": ""}
    document["clients"] = [
        {"client": client, "got": got, **common}
        for client, got in (
            ("one", "its vectors"),
            ("one", "not known"),
            ("other", "its vectors"),
            ("other", "an error"),
        )
    ]
    servers = judged_of([JudgedRun(ResultsView.of(document), Manifest((), {}), "bundle.zip", "broken")])
    held, not_held = client_requirement_rows(servers)
    assert (held.held, held.not_held) == (tuple(servers), ())
    assert (not_held.held, not_held.not_held) == ((), (("an error", tuple(servers)),))
