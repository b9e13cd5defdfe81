"""A summary in GitHub-flavoured Markdown, and annotations for the log of a GitHub workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from conformance.model.message import template
from conformance.model.verdict import Verdict
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import harmless, one_line
from conformance.reports.summary.baseline import against_baseline
from conformance.reports.summary.causes import Cause, causes, counted_causes
from conformance.reports.summary.drop_in import drop_in_line
from conformance.reports.summary.headline import headline
from conformance.reports.summary.outcome import broken_waivers, partial_run, replayed, sentence, unverified
from conformance.reports.summary.statement import clause_told, leading
from conformance.reports.summary.tally import counted, grid, whole
from conformance.results.result_view import ResultView
from conformance.results.view import ResultsView
from conformance.shortening import shorten_text

__all__ = ["escaped", "render", "workflow_commands"]

_SPECIAL = re.compile(r"([\\`*_\[\]#!|~:@]|(?<=www)\.)")
_LONGEST = 300
_LONGEST_CURL = 4_000
_MOST_ANNOTATIONS = 10
"""GitHub shows no more of one kind for one step."""

_JUDGED = template(
    "markdown.judged",
    "{client}{base_url}, judged by contract {contract} ({date}, {digest}), seed {seed}, {sent:request}.",
)
_CLIENT = template("markdown.client", "The client {client}, by what it sent to ")
_FAMILY = template("markdown.family", "family")
_ALSO = template("markdown.also", "also: {checks}")
_CLAUSE = template("markdown.clause", "{clause}, {level}: {statement}")
_FOUND = template("markdown.found", "found: {text}")
_INTENDED = template("markdown.intended", "if it is meant: --intended {rule}")
_SEEN = template("markdown.seen", "{headline} ({models})")
_EXPECTED = template("markdown.expected", "expected: {text}")
_OBSERVED = template("markdown.observed", "observed: {text}")


def escaped(text: object, limit: int = _LONGEST) -> str:
    """Return text of a target on one line, in which neither Markdown nor HTML means anything."""
    return _SPECIAL.sub(r"\\\1", escape(one_line(shorten_text(str(text), limit)), quote=False))


def render(views: Sequence[ResultsView], language: str = "en") -> str:
    """Return a summary of one or more results documents. Raises UsageError where there is no such language."""
    words = Language.named(language)
    return "\n".join(line for view in views for line in _summary(view, words))


def _summary(view: ResultsView, language: Language) -> Iterator[str]:
    yield f"## {escaped(_capital(language.message(sentence(view))))}"
    yield ""
    yield _what_was_judged(view, language)
    yield from (f"\n{escaped(language.message(waiver))}" for waiver in broken_waivers(view))
    if (lacking := replayed(view)) is not None:
        yield f"\n{escaped(language.message(lacking))}"
    if (against := against_baseline(view)) is not None:
        yield f"\n{escaped(language.message(against), 3 * _LONGEST)}"
    if (unsure := unverified(view)) is not None:
        yield f"\n**{language.message(unsure)}**"
    if (part := partial_run(view)) is not None:
        yield f"\n**{escaped(language.message(part))}**"
    if (drop_in := drop_in_line(view)) is not None:
        yield f"\n{escaped(language.message(drop_in))}"
    yield ""
    yield from _grid(view, language)
    yield ""
    found = causes(view)
    if (counts := counted_causes([str(cause.verdict) for cause in found])) is not None:
        yield f"{escaped(language.message(counts))}\n"
    yield from (line for cause in found for line in _cause(cause, view, language))
    yield from _unjudged(view, language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _what_was_judged(view: ResultsView, language: Language) -> str:
    target = view.target
    judged = _JUDGED(
        client=_CLIENT(client=shorten_text(target.client, _LONGEST)) if target.client else None,
        base_url=shorten_text(target.base_url, _LONGEST),
        contract=target.contract,
        date=target.contract_date,
        digest=target.digest[:19],
        seed=view.run.seed,
        sent=view.traffic.sent,
    )
    return escaped(language.message(judged), 3 * _LONGEST)


def _grid(view: ResultsView, language: Language) -> Iterator[str]:
    counts = grid(view)
    yield _row([language.message(_FAMILY()), *(escaped(_model(model, view, language)) for model in counts.models)])
    yield _row(["---"] * (len(counts.models) + 1))
    for name in counts.families:
        cells = (counted(counts.cells.get((name, model), {})) for model in counts.models)
        words = ([language.counted(count, language.verdict(word)) for word, count in cell] for cell in cells)
        yield _row([escaped(name), *(escaped(language.listed(word)) for word in words)])


def _model(model: str | None, view: ResultsView, language: Language) -> str:
    return model or language.say(whole(view))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cause(cause: Cause, view: ResultsView, language: Language) -> Iterator[str]:
    models = language.listed(_model(model, view, language) for model in cause.models)
    head = _capital(_headline(cause, language))
    seen = escaped(language.message(_SEEN(headline=head, models=models)), 2 * _LONGEST)
    yield f"- **{escaped(language.verdict(cause.verdict))}** {escaped(cause.id)} · {seen}"
    if cause.checks[1:]:
        yield f"  - {escaped(language.message(_ALSO(checks=cause.checks[1:])))}"
    for name in dict.fromkeys(name for result in cause.of(cause.id) for name in result.clauses):
        statement = clause_told(view.clause(name), language).statement
        stated = _CLAUSE(clause=name, level=cause.lead.level, statement=shorten_text(statement, _LONGEST))
        yield f"  - {escaped(language.message(stated), 2 * _LONGEST)}"
    finding = cause.example
    if finding is None:
        return
    if leading(cause, language) != cause.headline:
        yield f"  - {language.message(_FOUND(text=escaped(language.sentence(cause.headline))))}"
    for label, said in ((_EXPECTED, finding.expected), (_OBSERVED, finding.observed)):
        if said:
            yield f"  - {language.message(label(text=escaped(language.sentence(said))))}"
    if finding.rule:
        yield f"  - {escaped(language.message(_INTENDED(rule=finding.rule)))}"
    exchange = view.exchanges.get(finding.exchange)
    if exchange and exchange.curl:
        yield from _folded(shorten_text(exchange.curl, _LONGEST_CURL))


def _unjudged(view: ResultsView, language: Language) -> Iterator[str]:
    """Tell each reason for which something could not be judged, with the checks it holds for."""
    reasons: dict[str, list[ResultView]] = {}
    for result in view.results:
        if result.verdict == Verdict.INCONCLUSIVE:
            reasons.setdefault(result.why.identity, []).append(result)
    for results in reasons.values():
        why = escaped(_capital(language.sentence(results[0].why)))
        yield f"- **{escaped(language.verdict(Verdict.INCONCLUSIVE))}** {why}"
        yield f"  - {escaped(language.listed(result.id for result in results), 3 * _LONGEST)}"


def _folded(curl: str) -> Iterator[str]:
    """Fold a command; in a pre element nothing is Markdown, as long as no line is blank."""
    lines = (escape(line, quote=False) for line in harmless(curl).split("\n") if line.strip())
    yield f"  - <details><summary>curl</summary><pre>{'&#10;'.join(lines)}</pre></details>"


def workflow_commands(view: ResultsView, language: str = "en") -> list[str]:
    """Return a workflow command for each cause, errors first, as many as GitHub shows of each kind.

    Source: GitHub's workflow commands; properties and data are encoded, so that no target can give commands.
    """
    words = Language.named(language)
    kinds: Mapping[str, str] = {Verdict.FAIL: "error", Verdict.ERROR: "error", Verdict.ADVICE: "warning"}
    found = [(kinds[cause.verdict], cause) for cause in causes(view) if cause.verdict in kinds]
    shown = [
        _annotation(
            kind,
            _headline(cause, words),
            words.message(
                _SEEN(headline=cause.id, models=tuple(model or words.say(whole(view)) for model in cause.models))
            ),
        )
        for wanted in ("error", "warning")
        for kind, cause in [pair for pair in found if pair[0] == wanted][:_MOST_ANNOTATIONS]
    ]
    return shown or [_annotation("notice", words.message(sentence(view)), "conformance")]


def _headline(cause: Cause, language: Language) -> str:
    return headline(leading(cause, language), language).text


def _annotation(kind: str, message: str, title: str) -> str:
    data = one_line(message).replace("%", "%25")
    name = one_line(title).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} title={name}::{data}"
