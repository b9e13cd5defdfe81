"""Adds to a run what every client here sees of its target: ``python drivers/view.py RESULTS [CLIENT …]``.

For the command ``embedding-conformance clients``, with the drivers of all clients whose environment is there.
"""

from __future__ import annotations

import argparse
import shlex
import sys

from catalogue import CLIENTS, FOLDER, Client, chosen

from conformance.cli import main as command

__all__: list[str] = []


def _driver(client: Client) -> str:
    titled = " ".join(filter(None, [client.title, client.version]))
    return f"--driver={titled}={shlex.join([sys.executable, str(FOLDER / 'run.py'), client.name])}"


def main() -> None:
    """Hand the drivers over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results")
    parser.add_argument("client", nargs="*", metavar="CLIENT")
    asked = parser.parse_args()
    clients = chosen(asked.client) or [client for client in CLIENTS.values() if client.ready]
    command(["clients", asked.results, *map(_driver, clients)])


if __name__ == "__main__":
    main()
