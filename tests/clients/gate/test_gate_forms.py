"""Coverage of the request contract: which documented forms a client used."""

from __future__ import annotations

from sent import DASHSCOPE, PLAIN, V3, asked, exchange

from conformance.clients.requests.forms import forms, observations, uses
from conformance.contract.loading import load
from conformance.reports.terminal.forms_used import forms_used
from conformance.results.partial_results import observation_row
from conformance.results.view import ResultsView

V1 = "text-embedding-v1"


def test_the_forms_of_a_model_are_those_of_its_schema() -> None:
    """Widths are forms where the model offers them, the longest list where there is a limit."""
    told = {str(form.statement) for form in forms(DASHSCOPE, V3)}
    assert {"input as one string", "input as a list of strings", "dimensions: 768", "dimensions left out"} <= told
    assert {"input as a list of the longest length", 'encoding_format: "float"'} <= told
    assert not any("dimensions" in str(form.statement) for form in forms(DASHSCOPE, V1))


def test_a_form_is_counted_where_the_document_does_not_rule_the_request_out() -> None:
    """A list over the limit is no use of the list; base64, of which nothing is said, does not hide the string."""
    sent = asked(
        exchange({**PLAIN, "input": ["a"] * 7}),
        exchange({**PLAIN, "encoding_format": "base64"}),
        exchange({**PLAIN, "input": ["a"] * 6, "dimensions": 768}),
        exchange({**PLAIN, "dimensions": 768}),
    )
    counts = {str(use.form.statement): use.count for use in uses(DASHSCOPE, sent) if use.form.model == V3}
    assert counts["input as one string"] == 2
    assert counts["input as a list of strings"] == counts["input as a list of the longest length"] == 1
    assert (counts["dimensions: 768"], counts["dimensions: 512"]) == (2, 0)


def test_the_summary_names_what_was_never_used() -> None:
    """Few lines, by model, within 80 columns."""
    facts = observations(uses(DASHSCOPE, asked(exchange(PLAIN))))
    lines = forms_used(ResultsView.of({"observations": [observation_row(fact) for fact in facts]}))
    assert lines[0] == "3 of 19 documented forms used, never used:"
    assert f"    {V1}: no form at all" in lines
    assert max(map(len, lines)) <= 80
    assert forms_used(ResultsView.of({})) == []


def test_what_is_required_or_not_documented_is_no_form() -> None:
    """A parameter that every call has is never left out, and where only lists are documented a string is no form."""
    nim, jina = load("nim"), load("jina")
    told = {str(form.statement) for form in forms(nim, "nvidia/nv-embedqa-e5-v5")}
    assert 'input_type: "query"' in told
    assert "input_type left out" not in told
    assert "input as one string" not in {str(form.statement) for form in forms(jina, jina.models[0].name)}
