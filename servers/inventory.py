"""The servers kept here: how each is installed, started and judged, as its folder tells."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "drivers"))

from environment import Environment  # the path to it is set above

__all__ = ["FOLDER", "SERVERS", "Environment", "Server", "chosen"]

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Server:
    """One server: a folder with what it is, and with the pins of its environment.

    ``command``, ``variables`` and ``headers`` (which each request needs) may name ``{bin}``, ``{python}``,
    ``{here}``, ``{port}``, ``{model}``, ``{weights}`` (the folder of the model), ``{gguf}`` (the model in one file),
    ``{openapi}`` (its contract) and ``{behind}`` (the base URL of the server ``behind`` it). ``path`` is
    that of the base URL, ``ready`` one that answers below 500 once it is up. ``key`` is sent where the contract wants
    one; ``selection``, an expression of pytest's ``-m``, is for mocks, whose vectors mean nothing. ``soak`` is how
    long it is put under load, as the command ``soak`` has it. ``explained`` has a sentence for each check that finds
    something, checked by hand, ``missing`` what it would take to run it where none of PyPI, npm and Debian has it.
    """

    name: str
    title: str
    package: str = ""
    contract: str = "openai-compatible"
    model: str = "all-MiniLM-L6-v2"
    command: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    path: str = "/v1"
    ready: str = "/health"
    behind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    without: Sequence[str] = ()
    key: str = ""
    selection: str = ""
    soak: str = ""
    explained: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""

    @property
    def folder(self) -> Path:
        """Where its pins lie, and what it is started with."""
        return FOLDER / self.name

    @property
    def environment(self) -> Environment:
        """The packages it is made of."""
        return Environment(self.folder, self.without)

    @property
    def version(self) -> str:
        """The pinned version of its package."""
        return self.environment.version(self.package)


def _servers() -> dict[str, Server]:
    files = sorted(FOLDER.glob("*/server.toml"))
    return {path.parent.name: Server(path.parent.name, **tomllib.loads(path.read_text("utf-8"))) for path in files}


SERVERS: Mapping[str, Server] = _servers()


def chosen(names: Sequence[str]) -> list[Server]:
    """Return the servers of some names, or all; ends the process with a sentence where there is none of a name."""
    for name in names:
        if name not in SERVERS:
            sys.exit(f"there is no server {name}; name one of {', '.join(SERVERS)}")
    return [SERVERS[name] for name in names or SERVERS]
