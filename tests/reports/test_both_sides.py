"""What a finding compares is shown side by side, with what differs marked, and can be sent again by a script."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import Any

import pytest

from conformance.model.exchange import Connection
from conformance.reports.html.both_sides import BothSides, both_sides
from conformance.reports.html.reproduce_script import reproduce_script
from conformance.reports.i18n.language import Language
from conformance.results.exchange_view import ExchangeView
from conformance.results.finding_view import FindingView
from conformance.results.vector_sketch import VectorSketch

ENGLISH = Language.named("en")
AT = "/data/1/embedding"


def _exchange(name: str, given: Any, curl: str = "curl 'https://host/v1/embeddings'", **more: Any) -> ExchangeView:
    body = json.dumps({"model": "m", "input": given, **more})
    request = {"method": "POST", "url": "https://host/v1/embeddings", "headers": [], "body": body}
    attempts = [{"started": 0.0, "seconds": 0.1, "status": 200, "failure": None}]
    response = {"status": 200, "headers": [], "body": "{}"}
    return ExchangeView.of(name, {"request": request, "curl": curl, "response": response, "attempts": attempts})


def _finding(*parts: tuple[str, str, str, list[float] | None], **values: Any) -> FindingView:
    exchanges = [
        {"id": name, "part": part, "pointer": at} | ({} if vector is None else {"vector": _sketched(vector)})
        for name, part, at, vector in parts
    ]
    return FindingView.of({"kind": "relations.differs-from-alone", "values": values, "exchanges": exchanges})


def _sketched(vector: list[float]) -> dict[str, Any]:
    sketch = VectorSketch.drawn(vector)
    assert sketch is not None
    return sketch.to_json()


@pytest.fixture
def shown() -> BothSides:
    """A list held against a text alone, and its repeat."""
    finding = _finding(
        ("x1", "this", AT, [0.5, 0.25, -1.0]),
        ("x2", "compared-with", "/data/0/embedding", [0.5, 0.75, -1.0]),
        ("x3", "repeat", "", None),
        cosine=0.9,
        least=0.999,
    )
    exchanges = {
        "x1": _exchange("x1", ["a", "one red fox", *"cdefgh"]),
        "x2": _exchange("x2", "one blue fox", dimensions=3),
        "x3": _exchange("x3", ["a", "one red fox", *"cdefgh"]),
    }
    found = both_sides(finding, exchanges, ENGLISH, "it differs")
    assert found is not None
    return found


def test_every_exchange_stands_with_its_part(shown: BothSides) -> None:
    """The one at fault first, in words; a list shows the texts around the one compared and counts the others."""
    assert [(side.exchange, side.part) for side in shown.sides] == [
        ("x1", "This request"),
        ("x2", "Compared with"),
        ("x3", "Asked again"),
    ]
    this, other, repeat = shown.sides
    assert (len(this.texts), this.left_out) == (6, 2)
    assert [text.number for text in this.texts if text.compared] == [1]
    assert [text.number for text in other.texts if text.compared] == [0]
    assert not any(text.compared for text in repeat.texts)
    assert '"dimensions": 3' in other.others


def test_what_differs_is_marked(shown: BothSides) -> None:
    """In the texts between what they begin and end with alike, and of the numbers those that are others."""
    this, other, _ = shown.sides
    assert this.texts[1].pieces == (("one ", False), ("red", True), (" fox", False))
    assert other.texts[0].pieces == (("one ", False), ("blue", True), (" fox", False))
    assert [number.differs for number in this.numbers] == [False, True, False]
    assert this.size == 3


def test_pictures_have_names_in_words(shown: BothSides) -> None:
    """The scale tells cosine and what is allowed, the course how many numbers there are."""
    assert 'aria-label="Cosine 0.900000; allowed from 0.999000"' in str(shown.scale)
    assert 'aria-label="Both vectors along their 3 numbers"' in str(shown.course)


def test_a_sketch_is_drawn_of_finite_numbers_only() -> None:
    """What JSON cannot hold is left out, and a long vector is kept by few numbers."""
    assert VectorSketch.drawn([1.0, float("nan")]) is None
    long = VectorSketch.drawn([float(at) for at in range(1024)])
    assert long is not None
    assert (long.size, len(long.first), len(long.outline)) == (1024, 5, 48)
    assert VectorSketch.of(long.to_json()) == long


def test_what_compares_nothing_has_no_sides() -> None:
    """One exchange alone, or sides that the document does not hold, are shown as they were before."""
    exchanges = {"x1": _exchange("x1", "a")}
    assert both_sides(_finding(("x1", "this", "/id", None)), exchanges, ENGLISH, "") is None
    lost = _finding(("x1", "this", AT, None), ("x9", "compared-with", AT, None))
    assert both_sides(lost, exchanges, ENGLISH, "") is None
    assert reproduce_script(lost, exchanges, ENGLISH, "") is None


@pytest.mark.parametrize(
    ("vectors", "told"),
    [
        (([1.0, 0.0], [1.0, 0.0]), "cosine 1.000000"),
        (([1.0, 0.0], [0.0, 2.0]), "cosine 0.000000"),
        (([1.0], [1.0, 0.0]), "1 numbers, and 2"),
        (("AACAPwAAAAA=", [2.0, 0.0]), "cosine 1.000000"),
    ],
)
def test_the_script_runs_by_itself_and_prints_the_cosine(vectors: tuple[Any, Any], told: str) -> None:
    """In any shell, whatever the finding says; base64 is decoded. curl is played by a function here."""
    finding = _finding(("x1", "this", "/data/0/embedding", None), ("x2", "compared-with", "/data/0/embedding", None))
    bodies = [json.dumps({"data": [{"embedding": vector}]}) for vector in vectors]
    exchanges = {f"x{at}": _exchange(f"x{at}", "a", f"curl '{body}'") for at, body in enumerate(bodies, 1)}
    script = reproduce_script(finding, exchanges, ENGLISH, "it's\n$(touch owned) `odd`")
    assert script is not None
    played = 'curl() { printf %s "$1" > "$5"; }\n' + script.text(exchanges)
    done = subprocess.run(["sh", "-c", played], capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout.strip() == told, done.stderr


def test_a_script_that_is_too_long_to_read_is_not_shown() -> None:
    """Texts at the limit are sent again by the command."""
    finding = _finding(("x1", "this", AT, None), ("x2", "compared-with", AT, None))
    exchanges = {name: _exchange(name, "a", "curl " + "a" * 20_000) for name in ("x1", "x2")}
    assert reproduce_script(finding, exchanges, ENGLISH, "") is None


def test_a_step_of_a_sequence_has_no_script() -> None:
    """By itself it would be answered rightly, and a script that shows nothing would acquit."""
    finding = _finding(("x1", "this", AT, None), ("x2", "compared-with", AT, None))
    exchanges = {"x1": replace(_exchange("x1", "a"), connection=Connection.APART), "x2": _exchange("x2", "a")}
    assert reproduce_script(finding, exchanges, ENGLISH, "") is None
