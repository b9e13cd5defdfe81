"""The parts of a results document that not every run has, and its clauses, as reports read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from conformance.model.verdict import Level, Verdict
from conformance.model.waiver import WaiverState
from conformance.results.reading import Row, decimal, read_word, rows, text, texts, whole
from conformance.results.result_view import ResultView
from conformance.results.run_view import sentences
from conformance.results.sentence import Sentence

__all__ = [
    "BaselineRow",
    "BaselineView",
    "ClauseView",
    "ClientView",
    "DropInView",
    "ReplayView",
    "ScenarioView",
    "WaiverView",
]

_TRANSLATED = ("statement", "locator", "untestable")


def _words(value: object) -> Mapping[str, str]:
    """Return what a clause says in another language; a text alone is its statement."""
    members = value if isinstance(value, Mapping) else {"statement": value} if value else {}
    return {name: text(members[name]) for name in _TRANSLATED if name in members}


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One documented statement with the checks that judge it, or the reason none can."""

    id: str
    level: Level | str
    statement: str
    locator: str
    checks: tuple[str, ...]
    untestable: str
    models: tuple[str, ...]
    translations: Mapping[str, Mapping[str, str]]
    """Statement, locator and reason in other languages than English, by language, where the contract has them."""

    @classmethod
    def of(cls, row: Row) -> ClauseView:
        """Read a clause."""
        return cls(
            id=text(row.get("id")),
            level=read_word(Level, row.get("level")),
            statement=text(row.get("statement")),
            locator=text(row.get("locator")),
            checks=texts(row.get("checks")),
            untestable=text(row.get("untestable")),
            models=texts(row.get("models")),
            translations={"zh": _words(row.get("zh"))},
        )

    def in_language(self, language: str) -> ClauseView:
        """Return the clause told in a language, in English where the contract has no other words."""
        words = self.translations.get(language, {})
        return replace(
            self,
            statement=words.get("statement") or self.statement,
            locator=words.get("locator") or self.locator,
            untestable=words.get("untestable") or self.untestable,
        )


@dataclass(frozen=True, slots=True)
class WaiverView:
    """What became of a waiver; ``model`` is empty for all."""

    id: str
    model: str
    reason: str
    ticket: str
    expires: str
    state: WaiverState | str
    whole_cause: bool = False

    @classmethod
    def of(cls, row: Row) -> WaiverView:
        """Read a waiver."""
        id_, model, reason, ticket, expires = (
            text(row.get(name)) for name in ("id", "model", "reason", "ticket", "expires")
        )
        state = read_word(WaiverState, row.get("state"))
        return cls(id_, model, reason, ticket, expires, state, row.get("whole_cause") is True)


@dataclass(frozen=True, slots=True)
class ReplayView:
    """What recorded evidence lacked of the requests that were planned; ``titles`` are the first of them."""

    lacking: int
    titles: tuple[Sentence, ...]

    @classmethod
    def of(cls, row: Row) -> ReplayView:
        """Read what a replay lacked."""
        return cls(whole(row.get("lacking")), sentences(row.get("titles"), row.get("titles_data")))


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A check that is amiss, or was before; ``model`` is empty for the target as a whole."""

    id: str
    model: str
    before: str
    verdict: str

    @classmethod
    def of(cls, row: Row) -> BaselineRow:
        """Read one check."""
        return cls(*(text(row.get(name)) for name in ("id", "model", "before", "verdict")))


@dataclass(frozen=True, slots=True)
class BaselineView:
    """What is new, fixed and unchanged against an older run, and when that began."""

    started: str
    new: tuple[BaselineRow, ...]
    fixed: tuple[BaselineRow, ...]
    unchanged: tuple[BaselineRow, ...]

    @classmethod
    def of(cls, row: Row) -> BaselineView:
        """Read what a run was held against."""
        parts = (tuple(map(BaselineRow.of, rows(row.get(name)))) for name in ("new", "fixed", "unchanged"))
        return cls(text(row.get("started")), *parts)


@dataclass(frozen=True, slots=True)
class DropInView:
    """The second layer of a verdict: whether a client of OpenAI works unchanged."""

    contract: str
    verdict: str
    """``yes``, ``differences``, ``no`` or ``unknown``."""
    checks: int
    results: tuple[ResultView, ...]

    @classmethod
    def of(cls, row: Row) -> DropInView:
        """Read the second layer."""
        results = tuple(map(ResultView.of, rows(row.get("results"))))
        return cls(text(row.get("contract")), text(row.get("verdict")), whole(row.get("checks")), results)


@dataclass(frozen=True, slots=True)
class ClientView:
    """What the caller of a client gets for one question, from recorded answers."""

    client: str
    model: str
    asked: Sentence
    got: str
    detail: Sentence
    exchange: str

    @classmethod
    def of(cls, row: Row) -> ClientView:
        """Read one question to a client."""
        return cls(
            client=text(row.get("client")),
            model=text(row.get("model")),
            asked=Sentence.of(row.get("asked"), row.get("asked_data")),
            got=text(row.get("got")),
            detail=Sentence.of(row.get("detail"), row.get("detail_data")),
            exchange=text(row.get("exchange")),
        )


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """One scenario that a driven client was put through, and what its caller got."""

    id: str
    kind: str
    statement: Sentence
    model: str
    asked: Sentence
    verdict: Verdict | str
    got: str
    detail: Sentence
    requests: int
    seconds: float

    @classmethod
    def of(cls, row: Row) -> ScenarioView:
        """Read a scenario."""
        return cls(
            id=text(row.get("id")),
            kind=text(row.get("kind")),
            statement=Sentence.of(row.get("statement"), row.get("statement_data")),
            model=text(row.get("model")),
            asked=Sentence.of(row.get("asked"), row.get("asked_data")),
            verdict=read_word(Verdict, row.get("verdict")),
            got=text(row.get("got")),
            detail=Sentence.of(row.get("detail"), row.get("detail_data")),
            requests=whole(row.get("requests")),
            seconds=decimal(row.get("seconds")),
        )
