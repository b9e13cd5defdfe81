"""The code has one name for each thing, and it is a word of the field."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from checkout import PACKAGE, modules

REPLACED = {
    "Allowance": "Budget",
    "Attic": "MappedVectors",
    "Capacity": "BodyLimit",
    "Company": "Isolation",
    "Course": "LoadProfile",
    "Court": "Judge",
    "Docket": "_Applicable",
    "Draft": "ParsedRequest",
    "EXCUSED": "NOT_ATTRIBUTABLE",
    "Ending": "CommandExit",
    "Ground": "PlanContext",
    "Head": "RunInfo",
    "MISDEEDS": "ALL_FAULTS",
    "Manners": "ClientLimits",
    "Patience": "RetryPolicy",
    "Preamble": "RunOptions",
    "Reception": "RawResponse",
    "Refusal": "ErrorResponse",
    "Scene": "ScenarioRun",
    "Shelved": "LazyBody",
    "Sighting": "CapturedRequest",
    "Silence": "OfflineSender",
    "Sitting": "GateSession",
    "Space": "EmbeddingSpace",
    "Tally": "Counts",
    "Terms": "ServedContract",
    "Traffic": "Scheduler",
    "Trouble": "PreflightFailure",
    "Visit": "RequestSlot",
    "expendable": "best_effort",
    "let_go": "release",
    "lightened": "with_lazy_bodies",
    "plainness": "text_kind",
    "put_away": "store",
    "trouble_of": "diagnose",
    "vouched": "authenticated_by_header",
    "wavering": "repeat_noise",
}
"""Names of classes, functions and constants that the field does not use, and what to say instead."""

REPLACED_MODULES = {
    "attic": "mapped_vectors",
    "breaches": "violations",
    "company": "relation_cases",
    "episodes": "transients",
    "hostile": "adversarial",
    "learning": "inference",
    "plainness": "text_kind",
    "portion": "partial_results",
    "shelf": "lazy_body",
    "sighting": "captured_request",
    "strategies": "generation",
    "traffic": "scheduler",
}
"""Names of modules and folders likewise."""

VAGUE = frozenset({"each", "given", "kept", "known", "placed", "said", "seen", "shown", "told"})
"""Names that say neither what a function does nor what a variable holds."""

ROOMS = ("client", "evidence", "service", "validation", "waivers")
_IN_ROOMS = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
"""Folders of the package that have no vague name."""


@cache
def definitions(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the name and the node type of every class, function, argument and assigned name of a file."""
    return tuple(_definitions(ast.parse(path.read_text("utf-8"))))


def _definitions(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, type(node).__name__
        elif isinstance(node, ast.arg):
            yield node.arg, "arg"
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, "Name"


def test_a_public_class_has_one_definition() -> None:
    """No two public classes of the package share a name."""
    classes = Counter(
        name
        for _, path in modules()
        for name, kind in definitions(path)
        if kind == "ClassDef" and not name.startswith("_")
    )
    assert [name for name, count in classes.items() if count > 1] == []


def test_names_are_words_of_the_field() -> None:
    """Nothing bears a name that was replaced, whether public or private."""
    for name, path in modules():
        found = {each: REPLACED[bare] for each, _ in definitions(path) if (bare := each.strip("_")) in REPLACED}
        assert found == {}, name
        assert {part: REPLACED_MODULES[part] for part in name.split(".") if part in REPLACED_MODULES} == {}, name


def test_a_name_says_what_it_stands_for() -> None:
    """A function is a verb and its object, and a variable is the thing that it holds."""
    for path in _IN_ROOMS:
        vague = {name for name, kind in definitions(path) if name.strip("_") in VAGUE and kind != "ClassDef"}
        assert vague == set(), path
