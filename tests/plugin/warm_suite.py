"""A process that has loaded what a run of the suite needs, and forks one for each line it reads."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

__all__ = ["QUICK", "SUITE", "V1", "serve"]

V1 = "text-embedding-v1"
QUICK = ("--emb-model", V1, "--emb-examples", "0", "--emb-depth", "smoke")
SUITE = ("-p", "no:cacheprovider", "--pyargs", "conformance")
_SECONDS = 120
"""What takes longer is ended."""


def serve() -> None:
    """Run what each line of standard input says, in a process of its own, and print its exit status."""
    _load()
    for line in sys.stdin:
        if not (child := os.fork()):
            sys.exit(_run(**json.loads(line)))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _load() -> None:
    """Make a small run, so that modules are loaded as pytest loads them, templates compiled, and examples drawn."""
    said = os.dup(1)
    with tempfile.TemporaryFile() as unread, tempfile.TemporaryDirectory() as folder:
        os.dup2(unread.fileno(), 1)
        os.chdir(folder)
        for arguments in ((*QUICK, "-k", "structure.id-unique"), ("--emb-model", V1, "-k", "model-echo")):
            pytest.main([*SUITE, *arguments])
        os.chdir(Path(__file__).parent)
    os.dup2(said, 1)
    gc.collect()
    gc.freeze()  # else each process that is forked walks through all of it, and so copies it, when it collects garbage


def _run(
    folder: str, arguments: list[str], environment: Mapping[str, str], streams: tuple[str, str]
) -> int | pytest.ExitCode:
    """Be ``python -m pytest`` in a folder, writing to files in place of standard output and the error stream."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for descriptor, name in enumerate((os.devnull, *streams)):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), descriptor)
    signal.alarm(_SECONDS)
    sys.path[0] = folder
    return pytest.main(arguments)


if __name__ == "__main__":
    serve()
