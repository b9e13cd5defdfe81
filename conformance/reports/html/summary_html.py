"""The top of an HTML report: the verdict, whom it is about, the grid, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from conformance.model.message import template
from conformance.model.verdict import Verdict
from conformance.reports.html.html_text import anchor, link, text
from conformance.reports.i18n.language import Language
from conformance.reports.summary.outcome import broken_waivers, replayed, sentence
from conformance.reports.summary.request_counts import request_counts
from conformance.reports.summary.statement import titled
from conformance.reports.summary.tally import counted, grid, shared_prefix
from conformance.results.result_view import ObservationView, ResultView
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight
from conformance.shortening import shorten_text

__all__ = ["summary_html"]

# pytest-html's page declares no viewport, without which a phone lays it out 980 pixels wide.
_VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_LONGEST_VALUE = 300
_NAMED = (Verdict.ERROR, Verdict.FAIL, Verdict.ADVICE, Verdict.INCONCLUSIVE, Verdict.WAIVED)
_OBSERVATIONS = template("page.observations", "{count:observation}")


def summary_html(view: ResultsView, audit: str = "", language: str = "en") -> list[str]:
    """Return the blocks of HTML that stand above the table of results.

    ``audit`` is the address of the audit page from there, or empty where there is none. Raises UsageError for a
    language there is no catalogue of.
    """
    words = Language.named(language)
    verdict = text(view.run.verdict)
    blocks = [
        f'{_VIEWPORT}<p class="emb-verdict emb-{verdict}">{text(words.message(sentence(view)))}</p>',
        f'<p><a href="{text(audit)}">{words.say("Audit page")}</a></p>' if audit else "",
        f'<dl class="emb-facts">{"".join(_facts(view, words))}</dl>',
        f'<div class="emb-scroll">{_grid(view, words)}</div>',
        _listed("".join(_named(view, words))),
        _observed(view.observations, words),
    ]
    return [block for block in blocks if block]


def _facts(view: ResultsView, words: Language) -> Iterator[str]:
    target, run, tool, say = view.target, view.run, view.tool, words.say
    dated = f" · {text(target.contract_date)}" if target.contract_date else ""
    yield _fact(say("Target"), link(target.base_url))
    for waiver in broken_waivers(view):
        yield _fact(say("Waivers"), text(words.message(waiver)))
    if replay := replayed(view):
        yield _fact(say("Evidence"), text(words.message(replay)))
    if target.insecure:
        yield _fact("TLS", say("TLS certificates were not verified."))
    yield _fact(say("Contract"), f"{text(target.contract)} <code>{text(_short(target.digest))}</code>{dated}")
    yield _fact(say("Models"), say(", ").join(text(model) for model in target.models))
    yield _fact(say("Requests"), text(words.message(request_counts(view))))
    yield _fact(say("Time"), f"{text(_moment(run.started))} · {say('seed')} {run.seed}")
    if view.selection.expression:
        yield _fact(say("Selection"), text(view.selection.expression))
    yield _fact(say("Tool"), text(f"{tool.name} {tool.version} · Python {tool.python}"))


def _fact(name: str, html: str) -> str:
    return f"<div><dt>{name}</dt><dd>{html}</dd></div>"


def _short(digest: str) -> str:
    algorithm, _, value = digest.rpartition(":")
    return f"{algorithm}:{value[:12]}" if algorithm else value[:12]


def _moment(started: str) -> str:
    return started.replace("T", " ", 1).replace("Z", " UTC", 1).replace("+00:00", " UTC", 1)


def _grid(view: ResultsView, words: Language) -> str:
    counts = grid(view)
    shared = shared_prefix([model for model in counts.models if model is not None])
    heads = "".join(_head(model, shared, words) for model in counts.models)
    rows = "".join(
        f'<tr><th scope="row">{text(name)}</th>'
        + "".join(f"<td>{_counts(counts.cells.get((name, model), {}), words)}</td>" for model in counts.models)
        + "</tr>"
        for name in counts.families
    )
    head = f'<thead><tr><th scope="col">{words.say("Family")}</th>{heads}</tr></thead>'
    return f'<table class="emb-grid">{head}<tbody>{rows}</tbody></table>'


def _head(model: str | None, shared: str, words: Language) -> str:
    if model is None:
        return f'<th scope="col">{words.say("the target")}</th>'
    prefix = f'<span class="emb-shared">{text(shared)}</span>' if shared else ""
    return f'<th scope="col">{prefix}{text(model.removeprefix(shared))}</th>'


def _counts(cell: Mapping[str, int], words: Language) -> str:
    counts = (
        f'<span class="emb-{text(verdict).replace(" ", "-")}">{count} {text(words.verdict(verdict))}</span>'
        for verdict, count in counted(cell)
    )
    return " ".join(counts) or '<span class="emb-quiet">·</span>'


def _named(view: ResultsView, words: Language) -> Iterator[str]:
    for result in sorted(view.results, key=lambda result: by_weight(result.verdict)):
        if result.verdict in _NAMED:
            yield f"<li>{_entry(result, words)}</li>"


def _entry(result: ResultView, words: Language) -> str:
    said = result.findings[0].message if result.findings else result.reason or titled(result)
    return (
        f'<span class="emb-{text(result.verdict)}">{text(words.verdict(result.verdict))}</span> '
        f'<a href="#{anchor(result.id, result.model)}">{text(result.id)}</a> '
        f"{_whom(result.model, words)}{words.say(': ')}{text(words.sentence(said))}"
    )


def _whom(model: str | None, words: Language) -> str:
    return text(words.say("the target") if model is None else model)


def _listed(items: str) -> str:
    return f'<ul class="emb-named">{items}</ul>' if items else ""


def _observed(observations: Sequence[ObservationView], words: Language) -> str:
    """Return the facts recorded where the document is silent, folded."""
    items = "".join(
        f"<li><b>{text(fact.id)}</b> {_whom(fact.model, words)}{words.say(': ')}{text(words.sentence(fact.statement))} "
        f"<code>{text(shorten_text(words.sentence(fact.value), _LONGEST_VALUE))}</code></li>"
        for fact in observations
    )
    title = text(words.message(_OBSERVATIONS(count=len(observations))))
    return f'<details class="emb-observed"><summary>{title}</summary><ul>{items}</ul></details>' if items else ""
