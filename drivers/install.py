"""Makes an environment for each client, or for those named: ``python drivers/install.py [CLIENT …]``.

Each has its own, in its folder, since what they depend on clashes. One that is there and of the pinned versions is left
as it is. Ends with status 1 where one could not be made.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator

from catalogue import CLIENTS, Client, chosen

__all__ = ["install"]


def install(client: Client) -> str:
    """Make the environment of a client, and return what became of it in one sentence.

    Raises OSError or CalledProcessError where it cannot be made; nothing half-made is left.
    """
    if client.ready:
        return "is there"
    if client.pins is None or client.environment is None or client.stamp is None:
        raise FileNotFoundError(f"there is no {client.name} on this machine")
    shutil.rmtree(client.environment, ignore_errors=True)
    try:
        for command in _commands(client):
            subprocess.run(command, cwd=client.folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        shutil.rmtree(client.environment, ignore_errors=True)
        raise
    shutil.copy(client.pins, client.stamp)
    return "is installed"


def _commands(client: Client) -> Iterator[list[str]]:
    if client.pins is not None and client.pins.suffix == ".json":
        yield [shutil.which("npm") or "npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    else:
        venv.create(client.folder / ".venv", with_pip=True)
        yield [str(client.python), "-m", "pip", "install", "--quiet", "--requirement", "requirements.txt"]


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
