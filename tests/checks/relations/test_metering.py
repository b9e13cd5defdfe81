"""What counts tokens otherwise under load is accused of it only where one request after another counts alike."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.checks.relations.counts import Metering
from conformance.model.role import Role


def _answer(number: int, role: Role, tokens: int) -> Any:
    request = SimpleNamespace(key=str(number), body=b"")
    case = SimpleNamespace(
        role=role, model="m", texts=("one text",), single=True, variant="", varied=False, request=request
    )
    return SimpleNamespace(case=case, key=str(number), body={"usage": {"prompt_tokens": tokens}})


@pytest.mark.parametrize(("steps", "accused"), [((5, 5), True), ((5, 12), False)], ids=["steady", "counting up"])
def test_load_is_accused_where_what_is_sent_alone_is_metered_alike(steps: tuple[int, int], *, accused: bool) -> None:
    """A counter of the process counts up with nothing else in flight, too."""
    alone = [_answer(at, Role.HISTORY, tokens) for at, tokens in enumerate(steps)]
    beside = [_answer(at, Role.ALONE, at) for at in range(10, 12)]
    loaded = [_answer(at, Role.LOAD, at) for at in range(20, 24)]
    assert bool(Metering.by_load([*alone, *beside, *loaded])) is accused
