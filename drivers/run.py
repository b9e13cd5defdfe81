"""Becomes the driver of a client: ``python drivers/run.py CLIENT``, for the client gate and for pipes.

``--python PATH`` takes the packages of another interpreter than the client's own: the version a project really uses.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from catalogue import CLIENTS

__all__: list[str] = []


def main() -> None:
    """Replace this process by the driver's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("client", choices=sorted(CLIENTS))
    parser.add_argument("--python", type=Path, metavar="PATH", help="an interpreter with the client's packages")
    asked = parser.parse_args()
    client = CLIENTS[asked.client]
    if not client.ready and asked.python is None:
        sys.exit(f"{client.title} is not installed; make its environment with: python drivers/install.py {client.name}")
    command = client.command(asked.python)
    program = shutil.which(command[0]) or sys.exit(f"{command[0]} is not on this machine; install it first")
    os.execve(program, command, client.environ(os.environ))  # noqa: S606  # a program of our own


if __name__ == "__main__":
    main()
