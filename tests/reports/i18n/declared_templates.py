"""Every template that any module declares."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["declared_templates"]

ROOT = Path(__file__).parents[3]


@cache
def declared_templates() -> Mapping[str, str]:
    """Return every template by its id, from a process that has declared no others; the first call takes seconds."""
    script = Path(__file__).with_name("declared.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found
