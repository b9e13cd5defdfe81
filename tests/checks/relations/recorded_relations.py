"""What relations are judged by: answers recorded over HTTP for two models, and the smallest edits of some of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from recorded_answers import CONTRACT, KEY, SINGLE, Edit, Evidence
from single_edits import elements

from conformance.answers.answer import Answer, AnswerKind
from conformance.client.http import Client
from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.case import Case
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import Target
from conformance.service import Service

__all__ = [
    "BEARABLE",
    "MODEL",
    "OTHER",
    "RELATIONS",
    "Place",
    "blurred",
    "edited",
    "embedding",
    "noisy",
    "record_relations",
    "scaled",
    "without",
]

MODEL = "text-embedding-v3"
OTHER = "text-embedding-v2"
RELATIONS = tuple(check for check in applicable(CONTRACT) if check not in SINGLE)
"""The checks that compare calls: all relations, and usage that adds up."""

SMALLEST = 0.16
"""A relative blur that moves a vector by 1.3e-2 in cosine distance: beyond what any hardware does."""
BEARABLE = 0.06
"""A relative blur that moves a vector by 1.8e-3 in cosine distance: what hardware may do, and should be told of."""
HARMLESS = 1e-3


@dataclass(frozen=True, slots=True)
class Place:
    """An answer among those recorded: the ``turn``-th in a role, under a title and in a group where these matter."""

    role: str
    title: str = ""
    turn: int = 0
    group: str = ""
    model: str = MODEL

    def of(self, answers: Collection[Answer]) -> Answer:
        """Return the answer meant."""
        return [answer for answer in answers if answer.kind is AnswerKind.SUCCESS and self._fits(answer.case)][
            self.turn
        ]

    def _fits(self, case: Case) -> bool:
        if (case.role, case.model) != (self.role, self.model):
            return False
        return self.title in str(case.title) and self.group in case.group


def record_relations() -> Evidence:
    """Send all that relations are judged by to the reference service; the idle second is left out."""
    with Service() as service:
        target = Target(service.base_url, Secret(KEY))
        with Client(target, sleep=lambda _: None) as client:
            wanted = dict.fromkeys((MODEL, OTHER), frozenset({*RELATIONS, "encoding.sdk-default"}))
            run = Run(CONTRACT, target, wanted, sender=client, memory=Store(), options=PlanOptions(examples=0))
            answers = run.collector.answers(MODEL)
            run.close()
    return Evidence(MODEL, answers)


def edited(recorded: Evidence, *edits: tuple[Place, Edit]) -> tuple[Answer, ...]:
    """Return all answers, those at the given places read anew after an edit."""
    answers = list(recorded.answers)
    for place, edit in edits:
        meant = place.of(answers)
        answers[answers.index(meant)] = recorded.read(meant, edit)
    return tuple(answers)


def without(recorded: Evidence, *roles: str) -> tuple[Answer, ...]:
    """Return the answers that play none of the roles."""
    return tuple(answer for answer in recorded.answers if answer.case.role not in roles)


def embedding(item: int, by: Callable[[np.ndarray], np.ndarray], name: str) -> Edit:
    """Compute one vector from what it was."""
    return elements("data", item, "embedding", by=lambda numbers: by(np.array(numbers)).tolist(), name=name)


def _blur(vector: np.ndarray, relative: float, seed: int) -> np.ndarray:
    return vector * (1 + relative * np.random.default_rng(seed).standard_normal(vector.size))


def blurred(item: int, relative: float = SMALLEST) -> Edit:
    """Move one vector by normally distributed relative errors."""
    return embedding(item, partial(_blur, relative=relative, seed=item), f"blurred by {relative}")


def scaled(item: int, factor: float) -> Edit:
    """Make one vector longer or shorter."""
    return embedding(item, lambda vector: vector * factor, f"times {factor}")


def noisy(recorded: Evidence, relative: float = HARMLESS, *roles: str) -> tuple[Answer, ...]:
    """Return all answers with noise of their own in every vector, or in those of some roles only."""

    def edit(seed: int) -> Edit:
        def blur(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
            moved = [_blur(np.array(item["embedding"]), relative, 100 * seed + at) for at, item in enumerate(items)]
            return [{**item, "embedding": new.tolist()} for item, new in zip(items, moved, strict=True)]

        return elements("data", by=blur, name="noise")

    return tuple(
        recorded.read(answer, edit(at))
        if answer.kind is AnswerKind.SUCCESS and (answer.case.role in roles or not roles)
        else answer
        for at, answer in enumerate(recorded.answers)
    )
