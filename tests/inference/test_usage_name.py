"""What counts the tokens of the input is told by its values, where it has not the usual name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answering import answered

from conformance.inference.service_facts import learn
from conformance.validation.strict_json import Parsed


@pytest.mark.parametrize(
    ("usages", "name"),
    [
        ([{"input_tokens": 7, "total_tokens": 7}, {"input_tokens": 3, "total_tokens": 3}], "input_tokens"),
        ([{"billed": 1, "input_tokens": 7, "total_tokens": 7}], "input_tokens"),
        ([{"input_tokens": 7, "total_tokens": 7}, {"input_tokens": 3, "total_tokens": 4}], "prompt_tokens"),
        ([{"input_tokens": 7, "text_tokens": 7, "total_tokens": 7}], "prompt_tokens"),
        ([{"prompt_tokens": 6, "input_tokens": 7, "total_tokens": 7}], "prompt_tokens"),
        ([{"input_tokens": 7, "total_tokens": 7}, None], "prompt_tokens"),
        ([{"total_tokens": 7}], "prompt_tokens"),
        ([None], "prompt_tokens"),
    ],
)
def test_the_one_count_that_is_always_the_total_has_another_name(usages: list[Any], name: str) -> None:
    """Where two are, or one is not in some answer, none is named."""
    answers = [replace(answered("A lamp."), parsed=Parsed({"data": [], "usage": usage})) for usage in usages]
    assert learn(answers, ()).prompt_tokens == name
