"""What a run was: its tool, its target, what was selected, its verdict and what it sent, as reports read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conformance.model.depth import Depth
from conformance.model.verdict import RunVerdict
from conformance.results.reading import Row, decimal, read_word, rows, text, texts, whole
from conformance.results.sentence import Sentence

__all__ = ["RunView", "SelectionView", "TargetView", "ToolView", "TrafficView", "sentences"]


def sentences(stored: object, data: object) -> tuple[Sentence, ...]:
    """Read a list of sentences with the list of their data, which may be missing."""
    said = texts(stored)
    known_data = rows(data)
    whole_list = len(said) == len(known_data)
    return tuple(Sentence.of(name, known_data[place] if whole_list else None) for place, name in enumerate(said))


@dataclass(frozen=True, slots=True)
class ToolView:
    """What wrote the document."""

    name: str
    version: str
    python: str
    hypothesis: str

    @classmethod
    def of(cls, row: Row) -> ToolView:
        """Read the tool."""
        return cls(*(text(row.get(name)) for name in ("name", "version", "python", "hypothesis")))


@dataclass(frozen=True, slots=True)
class TargetView:
    """What was judged, and by which contract."""

    base_url: str
    contract: str
    contract_title: str
    contract_titles: Mapping[str, str]
    """The title in other languages than English, by language, where the contract has it."""
    contract_date: str
    contract_url: str
    """The address of the document that the contract is made from; empty where it gives none."""
    digest: str
    models: tuple[str, ...]
    insecure: bool
    """Whether TLS certificates were taken unverified."""
    client: str
    """The client that was judged by what it sent; empty where the target was."""
    name: str
    """What the user calls the target, or nothing."""
    embedded: bool
    """Whether it was the reference service embedded in the run."""
    faults: tuple[str, ...]
    """How the embedded service was broken on purpose."""
    oddities: tuple[str, ...]
    """In what it was right, but unusual."""

    @classmethod
    def of(cls, row: Row) -> TargetView:
        """Read the target."""
        return cls(
            base_url=text(row.get("base_url")),
            contract=text(row.get("contract")),
            contract_title=text(row.get("contract_title")),
            contract_titles=_titles(row.get("zh")),
            contract_date=text(row.get("contract_date")),
            contract_url=text(row.get("contract_url")),
            digest=text(row.get("contract_digest")),
            models=texts(row.get("models")),
            insecure=bool(row.get("insecure")),
            client=text(row.get("client")),
            name=text(row.get("name")),
            embedded=bool(row.get("embedded")),
            faults=texts(row.get("faults")),
            oddities=texts(row.get("oddities")),
        )

    @property
    def judged(self) -> str:
        """What is judged as a whole, by its English word: a client, or the target."""
        return "client" if self.client else "target"

    def title_in(self, language: str) -> str:
        """Return the title of the contract in a language, in English where it has no other; its name without any."""
        return self.contract_titles.get(language) or self.contract_title or self.contract


def _titles(chinese: object) -> Mapping[str, str]:
    title = chinese.get("contract_title") if isinstance(chinese, Mapping) else None
    return {"zh": text(title)} if title else {}


@dataclass(frozen=True, slots=True)
class SelectionView:
    """How many MUST clauses could be judged and were; ``expression`` is what narrowed the run."""

    must_clauses: int
    must_judged: int
    expression: str

    @classmethod
    def of(cls, row: Row) -> SelectionView:
        """Read the selection."""
        return cls(whole(row.get("must_clauses")), whole(row.get("must_judged")), text(row.get("expression")))


@dataclass(frozen=True, slots=True)
class RunView:
    """The verdict of a run, when it was (RFC 3339), and what kept models from being judged or ended it."""

    verdict: RunVerdict | str
    """A word that this version does not know stays as it is."""
    started: str
    finished: str
    seed: int
    depth: str
    exit_status: int
    troubles: tuple[Sentence, ...]
    command: tuple[str, ...]
    """The words of the command that judges the same again; empty where the document does not tell."""

    @classmethod
    def of(cls, row: Row) -> RunView:
        """Read what is said of a run."""
        return cls(
            verdict=read_word(RunVerdict, row.get("verdict")),
            started=text(row.get("started")),
            finished=text(row.get("finished")),
            seed=whole(row.get("seed")),
            depth=text(row.get("depth")) or Depth.STANDARD,
            exit_status=whole(row.get("exit_status")),
            troubles=sentences(row.get("troubles"), row.get("troubles_data")),
            command=texts(row.get("command")),
        )

    @property
    def duration(self) -> float | None:
        """Seconds of wall time, or None where the document does not tell."""
        try:
            ends = [datetime.fromisoformat(name) for name in (self.started, self.finished)]
            return (ends[1] - ends[0]).total_seconds()
        except (TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class TrafficView:
    """What was sent and received; ``seconds`` is the sum of all latencies."""

    sent: int
    reused: int
    retried: int
    input_tokens: int
    seconds: float
    bytes: int

    @classmethod
    def of(cls, row: Row) -> TrafficView:
        """Read the counts."""
        sent, reused, retried, tokens = (whole(row.get(name)) for name in ("sent", "reused", "retried", "input_tokens"))
        return cls(sent, reused, retried, tokens, decimal(row.get("seconds")), whole(row.get("bytes")))
