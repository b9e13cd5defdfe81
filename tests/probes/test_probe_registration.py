"""Registering a probe verifies what it declares, and an error says what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from conformance.checks import CHECKS
from conformance.errors import SuiteError
from conformance.model.probe_name import ProbeName
from conformance.probes import PROBES, registry
from conformance.probes.registry import NOTHING, Probe, Stage, adaptive_probe, arrange, probe

SOURCES = {ProbeName.CONTROLS, ProbeName.DISCOVERY, ProbeName.SOAK, ProbeName.TRAFFIC}
"""Names under which cases are made without any probe."""


@pytest.fixture(autouse=True)
def probes(monkeypatch: pytest.MonkeyPatch) -> dict[str, Probe]:
    """Let each test register into a copy of the registry."""
    copied = dict(PROBES)
    monkeypatch.setattr(registry, "_probes", copied)
    return copied


def _plan(_context: object) -> Iterator[Any]:
    return iter(())


def _adaptive_plan(_context: object, _answers: object) -> Iterator[Any]:
    return iter(())


def _register_adaptive(
    name: str = "new-probe", plan: Callable[..., Iterator[Any]] = _adaptive_plan, needs: Sequence[str] = ("noise",)
) -> None:
    adaptive_probe(name, Stage.LENGTHS, needs=needs, decided=(), estimate=NOTHING)(plan)


def test_a_declared_probe_is_registered_and_its_plan_returned(probes: dict[str, Probe]) -> None:
    """The decorator leaves the plan as it is, and takes a stage's place among the others."""
    assert probe("new-probe", Stage.EXAMPLES)(_plan) is _plan
    _register_adaptive("new-adaptive-probe")
    arrange()
    assert list(probes)[1] == "new-probe"
    assert (probes["new-probe"].adaptive, probes["new-adaptive-probe"].adaptive) == (False, True)


def test_a_name_cannot_be_taken_twice() -> None:
    """Two probes under one name would be one plan."""
    with pytest.raises(SuiteError, match="'examples' is registered twice: give one of them another name"):
        probe("examples", Stage.EXAMPLES)(_plan)


@pytest.mark.parametrize("name", ["", "Long-texts", "long_texts", "long texts", "-texts", "texts-", "long--texts", "é"])
def test_a_name_is_kebab_case(name: str) -> None:
    """Names are typed in options and stand in files, so they have one form; the error shows it."""
    for register in (lambda: probe(name, Stage.EXAMPLES)(_plan), lambda: _register_adaptive(name)):
        with pytest.raises(SuiteError, match=r"(?s)lower-case words with hyphens between, such as:.*long-texts"):
            register()


def test_a_plan_takes_one_argument_and_an_adaptive_one_two(probes: dict[str, Probe]) -> None:
    """A plan of the wrong arity is refused with what it takes, what it must take, and an example."""
    wrong: Any = _adaptive_plan
    with pytest.raises(SuiteError, match=r"(?s)takes \(_context, _answers\): it must take \(context\), .*@probe\("):
        probe("new-probe", Stage.EXAMPLES)(wrong)
    with pytest.raises(SuiteError, match=r"(?s)\(_context\): it must take \(context, answers\), .*@adaptive_probe\("):
        _register_adaptive(plan=_plan)
    assert "new-probe" not in probes


@pytest.mark.parametrize("needs", [(), "noise", ProbeName.NOISE])
def test_an_adaptive_probe_names_the_probes_it_needs(needs: Sequence[str]) -> None:
    """Without any it would never be planned, and a bare string would be read letter by letter."""
    with pytest.raises(SuiteError, match=r"(?s)name the probes whose answers it plans from in a tuple, .*needs="):
        _register_adaptive(needs=needs)


def test_what_is_needed_must_be_registered() -> None:
    """A misspelt name would leave a probe without answers; the error lists the names there are."""
    _register_adaptive(needs=("noise", "token-units"))
    with pytest.raises(SuiteError, match=r"'new-probe' needs 'token-units': name one of auth, .*token-unit"):
        arrange()


def test_names_are_spelt_in_one_place() -> None:
    """Every registered probe has its name in the enumeration, and every name there is a probe's or another source's."""
    assert PROBES.keys() == set(ProbeName) - SOURCES


def test_checks_name_probes_that_exist() -> None:
    """A check that names a probe which is not registered would wait for answers in vain."""
    assert {name for check in CHECKS.values() for name in check.probes} <= PROBES.keys()
