"""Kinds of findings have ids of their own, and both languages have words for them."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from importlib import resources

import pytest

import conformance.inference.observations.examples  # noqa: F401  # its words are those of checks
from conformance.checks import CHECKS
from conformance.model.finding import FindingKind
from conformance.model.message import TEMPLATES, Template, places_in

MODULES = [module for name, module in sorted(sys.modules.items()) if name.startswith("conformance.checks.")]
KINDS = {
    name: value
    for module in MODULES
    for name, value in ((f"{module.__name__}.{each}", found) for each, found in vars(module).items())
    if isinstance(value, FindingKind)
}
TOLD = [value for module in MODULES for value in vars(module).values() if isinstance(value, Template)]
CHINESE: dict[str, str] = tomllib.loads(
    resources.files("conformance").joinpath("reports/i18n/languages/zh/checks.toml").read_text("utf-8")
)["messages"]
FORMATS = {"quote", "excerpt", "json"}


def test_every_kind_has_an_id_of_its_own() -> None:
    """Kinds are told apart by id, and no module says what another one declares."""
    assert len(KINDS) > 50
    assert [id_ for id_, times in Counter(kind.id for kind in KINDS.values()).items() if times > 1] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_an_id_says_what_was_seen_and_is_no_checks(kind: FindingKind) -> None:
    """Waivers may name a check or a kind, so no id is both; it is made as those of checks are."""
    assert re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", kind.id)
    assert kind.id not in CHECKS
    assert {f"{kind.id}.expected", f"{kind.id}.observed"} <= set(TEMPLATES)


def _has_words(text: str) -> bool:
    """Tell whether a template says something in English: in its own words, or by the noun of a number."""
    if re.search(r"[A-Za-z]", re.sub(r"\{[^{}]*\}", "", text)):
        return True
    return any(form.isalpha() and form not in FORMATS for form in re.findall(r":([^{}]+)\}", text))


OURS = {
    *(f"{kind.id}{part}" for kind in KINDS.values() for part in ("", ".expected", ".observed")),
    *(told.id for told in TOLD),
    *(f"statement.{id_}" for id_ in CHECKS),
}


@pytest.mark.parametrize("id_", sorted(id_ for id_ in OURS if _has_words(TEMPLATES[id_])))
def test_what_checks_say_is_said_in_chinese(id_: str) -> None:
    """Statements and findings of checks stand in the catalogue, with the same places."""
    assert id_ in CHINESE, f"add {id_!r} to conformance/reports/i18n/languages/zh/checks.toml"
    assert set(places_in(CHINESE[id_])) == set(places_in(TEMPLATES[id_]))


def test_the_catalogue_says_nothing_that_no_check_says() -> None:
    """A translation whose template is gone, or was renamed, is taken out."""
    assert sorted(set(CHINESE) - set(TEMPLATES)) == []
