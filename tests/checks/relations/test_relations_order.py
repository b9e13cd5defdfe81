"""Where a list has the vectors of all its texts in another place, it is said in which order they came."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from recorded_answers import CONTRACT

from conformance.answers.answer import Answer, Reader
from conformance.answers.embedding_space import rows_of, space_of
from conformance.checks.relations.comparing import against_alone
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.message import Message, plain
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

READER = Reader(CONTRACT)
TEXTS = ("A lamp.", "The door.", "One", "Seven apples fell.", "Rain.", "It rained all day long.")
OWN = dict(zip(TEXTS, np.eye(len(TEXTS)).tolist(), strict=True))


def _answered(texts: Sequence[str], placed: Sequence[str], role: Role) -> Answer:
    request = Request(json.dumps([role, *texts]).encode())
    case = Case(
        plain("a list"),
        ProbeName.BATCHES,
        "relations.answered",
        "text-embedding-v3",
        request,
        texts=tuple(texts),
        single=role is Role.ALONE,
        role=role,
    )
    data = [{"object": "embedding", "index": at, "embedding": OWN[text]} for at, text in enumerate(placed)]
    response = Response(200, (), json.dumps({"data": data}).encode())
    return READER.read(case, Exchange(request, (Attempt(0.0, 0.1, response),)))


@pytest.mark.parametrize(
    ("place", "texts", "order"),
    [
        (lambda texts: texts[::-1], TEXTS, "relations.order-reversed"),
        (lambda texts: sorted(texts, key=len), TEXTS, "relations.order-by-length"),
        (lambda texts: sorted(texts, key=len, reverse=True), TEXTS, "relations.order-by-length"),
        (lambda texts: [texts[-1], *texts[:-1]], TEXTS, "relations.order-moved"),
        (lambda texts: [texts[1], texts[0], *texts[2:]], TEXTS, "relations.order-other"),
        (lambda texts: texts[::-1], TEXTS[:2], "relations.order-other"),
        (lambda texts: [texts[1], *texts[1:]], TEXTS, ""),
    ],
    ids=["reversed", "shortest first", "longest first", "moved", "two swapped", "a list of two", "one missing"],
)
def test_the_order_is_told_where_it_shows(
    place: Callable[[Sequence[str]], Sequence[str]], texts: Sequence[str], order: str
) -> None:
    """Few texts may come in any order by chance, and where one has no vector at all nothing is said of an order."""
    listed = _answered(texts, place(texts), Role.BATCH)
    space = space_of([*(_answered([text], [text], Role.ALONE) for text in texts), listed])
    findings = list(against_alone(rows_of(listed), space))
    assert findings
    nearer = [finding.message.values["nearer"] for finding in findings]
    assert all(isinstance(message, Message) for message in nearer)
    told = {message.values.get("order") for message in nearer if isinstance(message, Message)}
    assert {message.id if isinstance(message, Message) else "" for message in told} == {order}
