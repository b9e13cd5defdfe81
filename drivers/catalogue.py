"""The clients kept here: where each lives, which version is pinned, and how its driver is started."""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from environment import Environment

__all__ = ["CLIENTS", "FOLDER", "Client", "chosen"]

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Client:
    """One client: a folder with its driver, and with the pins of its environment, where it needs one.

    ``home`` is that folder where it is not of the client's name, ``arguments`` are those of the driver, and
    ``variables`` environment variables that hold paths below this folder, by patterns. Readers of its findings have to
    know what ``note`` says; scenarios that end ``by_chance`` are none of its doing.
    """

    name: str
    title: str
    package: str = ""
    home: str = ""
    arguments: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    by_chance: Sequence[str] = ()

    @property
    def folder(self) -> Path:
        """Where the driver lives."""
        return FOLDER / (self.home or self.name)

    @property
    def environment(self) -> Environment:
        """What is installed for it; nothing for a program of the machine."""
        return Environment(self.folder)

    @property
    def ready(self) -> bool:
        """Whether it can be started: its environment is there and of these pins, or its program is."""
        return self.environment.ready and (self.environment.pins is not None or shutil.which(self.name) is not None)

    @property
    def version(self) -> str:
        """The pinned version of its package; empty for a program of the machine."""
        return self.environment.version(self.package)

    @property
    def pinned(self) -> str:
        """Its name with the version, as files of what it was found to do are called."""
        return "-".join(filter(None, [self.name, self.version]))

    def command(self, python: Path | None = None) -> list[str]:
        """Return the command of its driver; ``python`` is an interpreter to take in place of its own."""
        if (self.folder / "driver.mjs").is_file():
            return ["node", str(self.folder / "driver.mjs"), *self.arguments]
        return [str(python or self.environment.python), str(self.folder / "driver.py"), *self.arguments]

    def environ(self, around: Mapping[str, str]) -> dict[str, str]:
        """Return the variables its driver is started with: those around it, and its own."""
        paths = {name: next(FOLDER.glob(pattern), None) for name, pattern in self.variables.items()}
        own = {name: str(path) for name, path in paths.items() if path is not None and name not in around}
        return {**around, "PYTHONPATH": str(FOLDER / "protocol"), **own}


def _clients() -> dict[str, Client]:
    rows = tomllib.loads((FOLDER / "clients.toml").read_text("utf-8"))["client"]
    return {row["name"]: Client(**row) for row in rows}


CLIENTS: Mapping[str, Client] = _clients()


def chosen(names: Sequence[str]) -> list[Client]:
    """Return the clients of some names; ends the process with a sentence where there is none of a name."""
    for name in names:
        if name not in CLIENTS:
            sys.exit(f"there is no client {name}; name one of {', '.join(CLIENTS)}")
    return [CLIENTS[name] for name in names]
