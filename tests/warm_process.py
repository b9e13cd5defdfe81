"""A process that has loaded what the suite and the console command need, and forks one for each that is asked for.

``python warm_process.py ADDRESS`` serves at a socket until its standard input ends; with the name of a program and its
arguments behind it, that is run there, as if it had been started here.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

__all__ = ["COMMAND", "SUITE", "command", "run_warm"]

SUITE = ("-p", "no:cacheprovider", "--pyargs", "conformance")
COMMAND = "embedding-conformance"
_PYTEST = "pytest"
_MODEL = ("--emb-model", "text-embedding-v1")
_LOADING = (
    (*_MODEL, "--emb-examples", "0", "--emb-depth", "smoke", "-k", "structure.id-unique"),
    (*_MODEL, "-k", "model-echo"),
)
_SECONDS = 120
"""What takes longer is ended."""


def run_warm(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Sequence[int] = (0, 1, 2),
) -> int:
    """Run pytest or the console command in a folder, with three open files, and return its exit status."""
    return _ask(_address(), program, arguments, folder, environment, streams)


def command(program: str = COMMAND) -> str:
    """Return the words by which a shell starts a program in this way."""
    return f"{sys.executable} -IS {__file__} {_address()} {program}"


@cache
def _address() -> str:
    """Start the process, which ends with this one, and return where it listens."""
    folder = tempfile.mkdtemp(prefix="warm-")
    address = str(Path(folder, "socket"))
    line = [sys.executable, __file__, address]
    server = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)  # it ends where there is no more to read
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    return address


def _ask(
    address: str,
    program: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Sequence[int],
) -> int:
    asked = {"program": program, "arguments": [*arguments], "folder": str(folder), "environment": {**environment}}
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(address)
        socket.send_fds(asking, [json.dumps(asked).encode() + b"\n"], streams)
        with asking.makefile() as told:
            return int(told.readline())


def _serve(address: str) -> None:
    _load()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            asking, _ = listener.accept()
            if not os.fork():
                listener.close()
                _answer(asking)
            asking.close()
            _reap(os.WNOHANG)
    _reap()
    Path(address).unlink()
    Path(address).parent.rmdir()


def _reap(options: int = 0) -> None:
    """Take leave of the processes that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def _load() -> None:
    """Make small runs, so that modules are loaded as pytest loads them, templates compiled, and examples drawn."""
    import pytest  # noqa: PLC0415  # who only asks needs none of it

    import conformance.cli  # noqa: F401, PLC0415

    said = os.dup(1)
    with tempfile.TemporaryFile() as unread, tempfile.TemporaryDirectory() as folder:
        os.dup2(unread.fileno(), 1)
        os.chdir(folder)
        for arguments in _LOADING:
            pytest.main([*SUITE, *arguments])
        os.chdir(Path(__file__).parent)
    os.dup2(said, 1)
    gc.collect()
    gc.freeze()  # else each process that is forked walks through all of it, and so copies it, when it collects garbage


def _answer(asking: socket.socket) -> None:
    """Run what is asked for in a process of its own, and tell its exit status."""
    message, streams, *_ = socket.recv_fds(asking, 1 << 16, 3)
    while not message.endswith(b"\n"):
        message += asking.recv(1 << 16)
    if not (child := os.fork()):
        sys.exit(_run(streams, **json.loads(message)))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    asking.sendall(f"{status if status >= 0 else 128 - status}\n".encode())
    os._exit(0)


def _run(streams: Sequence[int], program: str, arguments: list[str], folder: str, environment: dict[str, str]) -> int:
    """Be ``python -m pytest``, or the console command."""
    import pytest  # noqa: PLC0415  # it is loaded

    from conformance.cli import main  # noqa: PLC0415

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for descriptor, stream in enumerate(streams):
        os.dup2(stream, descriptor)
        os.close(stream)
    signal.alarm(_SECONDS)
    sys.argv = [program, *arguments]
    if program == _PYTEST:
        sys.path[0] = folder
        return int(pytest.main(arguments))
    main()
    return 0


if __name__ == "__main__":
    _, _where, *_asked = sys.argv
    if not _asked:
        _serve(_where)
    else:
        sys.exit(_ask(_where, _asked[0], _asked[1:], Path.cwd(), os.environ, (0, 1, 2)))
