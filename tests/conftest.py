"""What all our tests share: all cores, compiled modules, nothing left behind, and the seeds of the fault matrix."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recorded_answers import Evidence

__all__: list[str] = []

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent
_SPREAD = "OUR_TESTS_ARE_SPREAD"
"""Inherited by all that a spread run starts: a worker that spread its own tests would never end."""
_STORAGE = tempfile.TemporaryDirectory(prefix="our-tests-", ignore_cleanup_errors=True)
# Dozens of tests start a pytest of their own, in which compiling every module anew would take longer than the test.
# Where nothing may be written beside the modules, it is kept from one run of our tests to the next all the same.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(_ROOT / ".pytest_cache" / "bytecode"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of what takes minutes."""
    parser.addoption("--all-seeds", action="store_true", help="judge faults and oddities with every seed, not with one")
    parser.addoption("--long-soak", action="store_true", help="soak for thirty seconds, with one fault in 500 requests")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Keep all cores busy with the whole of our tests, a file at a time, unless ``-n`` or a debugger is asked for."""
    option = config.option
    if _SPREAD in os.environ:
        return
    whole = [Path(argument).resolve() for argument in config.args] == [_HERE]
    # A worker must never start workers of its own: without this, processes multiply until the machine stands still.
    if hasattr(config, "workerinput") or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    if whole and getattr(option, "numprocesses", 0) is None and not (option.usepdb or option.collectonly):
        os.environ[_SPREAD] = "yes"
        option.numprocesses = (os.cpu_count() or 1) + 1  # one of them waits for a service, a process or the clock
        option.dist = "loadfile"
        option.loadscopereorder = False  # the files that take longest are few, and stand in the middle


def pytest_configure(config: pytest.Config) -> None:
    """Let no test of ours fail for the time it takes, machines are busy, or for being started in the background."""
    # pytest loads this file in a run of the suite, too, which has a folder of its own.
    if any(Path(argument.partition("::")[0]).resolve().is_relative_to(_HERE) for argument in config.args):
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = _STORAGE.name  # read when Hypothesis first needs it
    # A shell that is no terminal starts what stands before "&" with interrupts ignored, and processes inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    from hypothesis import settings  # noqa: PLC0415  # after its folder is named above

    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """Keep garbage collection from walking through all that was collected and imported, which none of it ever is."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _nothing_left_behind() -> Iterator[None]:
    """Fail the last test where the tests left a folder of Hypothesis behind."""
    places = {folder / ".hypothesis" for folder in (_ROOT, Path.cwd())}
    clean = {place for place in places if not place.exists()}
    yield
    left = sorted(str(place) for place in clean if place.exists())
    assert not left, f"the tests left {left[0]} behind"


@pytest.fixture(scope="session")
def evidence() -> dict[str, Evidence]:
    """The answers to everything planned for a model with widths to choose, and for one without, by model."""
    from recorded_answers import record  # noqa: PLC0415  # few tests need it, and it brings the whole package

    return {model: record(model) for model in ("text-embedding-v3", "text-embedding-v1")}
