"""An environment of pinned packages, of Python or Node: where it is, whether it is of its pins, and how it is made."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Environment"]

_BIN, _PYTHON = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")


@dataclass(frozen=True, slots=True)
class Environment:
    """What is installed into a folder from the pins that lie there; nothing where there are none.

    ``without`` are packages that the pinned ones ask for, and that are taken away again; where the pins are ``exact``,
    nothing else that they ask for is installed.
    """

    folder: Path
    without: Sequence[str] = ()
    exact: bool = False

    @property
    def pins(self) -> Path | None:
        """The file that pins every package; None where nothing is installed."""
        names = ("requirements.txt", "package-lock.json")
        return next((self.folder / name for name in names if (self.folder / name).is_file()), None)

    @property
    def place(self) -> Path | None:
        """Where the packages are installed, which is ignored by git; None where none are."""
        if self.pins is None:
            return None
        return self.folder / ("node_modules" if self.pins.suffix == ".json" else ".venv")

    @property
    def programs(self) -> Path:
        """The folder of the programs that the packages bring; without packages, that of our own interpreter."""
        if self.place is None:
            return Path(sys.executable).parent
        return self.place / (".bin" if self.place.name == "node_modules" else _BIN)

    @property
    def python(self) -> Path:
        """Its interpreter; ours where it has none."""
        inside = self.place is not None and self.place.name == ".venv"
        return self.programs / _PYTHON if inside else Path(sys.executable)

    @property
    def stamp(self) -> Path | None:
        """The copy of the pins that it was made from, written when it was whole."""
        return self.place and self.place / "made-from"

    @property
    def ready(self) -> bool:
        """Whether it is there and of these pins."""
        if self.pins is None or self.stamp is None:
            return True
        return self.stamp.is_file() and self.stamp.read_bytes() == self.pins.read_bytes()

    def version(self, package: str) -> str:
        """Return the pinned version of a package; empty where it is not pinned."""
        if self.pins is None:
            return ""
        text = self.pins.read_text("utf-8")
        if self.pins.suffix == ".json":
            return str(json.loads(text)["packages"][f"node_modules/{package}"]["version"])
        found = re.search(rf"^{re.escape(package)}==(\S+)", text, re.MULTILINE)
        return found[1] if found else ""

    def make(self) -> bool:
        """Install the packages, and return whether there was anything to do.

        Raises OSError or CalledProcessError where they cannot be installed; nothing half-made is left.
        """
        if self.ready or self.pins is None or self.place is None or self.stamp is None:
            return False
        shutil.rmtree(self.place, ignore_errors=True)
        try:
            for command in self._commands(self.pins):
                subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            shutil.rmtree(self.place, ignore_errors=True)
            raise
        shutil.copy(self.pins, self.stamp)
        return True

    def _commands(self, pins: Path) -> Iterator[list[str]]:
        if pins.suffix == ".json":
            yield [shutil.which("npm") or "npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
            return
        venv.create(self.folder / ".venv", with_pip=True)
        pip = [str(self.python), "-m", "pip"]
        yield [*pip, "install", "--quiet", *(["--no-deps"] if self.exact else []), "--requirement", pins.name]
        if self.without:
            yield [*pip, "uninstall", "--quiet", "--yes", *self.without]
