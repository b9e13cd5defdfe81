"""Results and observations as reports read them."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.message import Message
from conformance.model.verdict import Level, Verdict
from conformance.results.finding_view import FindingView
from conformance.results.reading import Row, read_word, rows, text, texts, whole
from conformance.results.sentence import NOTHING, Sentence

__all__ = ["ObservationView", "ResultView"]


@dataclass(frozen=True, slots=True)
class ResultView:
    """What one check says of one model (None: of the target as a whole)."""

    id: str
    verdict: Verdict | str
    """A word that this version does not know stays as it is."""
    clauses: tuple[str, ...] = ()
    level: Level | str | None = None
    model: str | None = None
    title: Sentence = NOTHING
    judged: int = 0
    found: int = 0
    """How many findings there were; ``findings`` are the first of them."""
    findings: tuple[FindingView, ...] = ()
    reason: Sentence = NOTHING
    masked_by: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Row) -> ResultView:
        """Read a result of either format."""
        findings = tuple(map(FindingView.of, rows(row.get("findings"))))
        model, level = row.get("model"), row.get("level")
        return cls(
            id=text(row.get("id")),
            verdict=read_word(Verdict, row.get("verdict")),
            clauses=texts(row.get("clauses")),
            level=read_word(Level, level) if level else None,
            model=None if model is None else str(model),
            title=Sentence.of(row.get("title"), row.get("title_data")),
            judged=whole(row.get("judged")),
            found=whole(row.get("found", len(findings))),
            findings=findings,
            reason=Sentence.of(row.get("reason"), row.get("reason_data")),
            masked_by=texts(row.get("masked_by") or row.get("rests_on")),
        )

    @property
    def family(self) -> str:
        """The family of its check: what the id says before the first dot."""
        return self.id.partition(".")[0]

    @property
    def why(self) -> Sentence:
        """Its reason without how often it holds and where first: what results share that were lost to the same."""
        inner = self.reason.data.values.get("reason") if self.reason.data else None
        return Sentence.saying(inner) if isinstance(inner, Message) else self.reason

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The failing checks that kept it from being judged: all of it, or else most."""
        check = self.why.data.values.get("check") if self.why.data else None
        return self.masked_by or ((check,) if isinstance(check, str) else ())


@dataclass(frozen=True, slots=True)
class ObservationView:
    """A fact where the document is silent; never gates."""

    id: str
    model: str | None
    statement: Sentence
    value: Sentence
    """A number or a text stands in it as text, without data."""
    exchange: str

    @classmethod
    def of(cls, row: Row) -> ObservationView:
        """Read an observation of either format."""
        model = row.get("model")
        return cls(
            id=text(row.get("id")),
            model=None if model is None else str(model),
            statement=Sentence.of(row.get("statement"), row.get("statement_data")),
            value=Sentence.of(str(row.get("value", "")), row.get("value_data")),
            exchange=text(row.get("exchange")),
        )
