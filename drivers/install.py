"""Makes an environment for each client, or for those named: ``python drivers/install.py [CLIENT …]``.

Each has its own, in its folder, since what they depend on clashes. One that is there and of the pinned versions is left
as it is. Ends with status 1 where one could not be made.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from catalogue import CLIENTS, Client, chosen

__all__ = ["install"]


def install(client: Client) -> str:
    """Make the environment of a client, and return what became of it in one sentence.

    Raises OSError or CalledProcessError where it cannot be made; nothing half-made is left.
    """
    if client.environment.pins is None and not client.ready:
        raise FileNotFoundError(f"there is no {client.name} on this machine")
    return "is installed" if client.environment.make() else "is there"


def main() -> int:
    """Install what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("client", nargs="*", metavar="CLIENT")
    lost = 0
    for client in chosen(parser.parse_args().client or [*CLIENTS]):
        try:
            told = install(client)
        except (OSError, subprocess.CalledProcessError) as error:
            told, lost = f"cannot be installed: {error}", lost + 1
        print(" ".join(filter(None, [client.title, client.version, told])), flush=True)  # noqa: T201  # a command
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
