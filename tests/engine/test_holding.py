"""A run holds little of what it was answered: bodies stay in the evidence file, vectors in a file without a name."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

from planned_models import CONTRACT, FIRST, FakeSender, answered

from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.exchange import Exchange, Request
from conformance.model.secret import Secret
from conformance.model.target import Target

WIDTH = 1536
ROW = ",".join(f"{(at * 7 % 13 - 6.5) / 255:.8f}" for at in range(WIDTH))


def _wide(request: Request) -> Exchange:
    """Answer whatever is asked with as many wide vectors as there are inputs, at least one."""
    try:
        given = json.loads(request.body)["input"]
    except (ValueError, LookupError, TypeError):
        given = ""
    count = len(given) if isinstance(given, list) else 1
    items = ",".join(f'{{"object": "embedding", "index": {at}, "embedding": [{ROW}]}}' for at in range(count))
    body = f'{{"object": "list", "model": "{FIRST}", "data": [{items}], "usage": {{"prompt_tokens": 1}}}}'
    return answered(request, body=body.encode())


def test_answers_are_held_without_bodies_and_vectors(tmp_path: Path) -> None:
    """What stays in memory of all answers is a small part of what came: long runs need little more than short ones."""
    store = Store(tmp_path / "evidence.jsonl")
    wanted = {FIRST: frozenset(applicable(CONTRACT))}
    run = Run(CONTRACT, Target("http://host/v1", Secret("sk-1")), wanted, sender=FakeSender(_wide), memory=store)
    planned = len(run.collector.plans[FIRST].requests)
    tracemalloc.start()
    try:
        answers = run.collector.answers(FIRST)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        run.close()
    came = sum(answer.response.size for answer in answers)
    assert planned > 200
    assert came > 10_000_000
    assert held < came / 4
