"""Examples drawn ahead of any request."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

import conformance
from conformance.generation.body import canonical
from conformance.generation.drawing import draw
from conformance.generation.drawn_texts import odd_texts, ordinary_texts
from conformance.generation.requests import valid_requests

PACKAGE = Path(conformance.__file__).parent
PLAN = """
import json, sys
sys.path.insert(0, "")
import decoy
from conformance.generation.drawing import draw
from conformance.generation.numbers import integers
from conformance.generation.drawn_texts import ordinary_texts
from conformance.generation.requests import valid_requests
schema = json.loads(sys.stdin.read())
bodies = draw(valid_requests(schema, ordinary_texts()), 60, 42)
print(json.dumps([bodies, draw(integers(1, 100000), 60, 42)]))
"""
DECOY = (
    "SIZES = (1, 2, 3, 17, 25, 64, 89, 1337, 4242, 54321)\nNAMES = ('decoy', 'float', '雨', 'a rather long constant')\n"
)


def plan(folder: Path, root: Path, schema: dict[str, Any], hash_seed: str) -> tuple[str, Path]:
    """Return what a fresh process draws in a folder of its own, and its folder for temporary files."""
    temporary = folder / "tmp"
    temporary.mkdir(parents=True)
    (folder / "decoy.py").write_text(DECOY, encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HYPOTHESIS", "PYTEST", "COV"))}
    environment |= {"PYTHONPATH": str(root), "PYTHONHASHSEED": hash_seed, "TMPDIR": str(temporary)}
    command = [sys.executable, "-W", "error", "-c", PLAN]
    done = subprocess.run(
        command, cwd=folder, env=environment, input=json.dumps(schema), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, temporary


def test_a_checkout_and_an_installed_copy_draw_the_same(tmp_path: Path, dimensions_schema: dict[str, Any]) -> None:
    """Neither folder, nor hash seed, nor constants of modules that lie about change what a seed gives."""
    installed = tmp_path / "lib" / "site-packages"
    for part in ("__init__.py", "errors.py", "model", "contract", "generation"):
        source, copy = PACKAGE / part, installed / "conformance" / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    here, _ = plan(tmp_path / "one", PACKAGE.parent, dimensions_schema, "1")
    there, _ = plan(tmp_path / "two", installed, dimensions_schema, "2")
    mine = draw(valid_requests(dimensions_schema, ordinary_texts()), 60, 42)
    assert here == there
    assert [canonical(body) for body in json.loads(here)[0]] == [canonical(body) for body in mine]


def test_nothing_is_left_behind(tmp_path: Path, dimensions_schema: dict[str, Any]) -> None:
    """A process that drew leaves no folder of Hypothesis where it ran, nor among the temporary files."""
    folder = tmp_path / "run"
    _, temporary = plan(folder, PACKAGE.parent, dimensions_schema, "0")
    assert not list(temporary.iterdir())
    assert {entry.name for entry in folder.iterdir()} <= {"tmp", "decoy.py", "__pycache__"}


def test_examples_are_distinct_as_json() -> None:
    """No two examples are equal, while values of two types are never taken for equal."""
    drawn = draw(st.sampled_from((1, True, "1", 1, None, 0, False)), 20, 4)
    assert len(drawn) == len({canonical(value) for value in drawn})
    assert {canonical(value) for value in drawn} == {"1", "true", '"1"', "null", "0", "false"}


def test_one_seed_gives_one_plan_whatever_came_before(dimensions_schema: dict[str, Any]) -> None:
    """Draws in between do not change what a seed gives, and another seed gives something else."""
    strategy = valid_requests(dimensions_schema, ordinary_texts())
    first = draw(strategy, 25, 7)
    draw(odd_texts(), 10, 7)
    again = draw(valid_requests(dimensions_schema, ordinary_texts()), 25, 7)
    assert len(first) == 25
    assert first == again
    assert first != draw(strategy, 25, 8)


def test_threads_draw_the_same() -> None:
    """Several threads at once draw what one draws alone."""
    alone = draw(ordinary_texts(), 25, 3)
    with ThreadPoolExecutor(3) as threads:
        drawn = list(threads.map(lambda _: draw(ordinary_texts(), 25, 3), range(3)))
    assert drawn == [alone] * 3


def test_an_exhausted_strategy_gives_what_it_has() -> None:
    """Fewer examples than asked for come from a strategy that has no more."""
    assert sorted(draw(st.sampled_from("abc"), 50, 1)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "strategy", [st.nothing(), st.sampled_from("abc").filter(lambda _: False)], ids=["nothing", "filtered"]
)
def test_a_strategy_without_values_gives_none(strategy: st.SearchStrategy[str]) -> None:
    """A strategy that admits nothing is no error here."""
    assert draw(strategy, 5, 1) == ()


@pytest.mark.parametrize("count", [0, -1])
def test_no_examples_wanted_means_none_drawn(count: int) -> None:
    """A count of nought draws nothing, not even the first example."""
    drawn: list[str] = []
    assert draw(st.sampled_from("abc").map(drawn.append), count, 1) == ()
    assert drawn == []
