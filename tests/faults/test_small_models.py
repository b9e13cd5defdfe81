"""Models of one text a request, or of a few short ones: right ones are accused of nothing, wrong ones are found out."""

from __future__ import annotations

from pathlib import Path

import pytest
from trial import PATIENT, trial

_CONTRACT = """
format = 1
extends = "qianfan"
name = "small"
title = "A model of few and short texts"
date = "2026-11"
source = "a test"

[[models]]
name = "tao-8k"
max_items = {items}
max_tokens = {tokens}
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try the smallest limits, and in a thorough run those between them and the usual ones."""
    thorough = bool(metafunc.config.getoption("--all-seeds", default=False))
    if "items" in metafunc.fixturenames:
        others = [(1, 8192), (2, 64), (2, 512), (3, 8192), (16, 64), (16, 512)]
        metafunc.parametrize(("items", "tokens"), [(1, 64), (3, 128), *(others if thorough else ())])


def test_a_right_service_of_small_requests_is_conformant(items: int, tokens: int, tmp_path: Path) -> None:
    """What needs longer lists or texts than the model takes is not applicable; all else passes."""
    (tmp_path / "contract.toml").write_text(_CONTRACT.format(items=items, tokens=tokens))
    done = trial(str(tmp_path), ["tao-8k"], client_limits=PATIENT)
    assert done.alarms() == []
    assert done.undecided() == []
    assert done.crashes == ()
    assert "pass" in done.verdict("relations.different-texts-differ")


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("uppercase-collapse", "relations.different-texts-differ"),
        ("thai-unk", "relations.different-texts-differ"),
        ("cache-by-512-characters", "relations.different-texts-differ"),
        ("cache-key-last-200", "relations.different-texts-differ"),
        ("html-stripped", "relations.text-as-sent"),
    ],
)
def test_texts_that_come_one_a_request_are_compared_across_requests(fault: str, check: str) -> None:
    """What collapses, confuses or cleans texts shows without any list."""
    assert trial("qianfan", ["tao-8k"], faults=[fault], only=[check]).verdict(check) & {"fail", "advice"}
