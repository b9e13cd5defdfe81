"""What changed for a client between two contracts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.cli import main
from conformance.contract.diff import changes_between
from conformance.contract.loading import contract_names, load
from conformance.model.case import Expect
from conformance.model.change import Effect
from conformance.model.contract import Auth, Contract, DocumentedError, Model, Parameters
from conformance.model.envelope import Envelope
from conformance.model.verdict import Level
from conformance.reports.terminal.changes import change_lines
from conformance.reports.terminal.wrapping import terminal_width

BASE = load("dashscope")
V3 = BASE.model("text-embedding-v3")


def told(after: Contract, before: Contract = BASE) -> list[tuple[Effect, str, str]]:
    """Return the changes as plain rows."""
    return [(change.effect, change.subject, str(change.sentence)) for change in changes_between(before, after)]


def with_v3(**fields: Any) -> Contract:
    """Return the contract with another row for one model."""
    models = tuple(replace(model, **fields) if model is V3 else model for model in BASE.models)
    return replace(BASE, models=models)


def with_clause(name: str, **fields: Any) -> Contract:
    """Return the contract with one clause changed."""
    clauses = tuple(replace(clause, **fields) if clause.id == name else clause for clause in BASE.clauses)
    return replace(BASE, clauses=clauses)


def with_property(schema: str, name: str, value: Any) -> Contract:
    """Return the contract with another schema for one field of a body."""
    whole = getattr(BASE, f"{schema}_schema")
    return replace(BASE, **{f"{schema}_schema": {**whole, "properties": {**whole["properties"], name: value}}})


@pytest.mark.parametrize("name", contract_names())
def test_a_contract_does_not_differ_from_itself(name: str) -> None:
    """Nothing is told where nothing changed."""
    assert told(load(name), load(name)) == []


NEW = Model("text-embedding-v4", max_items=10, max_tokens=8192, dimensions=(2048, 1024))

CASES = [
    (with_v3(max_items=10), Effect.ALLOWS, V3.name, "at most 10 inputs in a request, more than 6"),
    (with_v3(max_items=4), Effect.BREAKS, V3.name, "at most 4 inputs in a request, fewer than 6"),
    (with_v3(max_tokens=None), Effect.ALLOWS, V3.name, "no limit of tokens in a text is documented any more; it was"),
    (with_v3(dimensions=(1024, 768)), Effect.BREAKS, V3.name, "dimensions may no longer be 512"),
    (with_v3(dimensions=(1024, 768, 512, 64)), Effect.ALLOWS, V3.name, "dimensions may be 64 as well"),
    (with_v3(default_dimensions=768), Effect.BREAKS, V3.name, "the width without dimensions is 768; it was 1024"),
    (replace(BASE, models=BASE.models[:2]), Effect.BREAKS, V3.name, "the model is no longer documented"),
    (
        replace(BASE, models=(*BASE.models, NEW)),
        Effect.ALLOWS,
        NEW.name,
        "the model is new: at most 10 inputs, at most 8192 tokens each, dimensions 2048, 1024",
    ),
    (replace(BASE, any_model=True), Effect.ALLOWS, "models", "any model may be called now"),
    (replace(BASE, hosts=()), Effect.BREAKS, "endpoint", "the host dashscope.aliyuncs.com is no longer documented"),
    (replace(BASE, path="/v2/embeddings"), Effect.CONCERNS, "endpoint", "path is /v2/embeddings; it was /embeddings"),
    (replace(BASE, auth=Auth.NONE), Effect.ALLOWS, "key", "a key is not wanted; it was required"),
    (
        replace(BASE, policy={**BASE.policy, "text.over-length": Expect.REFUSE}),
        Effect.BREAKS,
        "requests",
        "a request with a text over the token limit is to be refused; it was left open",
    ),
    (
        replace(BASE, errors={**BASE.errors, "unknown-model": DocumentedError("unknown-model", statuses=(400,))}),
        Effect.BREAKS,
        "refusal unknown-model",
        "status is 400; it was 404",
    ),
    (
        with_property("request", "encoding_format", {"enum": ["float", "base64"]}),
        Effect.ALLOWS,
        "requests",
        'encoding_format may be "base64" as well',
    ),
    (
        with_property("request", "user", {"type": "string"}),
        Effect.ALLOWS,
        "requests",
        "the parameter user is documented",
    ),
    (
        with_property("request", "input", {"type": "string"}),
        Effect.BREAKS,
        "requests",
        "input may no longer be a list of strings",
    ),
    (
        with_property("response", "id", {"type": "integer"}),
        Effect.BREAKS,
        "answer",
        "/id is an integer; it was a string",
    ),
    (
        replace(BASE, response_schema={**BASE.response_schema, "required": ["data"]}),
        Effect.BREAKS,
        "answer",
        "/usage is no longer promised",
    ),
    (
        replace(BASE, parameters=Parameters(dimensions="output_dimension")),
        Effect.BREAKS,
        "requests",
        "the parameter dimensions is called output_dimension",
    ),
    (
        replace(BASE, envelopes=(Envelope("detail", message="/detail"),)),
        Effect.BREAKS,
        "refusal",
        "its body may be detail, with its message at /detail",
    ),
    (
        with_v3(dimensions=(), dimension_range=(64, 1024)),
        Effect.ALLOWS,
        V3.name,
        "dimensions may be from 64 to 1024; they could be 1024, 768, 512",
    ),
    (
        with_v3(dimensions=(), dimension_range=(64, 768)),
        Effect.BREAKS,
        V3.name,
        "dimensions may be from 64 to 768; they could be 1024, 768, 512",
    ),
    (with_clause("usage.total-tokens", level=Level.SHOULD), Effect.BREAKS, None, "SHOULD, it was MUST: "),
]


@pytest.mark.parametrize(("after", "effect", "subject", "sentence"), CASES)
def test_a_change_is_told_with_what_it_does_to_a_client(
    after: Contract, effect: Effect, subject: str | None, sentence: str
) -> None:
    """Each difference has its sentence under its subject, and says whether clients may break."""
    rows = told(after)
    found = [row for row in rows if row[2].startswith(sentence)]
    assert found, rows
    assert found[0][0] is effect
    assert subject in {None, found[0][1]}


def test_a_limit_that_is_lifted_breaks_nobody_read_the_other_way_round_it_does() -> None:
    """The direction of reading decides what a difference means."""
    wider = with_v3(max_items=10)
    assert {row[0] for row in told(wider)} == {Effect.ALLOWS}
    assert {row[0] for row in told(BASE, before=wider)} == {Effect.BREAKS}


def test_a_clause_that_others_make_good_for_is_not_missed() -> None:
    """An id alone is no promise; checks that nothing binds any more are."""
    first = next(clause for clause in BASE.clauses if clause.checks)
    renamed = with_clause(first.id, id="another.id")
    assert told(renamed) == []
    gone = replace(BASE, clauses=tuple(clause for clause in BASE.clauses if clause is not first))
    assert [row[:2] for row in told(gone)] == [(Effect.BREAKS, first.id)]


def test_the_lines_fit_a_terminal_and_begin_with_what_breaks() -> None:
    """Eighty columns are enough, and the gravest comes first."""
    before, after = load("openai-compatible"), BASE
    lines = "\n".join(change_lines(before, after, changes_between(before, after))).splitlines()
    assert max(map(terminal_width, lines)) <= 80
    assert lines[0] == "openai-compatible (2026) -> dashscope (2024)"
    assert lines[2].startswith("A client written by the earlier contract may break (")


def test_the_command_prints_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """Two names on the command line are enough."""
    with pytest.raises(SystemExit, match=r"^0$"):
        main(["contracts", "diff", "dashscope", "dashscope"])
    assert capsys.readouterr().out == "dashscope (2024) -> dashscope (2024)\nnothing changed for a client\n"
