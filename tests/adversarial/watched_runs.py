"""Runs of the suite with their memory, time and every byte that they write."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["KEY", "Watched", "find_key", "spellings", "watched_run"]

KEY = "sk-9fQ2+only/for-adversarial=Zt41"
LOUD = ("-vv", "-rA", "--showlocals", "--log-level=DEBUG", "--log-cli-level=DEBUG", "--log-file=debug.log")
"""Options with which pytest and its plugins print all they know."""

_MEASURED = Path(__file__).with_name("measured.py")
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
_WRITTEN = ("results.json", "audit.html", "report.html", "evidence.jsonl")


@dataclass(frozen=True, slots=True)
class Watched:
    """The outcome of a run: ``memory`` is the highest in MiB, ``folder`` holds everything that it wrote."""

    status: int
    memory: float
    seconds: float
    folder: Path

    @property
    def output(self) -> bytes:
        """The bytes that it printed."""
        return b"".join((self.folder / name).read_bytes() for name in ("stdout.txt", "stderr.txt"))

    @property
    def complaints(self) -> list[str]:
        """Everything in a run that no target may cause."""
        output = self.output
        return [
            *([f"exit status {self.status}"] if self.status not in {0, 1, 4, 10} else []),
            *(["a traceback"] if b"Traceback" in output or b"INTERNALERROR" in output else []),
            *(f"printed {found!r}" for found in set(_CONTROL.findall(output))),
            *([f"{self.memory:.0f} MiB"] if self.memory > 300 else []),
            *(f"no {name}" for name in _WRITTEN if not (self.folder / "reports" / name).is_file()),
            *([f"{path.name} runs scripts" for path in self.folder.rglob("*.html") if _alive(path.read_text("utf-8"))]),
            *find_key(self.folder),
        ]


def watched_run(folder: Path, base_url: str, *arguments: str) -> Watched:
    """Judge a target with the key in the environment and all output of pytest."""
    folder.mkdir()
    keep = {name: value for name, value in os.environ.items() if name.lower() in {"path", "home", "systemroot", "lang"}}
    options = [*LOUD, "--junitxml=junit.xml", f"--base-url={base_url}", *arguments]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--pyargs", "conformance", *options]
    begun = time.monotonic()
    taken = folder.with_name("memory.txt")
    with (folder / "stdout.txt").open("wb") as out, (folder / "stderr.txt").open("wb") as err:
        done = subprocess.run(
            [sys.executable, str(_MEASURED), str(taken), *command],
            cwd=folder,
            env=keep | {"EMB_API_KEY": KEY},
            stdout=out,
            stderr=err,
            check=False,
        )
    return Watched(done.returncode, float(taken.read_text("utf-8")), time.monotonic() - begun, folder)


def find_key(folder: Path) -> list[str]:
    """Return a line for each file that holds the key, with its spelling."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    held = {path: path.read_bytes() for path in files}
    lower = {path: data.lower() for path, data in held.items()}
    return [
        f"the key as {name} in {path.name}"
        for path in files
        for name, spelling, fold in spellings(KEY)
        if (spelling.lower() in lower[path] if fold else spelling in held[path])
    ]


def spellings(key: str) -> Iterator[tuple[str, bytes, bool]]:
    """Yield the name of each form of a key, its bytes, and whether the case of its letters does not matter."""
    yield "itself", key.encode(), True
    for offset in range(3):
        coded = base64.b64encode(bytes(offset) + key.encode()).decode()
        core = coded[-(-offset * 8 // 6) : (offset + len(key)) * 8 // 6]
        yield f"base64 at {offset}", core.encode(), False
        yield f"base64 for URLs at {offset}", core.replace("+", "-").replace("/", "_").encode(), False
    yield "hexadecimal", key.encode().hex().encode(), True
    yield "per cent escapes", urllib.parse.quote(key, safe="").encode(), True
    yield "per cent escapes of all", "".join(f"%{ord(character):02x}" for character in key).encode(), True
    yield "JSON escapes", "".join(f"\\u{ord(character):04x}" for character in key).encode(), True
    yield "JSON escapes in JSON", "".join(f"\\\\u{ord(character):04x}" for character in key).encode(), True
    yield "JSON with escaped slashes", key.replace("/", "\\/").encode(), True
    yield "entities", "".join(f"&#{ord(character)};" for character in key).encode(), True
    yield "hexadecimal entities", "".join(f"&#x{ord(character):x};" for character in key).encode(), True
    yield "escaped entities", "".join(f"&amp;#{ord(character)};" for character in key).encode(), True
    yield "UTF-16", key.encode("utf-16-le"), False
    yield "UTF-16, the other way round", key.encode("utf-16-be"), False
    yield "Python's repr of UTF-16", repr(key.encode("utf-16-le"))[2:-1].encode(), True
    yield "the same in JSON", "\\\\x00".join(key).encode(), True
    yield "UTF-16 in JSON", "\\u0000".join(key).encode(), True


def _alive(page: str) -> bool:
    """Tell whether a page holds markup that a target sent."""
    return any(markup in page for markup in ("<script>alert(1)", "<img src=x", "<svg/onload"))
