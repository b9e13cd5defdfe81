"""What the service tells of its models stands where the contract has it, with its query or without."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from conformance.service import Service

TABLE = """\
format = 1
extends = "openai-compatible"
name = "dated"
title = "T"
date = "2026"
source = "A test"

[endpoint]
path = "/embeddings?release=2026-09"
models = "/models?release=2026-09"

[[clauses]]
id = "models.list"
level = "MUST"
statement = "The models are listed."
locator = "A test"
checks = ["models.list"]
"""


@pytest.mark.parametrize("query", ["?release=2026-09", ""])
def test_a_list_of_models_may_have_a_query(tmp_path: Path, query: str) -> None:
    """A date that every call carries is part of the documented path, and of no name."""
    (tmp_path / "contract.toml").write_text(TABLE, "utf-8")
    with Service(str(tmp_path)) as service, urlopen(f"{service.base_url}/models{query}") as answer:  # noqa: S310
        assert json.loads(answer.read())["object"] == "list"
