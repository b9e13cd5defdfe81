"""Answers recorded over HTTP, and the verdict of one check on some of them after an edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from conformance.answers.answer import Answer, Reader
from conformance.checks import CHECKS, Check
from conformance.client.http import Client
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.exchange import Exchange
from conformance.model.options import PlanOptions
from conformance.model.result import Result
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.service import Service

__all__ = ["CONTRACT", "SINGLE", "Edit", "Evidence", "Row", "record"]

CONTRACT = load("dashscope")
KEY = "sk-reference"


def _relates(check: Check) -> bool:
    return check.family == "relations" or check.judge.__module__.startswith("conformance.checks.relations")


SINGLE = tuple(check for check in CHECKS if not _relates(CHECKS[check]) and CONTRACT.level_of(check) is not None)
"""The checks of what one or two answers show; relations between many calls are tested apart."""

Edit = Callable[[Exchange], Exchange]


@dataclass(frozen=True, slots=True)
class Row:
    """An edit of one recorded exchange, and where the check is to point.

    ``beside`` are the titles of cases judged with it, unedited unless ``both`` are.
    ``case`` is the title of the case whose exchange is edited; empty for the first that aims at the check.
    """

    check: str
    edit: Edit
    pointer: str = ""
    case: str = "a list of two"
    beside: tuple[str, ...] = ()
    both: bool = False
    advisory: bool = False
    model: str = "text-embedding-v3"

    def __str__(self) -> str:
        name = getattr(self.edit, "__name__", "edit")
        return f"{self.check}: {name}" + (f" ({self.case})" if self.case != "a list of two" else "")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Every answer to the plan of one model, without random examples."""

    model: str
    answers: tuple[Answer, ...]
    _reader: Reader = field(default_factory=lambda: Reader(CONTRACT))

    def named(self, title: str) -> Answer:
        """Return the answer to the case with a title."""
        return next(answer for answer in self.answers if str(answer.case.title) == title)

    def aimed(self, check: str) -> Answer:
        """Return the answer to the first case that aims at a check."""
        return next(answer for answer in self.answers if answer.case.decided_by == check)

    def edited(self, row: Row) -> tuple[Answer, ...]:
        """Return the answers a row is about, the edited one first."""
        recorded = self.named(row.case) if row.case else self.aimed(row.check)
        others = tuple(map(self.named, row.beside))
        if row.both:
            others = tuple(self.read(other, row.edit) for other in others)
        return (self.read(recorded, row.edit), *others)

    def read(self, recorded: Answer, edit: Edit) -> Answer:
        """Return an answer read anew after an edit of its exchange."""
        return self._reader.read(recorded.case, edit(recorded.exchange))

    def judge(self, check: str, answers: Sequence[Answer]) -> Result:
        """Return the verdict of one check on some answers alone; groups are cut to their members among them."""
        entry = CHECKS[check]
        return Judge(CONTRACT, answers).judge(entry, None if entry.whole_target else self.model)


def record(model: str) -> Evidence:
    """Run every probe for one model against the reference service, which honours base64 to have vectors in it."""
    with Service(oddities=["base64-honoured"]) as service:
        target = Target(service.base_url, Secret(KEY))
        with Client(target) as client:
            run = Run(
                CONTRACT,
                target,
                {model: frozenset(SINGLE)},
                sender=client,
                memory=Store(),
                options=PlanOptions(examples=0),
            )
            answers = run.collector.answers(model)
            run.close()
    return Evidence(model, tuple(replace(answer) for answer in answers))
