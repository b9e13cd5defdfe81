"""The top of an HTML report: the verdict, whom it is about, the grid, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.model.verdict import Verdict
from conformance.reports.html.html_text import anchor, link, text
from conformance.reports.i18n.catalogue import Translate, translator
from conformance.reports.i18n.statements import translated
from conformance.reports.i18n.wording import VERDICT_WORDS
from conformance.reports.summary.tally import (
    broken_waivers,
    by_weight,
    counted,
    grid,
    replayed,
    sentence,
    shared_prefix,
)
from conformance.shortening import shorten_text

__all__ = ["summary_html"]

# pytest-html's page declares no viewport, without which a phone lays it out 980 pixels wide.
_VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_LONGEST_VALUE = 300
_NAMED = (Verdict.ERROR, Verdict.FAIL, Verdict.ADVICE, Verdict.INCONCLUSIVE, Verdict.WAIVED)


def summary_html(document: Mapping[str, Any], audit: str = "", language: str = "en") -> list[str]:
    """Return the blocks of HTML that stand above the table of results.

    ``audit`` is the address of the audit page from there, or empty where there is none. Raises UsageError for a
    language there is no catalogue of.
    """
    say, document = translator(language), translated(document, language)
    verdict = text(document["run"]["verdict"])
    blocks = [
        f'{_VIEWPORT}<p class="emb-verdict emb-{verdict}">{text(sentence(document, say))}</p>',
        f'<p><a href="{text(audit)}">{say("Audit page")}</a></p>' if audit else "",
        f'<dl class="emb-facts">{"".join(_facts(document, say))}</dl>',
        f'<div class="emb-scroll">{_grid(document, say)}</div>',
        _listed("".join(_named(document, say))),
        _observed(document.get("observations") or (), say),
    ]
    return [block for block in blocks if block]


def _facts(document: Mapping[str, Any], say: Translate) -> Iterator[str]:
    target, run, tool = document["target"], document["run"], document["tool"]
    selection = document.get("selection", {}).get("expression")
    dated = f", {text(target['contract_date'])}" if target.get("contract_date") else ""
    yield _fact(say("Target"), link(target["base_url"]))
    for told in broken_waivers(document, say):
        yield _fact(say("Waivers"), text(told))
    if document.get("replay"):
        yield _fact(say("Evidence"), text(replayed(document, say)))
    if target.get("insecure"):
        yield _fact("TLS", say("TLS certificates were not verified."))
    yield _fact(
        say("Contract"), f"{text(target['contract'])} <code>{text(_short(target['contract_digest']))}</code>{dated}"
    )
    yield _fact(say("Models"), ", ".join(text(model) for model in target["models"]))
    yield _fact(say("Requests"), text(_traffic(document["traffic"], say)))
    yield _fact(say("Time"), f"{text(_moment(run['started']))}, {say('seed')} {text(run['seed'])}")
    if selection:
        yield _fact(say("Selection"), text(selection))
    yield _fact(say("Tool"), text(f"{tool['name']} {tool['version']}, Python {tool['python']}"))


def _fact(name: str, html: str) -> str:
    return f"<div><dt>{name}</dt><dd>{html}</dd></div>"


def _short(digest: Any) -> str:
    algorithm, _, value = str(digest).rpartition(":")
    return f"{algorithm}:{value[:12]}" if algorithm else value[:12]


def _moment(started: Any) -> str:
    return str(started).replace("T", " ", 1).replace("Z", " UTC", 1)


def _traffic(traffic: Mapping[str, Any], say: Translate) -> str:
    return say(
        "%(sent)s sent, %(reused)s reused, %(retried)s retried; %(tokens)s input tokens; %(seconds)s s in flight"
    ) % {
        "sent": f"{traffic['sent']:,}",
        "reused": f"{traffic['reused']:,}",
        "retried": f"{traffic['retried']:,}",
        "tokens": f"{traffic['input_tokens']:,}",
        "seconds": f"{traffic['seconds']:.1f}",
    }


def _grid(document: Mapping[str, Any], say: Translate) -> str:
    counts = grid(document)
    shared = shared_prefix([model for model in counts.models if model is not None])
    heads = "".join(_head(model, shared, say) for model in counts.models)
    rows = "".join(
        f'<tr><th scope="row">{text(name)}</th>'
        + "".join(f"<td>{_counts(counts.cells.get((name, model), {}), say)}</td>" for model in counts.models)
        + "</tr>"
        for name in counts.families
    )
    head = f'<thead><tr><th scope="col">{say("Family")}</th>{heads}</tr></thead>'
    return f'<table class="emb-grid">{head}<tbody>{rows}</tbody></table>'


def _head(model: str | None, shared: str, say: Translate) -> str:
    if model is None:
        return f'<th scope="col">{say("Target")}</th>'
    prefix = f'<span class="emb-shared">{text(shared)}</span>' if shared else ""
    return f'<th scope="col">{prefix}{text(model.removeprefix(shared))}</th>'


def _counts(cell: Mapping[str, int], say: Translate) -> str:
    counts = (
        f'<span class="emb-{text(verdict).replace(" ", "-")}">{count} {_word(verdict, say)}</span>'
        for verdict, count in counted(cell)
    )
    return " ".join(counts) or '<span class="emb-quiet">·</span>'


def _word(verdict: str, say: Translate) -> str:
    return text(say(VERDICT_WORDS.get(verdict, verdict)))


def _named(document: Mapping[str, Any], say: Translate) -> Iterator[str]:
    for result in sorted(document["results"], key=lambda result: by_weight(result["verdict"])):
        if result["verdict"] in _NAMED:
            yield f"<li>{_entry(result, say)}</li>"


def _entry(result: Mapping[str, Any], say: Translate) -> str:
    findings = result.get("findings") or ({"message": say(str(result.get("reason", "")))},)
    verdict = text(result["verdict"])
    place = anchor(result["id"], result.get("model"))
    return (
        f'<span class="emb-{verdict}">{_word(result["verdict"], say)}</span> '
        f'<a href="#{place}">{text(result["id"])}</a> '
        f"{text(result.get('model') or say('the target'))}: {text(findings[0].get('message', ''))}"
    )


def _listed(items: str) -> str:
    return f'<ul class="emb-named">{items}</ul>' if items else ""


def _observed(observations: Sequence[Mapping[str, Any]], say: Translate) -> str:
    """Return the facts recorded where the document is silent, folded."""
    items = "".join(
        f"<li><b>{text(fact['id'])}</b> {text(fact.get('model') or say('the target'))}: {text(fact['statement'])} "
        f"<code>{text(shorten_text(str(fact.get('value')), _LONGEST_VALUE))}</code></li>"
        for fact in observations
    )
    title = say("%(count)s observation" if len(observations) == 1 else "%(count)s observations")
    title = text(title % {"count": f"{len(observations):,}"})
    return f'<details class="emb-observed"><summary>{title}</summary><ul>{items}</ul></details>' if items else ""
