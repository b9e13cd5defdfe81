"""Titles of requests are messages that can be rendered in every language."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from conformance.contract.loading import contract_names, load
from conformance.engine.plan import applicable, plan_model
from conformance.model.contract import Contract
from conformance.model.message import TEMPLATES, Message, fill, places_in
from conformance.model.options import PlanOptions
from conformance.probes import PlanContext

PACKAGE = Path(__file__).parents[2] / "conformance"
DECLARING = (
    "clients.playback.capture",
    "clients.recordings.recorded_answers",
    "discovery.survey",
    "soak.load_profile",
)
"""The modules beside probes and engine that give requests their titles."""
PREFIXES = ("cleaning.", "make.", "request.", "script.", "sentence-kind.", "text-kind.", "value-kind.")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Plan the first model of every contract; where time allows, every model."""
    if "model" in metafunc.fixturenames:
        thorough = bool(metafunc.config.getoption("--all-seeds", default=False))
        listed = {name: tuple(model.name for model in load(name).models) or ("any",) for name in contract_names()}
        models = [(name, model) for name, known in listed.items() for model in (known if thorough else known[:1])]
        metafunc.parametrize(("name", "model"), models)


@cache
def _chinese() -> Mapping[str, str]:
    file = PACKAGE / "reports" / "i18n" / "languages" / "zh" / "requests.toml"
    messages: dict[str, str] = tomllib.loads(file.read_text("utf-8"))["messages"]
    return messages


def _has_words(template: str) -> bool:
    """Tell a template that says something from one that only arranges its values."""
    return any(letter.isalpha() for text, *_ in string.Formatter().parse(template) for letter in text)


@cache
def _declared() -> Mapping[str, str]:
    for name in DECLARING:
        import_module(f"conformance.{name}")
    return {id_: text for id_, text in TEMPLATES.items() if id_.startswith(PREFIXES)}


def _titles(contract: Contract, model: str) -> set[Message]:
    """Plan one model, adaptive probes without any answer, and return all titles."""
    context = PlanContext.of(contract, model, options=PlanOptions(seed=1, examples=3), first=True)
    plan = plan_model(context, frozenset(applicable(contract)))
    later = (case for probe in plan.later for case in plan.follow(probe, ()))
    return {case.title for case in (*plan.cases, *later)}


def _within(message: Message) -> Iterator[Message]:
    """Yield a message and all messages that stand in its places."""
    yield message
    for value in message.values.values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Message):
                yield from _within(part)


def test_every_title_is_rendered_in_english_and_in_chinese(name: str, model: str) -> None:
    """Whatever a contract's model is sent has a title whose templates are declared, and are all translated."""
    titles = _titles(load(name), model)
    assert len(titles) > 50
    parts = {part for title in titles for part in _within(title)}
    assert {part.id for part in parts} <= TEMPLATES.keys()
    assert {part.id for part in parts if _has_words(TEMPLATES[part.id])} <= _chinese().keys()
    for title in titles:
        assert str(title).strip()
        assert re.search("[\u4e00-\u9fff]|：null", fill(title, _chinese())), str(title)


@pytest.mark.parametrize("seed", [1, 2])
def test_titles_are_data_that_comes_back_from_json(seed: int) -> None:
    """A title is written as its template and values, and read again as the same message."""
    context = PlanContext.of(
        load("dashscope"), "text-embedding-v3", options=PlanOptions(seed=seed, examples=3), first=True
    )
    for case in plan_model(context, frozenset(applicable(context.contract))).cases:
        assert Message.from_json(case.title.to_json()) == case.title


def test_a_title_can_be_a_key() -> None:
    """The order of requests counts titles, so none holds a value that cannot be hashed, such as a parameter's list."""
    contract = load("vllm")
    schema = {**contract.request_schema}
    schema["properties"] = {**schema["properties"], "stop": {"enum": [["one", "two"], {"three": 3}]}}
    titles = _titles(replace(contract, request_schema=schema), "any")
    assert 'a string, stop "[\\"one\\", \\"two\\"]"' in {str(title) for title in titles}


def test_every_template_of_titles_has_its_chinese_with_the_same_places() -> None:
    """Nothing is missing from the catalogue of titles, and nothing is left over in it."""
    chinese = _chinese()
    worded = {id_ for id_, text in _declared().items() if _has_words(text)}
    assert sorted(worded - chinese.keys()) == []
    assert sorted(chinese.keys() - _declared().keys()) == []
    for id_, text in chinese.items():
        assert set(places_in(text)) == set(places_in(_declared()[id_])), id_


def test_chinese_titles_have_full_width_punctuation() -> None:
    """No comma, colon or bracket of the other language stands in a Chinese title."""
    for id_, text in _chinese().items():
        words = "".join(part for part, *_ in string.Formatter().parse(text))
        assert not re.search(r"[,:;()]", words), id_
