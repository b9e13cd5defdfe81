"""The lists of what the reference service can be made to do."""

from __future__ import annotations

import pytest

from conformance.cli import main
from conformance.service.catalogue import ALL_FAULTS, FAULTS, ODDITIES


def _told(*arguments: str, capsys: pytest.CaptureFixture[str], status: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == status
    printed = capsys.readouterr()
    return printed.out + printed.err


def _names(told: str) -> set[str]:
    return {line for line in told.splitlines() if not line.startswith(" ")}


def test_the_list_of_faults_has_every_fault_and_what_finds_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its sentence and the checks that must find it; adversarial behaviour is among them."""
    told = _told("faults", "list", capsys=capsys)
    assert _names(told) == set(ALL_FAULTS)
    assert "found by ordering.index-set" in told


def test_a_family_has_the_faults_that_its_checks_find(capsys: pytest.CaptureFixture[str]) -> None:
    """Who looks at one family of checks sees what they are tried with."""
    found = {name for name, each in FAULTS.items() if any(check.startswith("ordering.") for check in each.caught)}
    assert _names(_told("faults", "list", "ordering", capsys=capsys)) == found
    assert "name one of adversarial, attempts" in _told("faults", "list", "nope", capsys=capsys, status=4)


def test_the_list_of_oddities_has_every_oddity(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its sentence."""
    assert _names(_told("oddities", "list", capsys=capsys)) == set(ODDITIES)
