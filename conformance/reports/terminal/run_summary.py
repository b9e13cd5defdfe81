"""What a run prints at its end: the grid, what needs attention, what it cost, and one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.model.message import Message, Template, template
from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import harmless, one_line
from conformance.reports.summary.baseline import against_baseline
from conformance.reports.summary.causes import Cause, causes
from conformance.reports.summary.drop_in import drop_in_line
from conformance.reports.summary.outcome import broken_waivers, replayed, sentence, unverified
from conformance.reports.summary.request_counts import request_counts
from conformance.reports.summary.statement import clause_told, titled
from conformance.reports.summary.tally import whole
from conformance.reports.terminal.grid import table, word
from conformance.reports.terminal.wrapping import pad, wrap
from conformance.results.finding_view import FindingView
from conformance.results.result_view import ResultView
from conformance.results.sentence import Sentence
from conformance.results.view import ResultsView
from conformance.results.weight import by_weight
from conformance.shortening import shorten_text

__all__ = ["summary", "where_results_are"]

_LONGEST_FIELD = 600
_LONGEST_COMMAND = 1200
"""Characters of a command that still can be copied from a terminal at a glance."""
_UNJUDGED = frozenset({Verdict.INCONCLUSIVE})
_SGR: Mapping[str, str] = {
    Verdict.FAIL: "31;1",
    Verdict.ERROR: "31;1",
    Verdict.ADVICE: "33",
    Verdict.INCONCLUSIVE: "33",
    RunVerdict.CONFORMANT: "32;1",
    RunVerdict.NON_CONFORMANT: "31;1",
    RunVerdict.INCOMPLETE: "33;1",
}
"""ECMA-48 graphic renditions; the words alone tell the same."""

_MANY = 3
"""So many checks with one reason are told together."""
_LABEL = 9
"""Columns of the label before a field."""

_NO_LEVEL = template("terminal.no-level", "no level")
_CLAUSE = template("terminal.clause", "{clause} ({level}): {statement} [{locator}]")
_CLAUSE_ALONE = template("terminal.clause-alone", "{clause} ({level})")
_MORE = template("terminal.more", "{count:more finding}; {judged:exchange} judged")
_AND_MORE = template("terminal.and-more", "{message} ({count:more finding})")
_INTENDED = template("terminal.intended", "--intended {rule}, if it is meant")
_LONG = template("terminal.long-command", "a command of {size:,} characters: {place} has it")
_ENDED = template("terminal.service-ended", "the reference service has ended; it was asked with")
_RESULTS = template("terminal.results", "results: {results}, {page} beside it")
_LABELS: Mapping[str, Template] = {
    name: template(f"terminal.label-{name}", name)
    for name in ("clause", "expected", "observed", "where", "intended", "more", "also")
}


def summary(
    view: ResultsView, width: int = 80, *, colour: bool = False, page: str = "audit.html", language: str = "en"
) -> list[str]:
    """Return the lines that end a run, each at most ``width`` columns but for commands to copy.

    ``page`` is the name of the audit page.
    Nothing the target sent reaches the terminal as a control sequence.
    """
    return list(_Summary(view, width, colour, page, Language.named(language)).lines())


def where_results_are(results: Path, page: str, language: str = "en") -> str:
    """Return the line that names what a run has left behind."""
    return Language.named(language).message(_RESULTS(results=str(results), page=page))


@dataclass(frozen=True, slots=True)
class _Summary:
    """The end of one run, for one terminal in one language."""

    view: ResultsView
    width: int
    colour: bool
    page: str
    language: Language

    def lines(self) -> Iterator[str]:
        """Yield every line."""
        view = self.view
        yield from (*table(view, self.width, self.language), "")
        found = causes(view)
        for cause in found:
            if cause.verdict == Verdict.FAIL:
                yield from (*self._failure(cause), "")
        if brief := list(self._briefly(found)):
            yield from (*brief, "")
        sentences = (
            *broken_waivers(view),
            request_counts(view),
            replayed(view),
            against_baseline(view),
            drop_in_line(view),
        )
        for message in (*sentences, unverified(view)):
            yield from self._wrapped(message) if message is not None else ()
        for line in self._wrapped(sentence(view)):
            yield self._in_colour_of(view.verdict_word, line)

    def _wrapped(self, message: Message) -> list[str]:
        return wrap(one_line(self.language.message(message)), self.width)

    def _briefly(self, found: Sequence[Cause]) -> Iterator[str]:
        """Tell the causes that are no failure, and what could not be judged, in few lines each."""
        for cause in found:
            if cause.verdict != Verdict.FAIL:
                yield from self._brief(cause)
        unjudged = sorted(
            (result for result in self.view.results if result.verdict in _UNJUDGED),
            key=lambda one: by_weight(one.verdict),
        )
        alike, others = _alike(unjudged)
        for result in others:
            yield from self._brief(Cause((result,)))
        for same in alike:
            yield from self._together(same)

    def _together(self, results: Sequence[ResultView]) -> Iterator[str]:
        ids = dict.fromkeys(result.id for result in results)
        count = self.language.say("%(count)s checks") % {"count": len(ids)}
        because = f"{count}{self.language.say(': ')}{self.language.sentence(results[0].why)}"
        yield from self._headed(Verdict.INCONCLUSIVE, because)
        families = Counter(id_.partition(".")[0] for id_ in ids)
        yield from self._field("", self.language.listed(f"{family} {count}" for family, count in families.items()))

    def _failure(self, cause: Cause) -> Iterator[str]:
        """Tell the finding that leads a cause, with what else it explains, and a command that shows it."""
        result = cause.lead
        yield from self._headed(result.verdict, self._head(cause))
        finding = result.findings[0] if result.findings else FindingView(message=result.reason)
        yield from self._said("", finding.message)
        for clause in self._clauses(result):
            yield from self._told("clause", clause)
        yield from self._said("expected", finding.expected)
        yield from self._said("observed", finding.observed)
        yield from self._field("where", finding.pointer)
        if finding.rule:
            yield from self._told("intended", _INTENDED(rule=finding.rule))
        if result.found > 1:
            yield from self._told("more", _MORE(count=result.found - 1, judged=result.judged))
        yield from self._field("also", self.language.listed(cause.checks[1:]))
        exchange = self.view.exchanges.get(finding.exchange)
        if exchange and exchange.curl:
            yield from self._command(harmless(exchange.curl), f"{self.page}#finding-{cause.id}")

    def _command(self, curl: str, place: str) -> list[str]:
        """Return a command to copy: as a comment where its service has ended, named only where it is very long."""
        if len(curl) > _LONGEST_COMMAND:
            return [f"# {self.language.message(_LONG(size=len(curl), place=place))}"]
        if not self.view.target.embedded:
            return curl.split("\n")
        return [f"# {self.language.message(_ENDED())}", *(f"# {line}" for line in curl.split("\n"))]

    def _brief(self, cause: Cause) -> Iterator[str]:
        result = cause.lead
        clauses = self.language.listed([*result.clauses, result.level or self.language.message(_NO_LEVEL())])
        yield from self._headed(result.verdict, self._head(cause) + self.language.inside(clauses))
        said = result.findings[0].message if result.findings else result.reason or titled(result)
        words = self.language.sentence(said)
        yield from self._field(
            "", self.language.message(_AND_MORE(message=words, count=result.found - 1)) if result.found > 1 else words
        )
        if result.findings and result.findings[0].rule:
            yield from self._said("observed", result.findings[0].observed)
            yield from self._told("intended", _INTENDED(rule=result.findings[0].rule))
        if result.verdict == Verdict.WAIVED and result.findings:
            yield from self._said("", result.reason)
        yield from self._field("also", self.language.listed(cause.checks[1:]))

    def _headed(self, verdict: str, head: str) -> list[str]:
        """Return the lines of a head with its verdict before it, which alone has a colour."""
        said = word(verdict, self.language)
        first, *others = wrap(one_line(head), self.width, f"{said} ", "    ")
        return [self._in_colour_of(verdict, said) + first.removeprefix(said), *others]

    def _head(self, cause: Cause) -> str:
        as_whole = self.language.say(whole(self.view))
        return f"{cause.id} · {self.language.listed(model or as_whole for model in cause.models)}"

    def _clauses(self, result: ResultView) -> Iterator[Message]:
        for name in result.clauses:
            clause = clause_told(self.view.clause(name), self.language)
            level = clause.level or result.level
            values = {"clause": name, "level": level, "statement": clause.statement, "locator": clause.locator}
            yield _CLAUSE(**values) if clause.statement else _CLAUSE_ALONE(clause=name, level=level)

    def _said(self, label: str, said: Sentence) -> list[str]:
        return self._field(label, self.language.sentence(said))

    def _told(self, label: str, message: Message) -> list[str]:
        return self._field(label, self.language.message(message))

    def _field(self, label: str, text: str) -> list[str]:
        """Return a text after its label; nothing where a labelled one is empty."""
        if label and not text:
            return []
        before = f"    {pad(self.language.message(_LABELS[label]()), _LABEL)}" if label else "    "
        return wrap(harmless(shorten_text(text, _LONGEST_FIELD)), self.width, before)

    def _in_colour_of(self, verdict: str, text: str) -> str:
        rendition = _SGR.get(verdict)
        return f"\x1b[{rendition}m{text}\x1b[0m" if self.colour and rendition else text


def _alike(results: Sequence[ResultView]) -> tuple[list[list[ResultView]], list[ResultView]]:
    """Part results that many share one reason for not being judged from the others."""
    reasons: dict[str, list[ResultView]] = {}
    for result in results:
        if result.verdict == Verdict.INCONCLUSIVE:
            reasons.setdefault(result.why.identity, []).append(result)
    shared = [found for found in reasons.values() if len(found) > _MANY]
    folded = {id(result) for found in shared for result in found}
    return shared, [result for result in results if id(result) not in folded]
