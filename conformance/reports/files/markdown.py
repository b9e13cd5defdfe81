"""A summary in GitHub-flavoured Markdown, and annotations for the log of a GitHub workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.html.cause_entries import Entry, entries
from conformance.reports.i18n.wording import VERDICT_WORDS
from conformance.reports.sanitising import harmless, one_line
from conformance.reports.summary.causes import causes
from conformance.reports.summary.tally import broken_waivers, counted, grid, number, replayed, sentence
from conformance.shortening import shorten_text

__all__ = ["escaped", "render", "workflow_commands"]

_SPECIAL = re.compile(r"([\\`*_\[\]#!|~:@]|(?<=www)\.)")
_LONGEST = 300
_LONGEST_CURL = 4_000
_MOST_ANNOTATIONS = 10
"""GitHub shows no more of one kind for one step."""


def escaped(text: object, limit: int = _LONGEST) -> str:
    """Return text of a target on one line, in which neither Markdown nor HTML means anything."""
    return _SPECIAL.sub(r"\\\1", escape(one_line(shorten_text(str(text), limit)), quote=False))


def render(documents: Sequence[Mapping[str, Any]]) -> str:
    """Return a summary of one or more results documents."""
    return "\n".join(line for document in documents for line in _summary(document))


def _summary(document: Mapping[str, Any]) -> Iterator[str]:
    target, run, traffic = document["target"], document["run"], document["traffic"]
    yield f"## {escaped(sentence(document)[:1].upper() + sentence(document)[1:])}"
    yield ""
    client = f"The client {escaped(target['client'])}, by what it sent to " if target.get("client") else ""
    yield (
        f"{client}{escaped(target['base_url'])}, judged by contract {escaped(target['contract'])} "
        f"({escaped(target.get('contract_date', ''))}, {escaped(str(target['contract_digest'])[:19])}), "
        f"seed {escaped(run['seed'])}, {number(traffic['sent'], 'request')}."
    )
    yield from (f"\n{escaped(told)}" for told in broken_waivers(document))
    if document.get("replay"):
        yield f"\n{escaped(replayed(document))}"
    if target.get("insecure"):
        yield "\n**TLS certificates were not verified.**"
    yield from _part(document)
    yield ""
    yield from _grid(document)
    yield ""
    found = entries(causes(document), document, str)
    yield from (line for entry in found for line in _entry(entry, document))


def _part(document: Mapping[str, Any]) -> Iterator[str]:
    selection = document.get("selection") or {}
    if selection.get("expression"):
        told = f"{selection['must_judged']} of {selection['must_clauses']} MUST clauses were judged"
        yield f"\n**Only a part was asked for** ({escaped(selection['expression'])}): {told}."


def _grid(document: Mapping[str, Any]) -> Iterator[str]:
    counts = grid(document)
    yield _row(["family", *(escaped(model or "the target") for model in counts.models)])
    yield _row(["---"] * (len(counts.models) + 1))
    for name in counts.families:
        cells = (counted(counts.cells.get((name, model), {})) for model in counts.models)
        told = (", ".join(f"{count} {VERDICT_WORDS.get(word, word)}" for word, count in cell) for cell in cells)
        yield _row([escaped(name), *told])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _entry(entry: Entry, document: Mapping[str, Any]) -> Iterator[str]:
    models = ", ".join(escaped(model or "the target") for model in entry.models)
    yield f"- **{VERDICT_WORDS.get(entry.verdict, entry.verdict)}** {escaped(entry.headline)} ({models})"
    for seen in entry.seen[:1]:
        for clause in seen.clauses:
            yield f"  - {escaped(clause['id'])}, {escaped(seen.level)}: {escaped(clause.get('statement', ''))}"
    if entry.example is None:
        return
    finding = entry.example.finding
    for name in ("expected", "observed"):
        if finding.get(name):
            yield f"  - {name}: {escaped(finding[name])}"
    curl = (document.get("exchanges") or {}).get(finding.get("exchange"), {}).get("curl")
    if curl:
        yield from _folded(shorten_text(str(curl), _LONGEST_CURL))


def _folded(curl: str) -> Iterator[str]:
    """Fold a command; in a pre element nothing is Markdown, as long as no line is blank."""
    lines = (escape(line, quote=False) for line in harmless(curl).split("\n") if line.strip())
    yield f"  - <details><summary>curl</summary><pre>{'&#10;'.join(lines)}</pre></details>"


def workflow_commands(document: Mapping[str, Any]) -> list[str]:
    """Return a workflow command for each cause, errors first, as many as GitHub shows of each kind.

    Source: GitHub's workflow commands; properties and data are encoded, so that no target can give commands.
    """
    kinds = {Verdict.FAIL.value: "error", Verdict.ERROR.value: "error", Verdict.ADVICE.value: "warning"}
    found = [(kinds[each.verdict], each) for each in causes(document) if each.verdict in kinds]
    shown = [
        _annotation(kind, each.headline, f"{each.id} ({', '.join(model or 'the target' for model in each.models)})")
        for wanted in ("error", "warning")
        for kind, each in [pair for pair in found if pair[0] == wanted][:_MOST_ANNOTATIONS]
    ]
    return shown or [_annotation("notice", sentence(document), "conformance")]


def _annotation(kind: str, message: str, title: str) -> str:
    data = one_line(message).replace("%", "%25")
    name = one_line(title).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} title={name}::{data}"
