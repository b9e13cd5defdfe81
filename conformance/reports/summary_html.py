"""The top of an HTML report: the verdict, whom it is about, the grid, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.html_text import anchor, link, text
from conformance.reports.shortening import shorten_text
from conformance.reports.tally import by_weight, counted, grid, number, sentence, shared_prefix

__all__ = ["summary_html"]

# pytest-html's page declares no viewport, without which a phone lays it out 980 pixels wide.
_VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_LONGEST_VALUE = 300
_NAMED = (Verdict.ERROR, Verdict.FAIL, Verdict.ADVICE, Verdict.INCONCLUSIVE, Verdict.WAIVED)
_WORDS: Mapping[str, str] = {Verdict.NOT_APPLICABLE: "n/a"}


def summary_html(document: Mapping[str, Any], audit: str = "") -> list[str]:
    """Return the blocks of HTML that stand above the table of results.

    ``audit`` is the address of the audit page from there, or empty where there is none.
    """
    verdict = text(document["run"]["verdict"])
    blocks = [
        f'{_VIEWPORT}<p class="emb-verdict emb-{verdict}">{text(sentence(document))}</p>',
        f'<p><a href="{text(audit)}">Audit page</a></p>' if audit else "",
        f'<dl class="emb-facts">{"".join(_facts(document))}</dl>',
        f'<div class="emb-scroll">{_grid(document)}</div>',
        _listed("".join(_named(document))),
        _observed(document.get("observations") or ()),
    ]
    return [block for block in blocks if block]


def _facts(document: Mapping[str, Any]) -> Iterator[str]:
    target, run, tool = document["target"], document["run"], document["tool"]
    selection = document.get("selection", {}).get("expression")
    dated = f", {text(target['contract_date'])}" if target.get("contract_date") else ""
    yield _fact("Target", link(target["base_url"]))
    yield _fact("Contract", f"{text(target['contract'])} <code>{text(_short(target['contract_digest']))}</code>{dated}")
    yield _fact("Models", ", ".join(text(model) for model in target["models"]))
    yield _fact("Requests", text(_traffic(document["traffic"])))
    yield _fact("Started", f"{text(_moment(run['started']))}, seed {text(run['seed'])}")
    if selection:
        yield _fact("Selection", text(selection))
    yield _fact("Tool", text(f"{tool['name']} {tool['version']}, Python {tool['python']}"))


def _fact(name: str, html: str) -> str:
    return f"<div><dt>{name}</dt><dd>{html}</dd></div>"


def _short(digest: Any) -> str:
    algorithm, _, value = str(digest).rpartition(":")
    return f"{algorithm}:{value[:12]}" if algorithm else value[:12]


def _moment(started: Any) -> str:
    return str(started).replace("T", " ", 1).replace("Z", " UTC", 1)


def _traffic(traffic: Mapping[str, Any]) -> str:
    return (
        f"{traffic['sent']:,} sent, {traffic['reused']:,} reused, {traffic['retried']:,} retried; "
        f"{number(traffic['input_tokens'], 'input token')}; {traffic['seconds']:.1f} s in flight"
    )


def _grid(document: Mapping[str, Any]) -> str:
    counts = grid(document)
    shared = shared_prefix([model for model in counts.models if model is not None])
    heads = "".join(_head(model, shared) for model in counts.models)
    rows = "".join(
        f'<tr><th scope="row">{text(name)}</th>'
        + "".join(f"<td>{_counts(counts.cells.get((name, model), {}))}</td>" for model in counts.models)
        + "</tr>"
        for name in counts.families
    )
    head = f'<thead><tr><th scope="col">family</th>{heads}</tr></thead>'
    return f'<table class="emb-grid">{head}<tbody>{rows}</tbody></table>'


def _head(model: str | None, shared: str) -> str:
    if model is None:
        return '<th scope="col">target</th>'
    prefix = f'<span class="emb-shared">{text(shared)}</span>' if shared else ""
    return f'<th scope="col">{prefix}{text(model.removeprefix(shared))}</th>'


def _counts(cell: Mapping[str, int]) -> str:
    counts = (
        f'<span class="emb-{text(verdict).replace(" ", "-")}">{count} {_WORDS.get(verdict, text(verdict))}</span>'
        for verdict, count in counted(cell)
    )
    return " ".join(counts) or '<span class="emb-quiet">·</span>'


def _named(document: Mapping[str, Any]) -> Iterator[str]:
    for result in sorted(document["results"], key=lambda result: by_weight(result["verdict"])):
        if result["verdict"] in _NAMED:
            yield f"<li>{_entry(result)}</li>"


def _entry(result: Mapping[str, Any]) -> str:
    findings = result.get("findings") or ({"message": result.get("reason", "")},)
    verdict = text(result["verdict"])
    place = anchor(result["id"], result.get("model"))
    return (
        f'<span class="emb-{verdict}">{verdict}</span> <a href="#{place}">{text(result["id"])}</a> '
        f"{text(result.get('model') or 'target')}: {text(findings[0].get('message', ''))}"
    )


def _listed(items: str) -> str:
    return f'<ul class="emb-named">{items}</ul>' if items else ""


def _observed(observations: Sequence[Mapping[str, Any]]) -> str:
    """Return the facts recorded where the document is silent, folded."""
    items = "".join(
        f"<li><b>{text(fact['id'])}</b> {text(fact.get('model') or 'target')}: {text(fact['statement'])} "
        f"<code>{text(shorten_text(str(fact.get('value')), _LONGEST_VALUE))}</code></li>"
        for fact in observations
    )
    title = number(len(observations), "observation")
    return f'<details class="emb-observed"><summary>{title}</summary><ul>{items}</ul></details>' if items else ""
