"""Adds to a run what every client here sees of its target: ``python drivers/view.py RESULTS [CLIENT …]``.

For the command ``embedding-conformance clients``, with the drivers of all clients whose environment is there.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator

from catalogue import CLIENTS, FOLDER

from conformance.cli import main as command

__all__: list[str] = []


def _drivers(names: list[str]) -> Iterator[str]:
    for name in names:
        client = CLIENTS[name]
        titled = " ".join(filter(None, [client.title, client.version]))
        yield f"--driver={titled}={shlex.join([sys.executable, str(FOLDER / 'run.py'), name])}"


def main() -> None:
    """Hand the drivers over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results")
    parser.add_argument(
        "client", nargs="*", default=[name for name in CLIENTS if CLIENTS[name].ready], metavar="CLIENT"
    )
    asked = parser.parse_args()
    if unknown := set(asked.client) - set(CLIENTS):
        parser.error(f"there is no client {unknown.pop()}; there are {', '.join(CLIENTS)}")
    command(["clients", asked.results, *_drivers(asked.client)])


if __name__ == "__main__":
    main()
