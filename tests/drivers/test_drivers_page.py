"""The page of what real clients do is made from results, and is of the clients that are kept here."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from driven import DRIVERS

sys.path.insert(0, str(DRIVERS))

from catalogue import CLIENTS
from page import WAYS, Driven, page, settled

from conformance.clients.driving.scenario import applicable_scenarios
from conformance.contract.loading import load

PAGE = (DRIVERS.parent / "docs" / "clients.md").read_text("utf-8")


def _row(name: str, verdict: str, got: str, detail: str = "") -> dict[str, Any]:
    return {"id": f"scenarios.{name}", "verdict": verdict, "got": got, "detail": detail}


def _document(*rows: dict[str, Any]) -> dict[str, Any]:
    broken = [{"id": "requests.input-form", "verdict": "fail"}, {"id": "requests.key", "verdict": "pass"}]
    return {"scenarios": rows, "results": [*broken, {"id": "scenarios.list", "verdict": "fail"}]}


def test_the_page_tells_what_each_client_did() -> None:
    """A cell for each scenario, what is amiss marked and told in detail, once."""
    short = _row("list", "fail", "other vectors", "vector 0 has 256 numbers, not 1024")
    well = _row("gzip", "pass", "its vectors")
    lost = _row("data-null", "advice", "nothing", "the driver ended")
    told = page([Driven(CLIENTS["curl"], dict.fromkeys(WAYS, _document(short, well, lost)))])
    assert "| curl | · | `requests.input-form` | 2 of 3 | 2 of 3 |" in told
    assert "| `list` | **others** |" in told
    assert "| `gzip` | vectors |" in told
    assert "| `data-null` | *nothing* |" in told
    assert told.count("- `vector 0 has 256 numbers, not 1024`: `list`") == 1


def test_what_ends_by_chance_says_nothing_of_a_client() -> None:
    """It stands in brackets, and is not among what is amiss."""
    client = CLIENTS["vercel-ai"]
    document = settled(client, _document(_row("gzip-header-lie", "advice", "nothing"), _row("list", "fail", "nothing")))
    told = page([Driven(client, dict.fromkeys(WAYS, document))])
    assert "| `gzip-header-lie` | (nothing) |" in told
    assert "| 1 of 2 | 1 of 2 |" in told


def test_the_page_says_how_a_client_was_driven() -> None:
    """A setting that is not the client's own stands before what was found with it."""
    told = page([Driven(CLIENTS["haystack"], dict.fromkeys(WAYS, _document(_row("list", "pass", "its vectors"))))])
    assert "### Haystack\n\nDriven with `raise_on_failure=True`, which is not its default" in told


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_the_page_is_of_the_pinned_versions(client: Any) -> None:
    """If not: python drivers/drive.py, python servers/publish.py."""
    assert f"| {client.title} | {client.version or '·'} |" in PAGE


def test_the_page_tells_of_scenarios_that_are_there() -> None:
    """A scenario that was renamed or dropped is not told of any more; if it is: python drivers/drive.py."""
    played = set(re.findall(r"^\| `([a-z0-9-]+)` \|", PAGE, re.MULTILINE))
    known = {scenario.id.partition(".")[2] for scenario in applicable_scenarios(load("dashscope"), "text-embedding-v3")}
    assert len(played) > 40
    assert played <= known
