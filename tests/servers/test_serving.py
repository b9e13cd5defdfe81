"""A server is started on a port of its own, waited for, and stopped with all that it started."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "servers"))

from inventory import Server  # the path to it is set above
from serving import StartError, running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped as a group")

LISTENS = ["{python}", "-m", "http.server", "--bind", "127.0.0.1", "{port}"]


def test_a_server_is_up_while_it_is_needed(tmp_path: Path) -> None:
    """Its child answers, and answers no more afterwards."""
    within = ["{python}", "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])", *LISTENS]
    listening = Server("some", "Some", command=within, path="", ready="/none")
    with running(listening, tmp_path) as serving, urlopen(serving.url, timeout=10) as answer:  # noqa: S310  # our own
        assert answer.status == 200
    with pytest.raises(OSError, match=r"refused|reset"):
        urlopen(serving.url, timeout=10)  # noqa: S310  # as above


def test_a_server_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    """Whoever reads it need not look for a log."""
    ends = Server("some", "Some", command=["{python}", "-c", "raise SystemExit('there is no model')"])
    with pytest.raises(StartError, match="there is no model"), running(ends, tmp_path):
        pass


def test_a_variable_names_places_and_the_server_behind(tmp_path: Path) -> None:
    """As the arguments of its command do."""
    code = "import os; raise SystemExit(os.environ['SEEN'])"
    ends = Server("some", "Some", command=["{python}", "-c", code], variables={"SEEN": "at {here}"})
    with pytest.raises(StartError, match=r"at .*some"), running(ends, tmp_path):
        pass
